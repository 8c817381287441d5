import { describe, expect, it } from 'vitest';
import { entraTime, lift, pause, quarantine, resume, retry } from '../../graph/job.ts';
import { payload } from '../../graph/payloads.ts';
import { useGraph } from './use-graph.ts';

const _rig = useGraph();

describe('jobs in the hands of Entra', () => {
  const at = (time: string) => new Date(`2026-03-01T${time}Z`);
  const error = { code: 'X', message: 'y', tenantActionable: true };

  it('enter quarantine, are retried, and are healed in one series', () => {
    const began = quarantine(payload('cloud-sync-active'), {
      reason: 'Unknown',
      error,
      at: at('10:00:00.498'),
    });
    expect(began.schedule?.state).toBe('Active');
    expect(began.status).toMatchObject({ code: 'Quarantine', lastExecution: { state: 'Failed', error } });
    const first = began.status?.quarantine;
    expect(first).toEqual({
      currentBegan: entraTime(at('10:00:00.498')),
      nextAttempt: entraTime(at('10:05:00.498')),
      reason: 'Unknown',
      seriesBegan: entraTime(at('10:00:00.498')),
      seriesCount: 1,
      error,
    });
    const again = retry(began, at('10:05:01'));
    expect(again.status?.quarantine).toEqual({
      ...first,
      currentBegan: entraTime(at('10:05:01')),
      nextAttempt: entraTime(at('16:05:01')),
      seriesCount: 2,
    });
    const healed = lift(again, at('16:05:02'));
    expect(healed.status).toMatchObject({ code: 'Active', quarantine: null });
    expect(healed.status?.steadyStateFirstAchievedTime).toBe('2019-11-08T15:48:05.7360238Z');
    expect(() => retry(healed, at('17:00:00'))).toThrow('not in quarantine');
  });

  it('name no error when a threshold is the reason', () => {
    const job = quarantine(payload('aws-created'), { reason: 'TooManyDeletes', at: at('10:00:00') });
    expect(job.schedule?.state).toBe('Active');
    expect(job.status?.quarantine).not.toHaveProperty('error');
    expect(job.status).toMatchObject({ lastExecution: { state: 'EntryLevelErrors', error: null } });
  });

  it('keep their quarantine while paused, and lose it when started', () => {
    const paused = pause(payload('aws-quarantine'));
    expect([paused.schedule?.state, paused.status?.code]).toEqual(['Paused', 'Paused']);
    expect(paused.status?.quarantine).toEqual(payload('aws-quarantine').status?.quarantine);
    const resumed = resume(paused);
    expect([resumed.schedule?.state, resumed.status?.code, resumed.status?.quarantine]).toEqual([
      'Active',
      'Active',
      null,
    ]);
  });

  it('carry times with up to seven digits that sort as they happened', () => {
    const times = ['10:00:00', '10:00:00.001', '10:00:00.010', '10:00:09.498', '10:00:09.499'].map((time) =>
      entraTime(at(time)),
    );
    for (const time of times) expect(time).toMatch(/^2026-03-01T10:00:0\d(\.\d{1,6}[1-9]|\.[1-9])?Z$/);
    expect(times.some((time) => /\.\d{7}Z$/.test(time))).toBe(true);
    const order = times.map((time) => time.replace('Z', ''));
    expect(order).toEqual(order.toSorted());
  });

  it('are as published: the reference example to the letter', () => {
    expect(JSON.stringify(payload('reference-example'))).toBe(
      '{"id":"{jobId}","templateId":"BoxOutDelta","schedule":{"expiration":null,"interval":"P10675199DT2H48M5.4775807S","state":"Disabled"},"status":{"countSuccessiveCompleteFailures":0,"escrowsPruned":false,"synchronizedEntryCountByType":[],"code":"Paused","lastExecution":null,"lastSuccessfulExecution":null,"progress":[],"lastSuccessfulExecutionWithExports":null,"steadyStateFirstAchievedTime":"0001-01-01T00:00:00Z","steadyStateLastAchievedTime":"0001-01-01T00:00:00Z","quarantine":{"currentBegan":"","nextAttempt":"","reason":"","seriesBegan":"","seriesCount":2,"error":{"code":"SalesforceInvalidCredentials","message":"Your Salesforce.com credentials are invalid. ...","tenantActionable":true}},"troubleshootingUrl":null},"synchronizationJobSettings":[{"name":"QuarantineTooManyDeletesThreshold","value":"500"}]}',
    );
  });
});
