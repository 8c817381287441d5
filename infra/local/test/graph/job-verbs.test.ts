import { describe, expect, it } from 'vitest';
import { entraTime, never } from '../../graph/entra-time.ts';
import { disable, failObjects, giveUp, lift, pause, quarantine, retry, run, start } from '../../graph/job.ts';
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
    const started = start(paused);
    expect([started.schedule?.state, started.status?.code, started.status?.quarantine]).toEqual([
      'Active',
      'Active',
      null,
    ]);
  });

  it('are NotRun when they are started for the first time, and Active, with a first steady state, after their first cycle', () => {
    const started = start(payload('aws-created'));
    expect([started.schedule?.state, started.status?.code]).toEqual(['Active', 'NotRun']);
    const first = entraTime(at('10:00:00'));
    expect(run(started, at('10:00:00')).status).toMatchObject({
      code: 'Active',
      lastExecution: { state: 'Succeeded', timeEnded: first, countEscrowed: 0 },
      lastSuccessfulExecution: { timeEnded: first, timeBegan: never },
      steadyStateFirstAchievedTime: first,
      steadyStateLastAchievedTime: first,
    });
  });

  it('keep their code when their schedule is disabled, in quarantine too', () => {
    for (const name of ['cloud-sync-active', 'aws-quarantine'] as const) {
      const disabled = disable(payload(name));
      expect(disabled).toEqual({
        ...payload(name),
        schedule: { ...payload(name).schedule, state: 'Disabled' },
      });
    }
  });

  it('say how many objects fail in each cycle until they are mended, and meanwhile the last success stands still', () => {
    const well = lift(payload('cloud-sync-active'), at('10:00:00'));
    const failing = failObjects(well, 40, at('10:02:00'));
    const later = run(failing, at('10:04:00'));
    for (const job of [failing, later]) {
      expect(job.status).toMatchObject({
        code: 'Active',
        lastExecution: { state: 'EntryLevelErrors', countEscrowed: 40 },
        lastSuccessfulExecution: { timeEnded: entraTime(at('10:00:00')) },
      });
    }
    expect(later.status).toMatchObject({
      steadyStateLastAchievedTime: entraTime(at('10:04:00')),
      lastExecution: { timeEnded: entraTime(at('10:04:00')) },
    });
    expect(later.status?.lastExecution?.activityIdentifier).not.toBe(
      failing.status?.lastExecution?.activityIdentifier,
    );
    expect(failObjects(later, 0, at('10:06:00')).status).toMatchObject({
      lastExecution: { state: 'Succeeded', countEscrowed: 0 },
      lastSuccessfulExecution: { timeEnded: entraTime(at('10:06:00')) },
    });
  });

  it('run no cycle while they are paused or in quarantine', () => {
    expect(() => run(payload('aws-created'), at('10:00:00'))).toThrow("does not run: 'start' starts it");
    expect(() => failObjects(payload('aws-quarantine'), 40, at('10:00:00'))).toThrow(
      "is in quarantine: 'heal' or 'start' ends that",
    );
  });

  it('are given up after four weeks in one of two ways, since nobody says in which', () => {
    const kept = giveUp(payload('aws-quarantine'), 'quarantine');
    expect(kept.schedule?.state).toBe('Disabled');
    expect(kept.status).toEqual(payload('aws-quarantine').status);
    const paused = giveUp(payload('aws-quarantine'), 'pause');
    expect(paused.schedule?.state).toBe('Disabled');
    expect(paused.status).toMatchObject({ code: 'Paused', quarantine: null });
    expect(() => giveUp(payload('cloud-sync-active'), 'pause')).toThrow('is not in quarantine');
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
