import { describe, expect, test } from 'vitest';
import { type ProvisioningEvent, toEvent } from '../../../src/core/cloud-event.ts';
import type { EventOptions } from '../../../src/core/event-data.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Transition } from '../../../src/core/transition.ts';
import { problemsOfMessage } from '../../support/contract/documented-event.ts';
import { History } from '../../support/history.ts';
import { healthyJob, noInterval, pausedJob, quarantinedJob, ranJob } from '../../support/jobs.ts';
import { everyConditionWanted } from '../../support/wanted-events.ts';

/* The events of halts, late jobs, failing objects and removed jobs. */

const { minute, arrival } = History;
const eventOptions: EventOptions = {
  tenantId: '99999999-9999-4999-8999-999999999999',
  portalRoot: 'https://entra.microsoft.com',
  publicUrl: undefined,
  includeErrorMessage: true,
};
const wantChanges = { ...everyConditionWanted, changed: true };

/** The event as subscribers get it; it is as documented. */
function eventOf(
  transition: Transition | undefined,
): ProvisioningEvent & { json: JsonObject; data: JsonObject } {
  if (!transition) throw new Error('nothing happened');
  const event = toEvent(transition, eventOptions);
  const json = JSON.parse(new TextDecoder().decode(event.body));
  const { contentType, applicationProperties: properties } = event;
  expect(problemsOfMessage({ event: json, contentType, properties })).toEqual([]);
  return { ...event, json, data: json.data };
}

function halted(raw = pausedJob()): Transition[] {
  const job = new History(2 * 60_000, wantChanges);
  job.read(0, healthyJob());
  for (const at of [5, 40]) job.read(at, raw);
  for (const at of [45, 50]) job.read(at, healthyJob());
  return job.transitions;
}

/** Late from minute 240 on. */
function late(more: Parameters<typeof ranJob>[0] = {}, isMassDelay = false): Transition[] {
  const job = new History(2 * 60_000, wantChanges, { isMassDelay });
  for (const ended of [0, 40, 80]) job.read(ended + 1, ranJob({ ended: minute(ended), ...more }));
  for (const at of [241, 245, 482]) job.read(at, ranJob({ ended: minute(80), ...more }));
  job.read(500, ranJob({ ended: minute(499) }));
  return job.transitions;
}

function failing(more: Parameters<typeof ranJob>[0] = {}): Transition[] {
  const job = new History(2 * 60_000, wantChanges);
  const at = (ended: number, count: number) =>
    job.read(ended + 1, ranJob({ ended: minute(ended), failing: count, interval: noInterval, ...more }));
  for (const ended of [0, 40]) at(ended, 30);
  for (const ended of [80, 120]) at(ended, 300);
  for (const ended of [160, 3000]) at(ended, 0);
  return job.transitions;
}

describe('a halt', () => {
  test('begins with its reason, when the job last ran, and between which instants it stopped', () => {
    const [began] = halted();
    const { type, json, data, applicationProperties } = eventOf(began);
    expect(type).toBe('entra.provisioning.halt.began');
    expect(json).toMatchObject({
      dataschema: 'urn:entra:provisioning:halt:began:v1',
      time: arrival(5),
      recordedtime: arrival(40),
    });
    expect(data).toEqual({
      tenantId: eventOptions.tenantId,
      servicePrincipalId: '11111111-1111-4111-8111-111111111111',
      appId: 'app-1',
      displayName: 'Salesforce',
      jobId: 'scim.1',
      templateId: 'scim',
      jobKind: 'outbound',
      adviceId: 'haltPaused',
      episode: arrival(5),
      occurrence: 1,
      detection: 'confirmed',
      reason: 'paused',
      quarantined: false,
      beganAfter: minute(0),
      beganBefore: arrival(5),
      statusCode: 'Paused',
      scheduleState: 'Paused',
      lastRunEndedAt: '2026-03-09T23:50:00.000Z',
      interval: noInterval,
      portalUrl: expect.stringMatching('/ProvisioningMenuBlade/'),
      applicationUrl: expect.stringMatching('/ManagedAppMenuBlade/'),
    });
    expect(applicationProperties).toMatchObject({
      condition: 'halt',
      reason: 'paused',
      jobKind: 'outbound',
      adviceId: 'haltPaused',
    });
    expect(Object.keys(applicationProperties)).not.toContain('errorCode');
    expect(Object.keys(applicationProperties)).not.toContain('cause');
  });

  test('at first sight does not say since when it was not', () => {
    const job = new History(2 * 60_000, wantChanges);
    job.read(0, pausedJob());
    const [began] = job.read(35, pausedJob());
    const { data } = eventOf(began);
    expect(data).toMatchObject({ detection: 'firstSight', beganBefore: arrival(0) });
    expect(data).not.toHaveProperty('beganAfter');
  });

  test('says whether the job is in quarantine too', () => {
    const job = new History(2 * 60_000, wantChanges);
    job.read(0, quarantinedJob());
    for (const at of [5, 40]) job.read(at, pausedJob());
    expect(eventOf(job.transitions[1]).data).toMatchObject({ reason: 'paused', quarantined: true });
  });

  test('ends with its cause, its bounds and its reasons, and with nothing to do', () => {
    const [, cleared] = halted();
    const { json, data, applicationProperties } = eventOf(cleared);
    expect(json).toMatchObject({ type: 'entra.provisioning.halt.cleared', time: arrival(45) });
    expect(data).toMatchObject({
      reason: 'paused',
      cause: 'resumed',
      detection: 'confirmed',
      clearedAfter: minute(40),
      clearedBefore: arrival(45),
      durationSeconds: 40 * 60,
      reasons: [{ reason: 'paused', since: arrival(5) }],
      statusCode: 'Active',
    });
    for (const absent of ['adviceId', 'beganAfter', 'beganBefore']) expect(data).not.toHaveProperty(absent);
    expect(applicationProperties).toMatchObject({ condition: 'halt', reason: 'paused', cause: 'resumed' });
    expect(Object.keys(applicationProperties)).not.toContain('adviceId');
  });
});

describe('a late job', () => {
  test('begins with when it was expected, and how late it is', () => {
    const { json, data, applicationProperties } = eventOf(late()[0]);
    expect(json).toMatchObject({ type: 'entra.provisioning.overdue.began', time: arrival(241) });
    expect(data).toMatchObject({
      reason: 'notRunning',
      expectedBy: minute(240),
      // From then to when it was recorded.
      lagSeconds: 5 * 60 + 10,
      steadyStateLastAchievedAt: minute(80),
      lastRunEndedAt: minute(80),
      interval: 'PT40M',
      beganAfter: minute(81),
      beganBefore: arrival(241),
      detection: 'confirmed',
    });
    for (const absent of ['progress', 'massDelay']) expect(data).not.toHaveProperty(absent);
    expect(applicationProperties).toMatchObject({ condition: 'overdue', reason: 'notRunning' });
  });

  test('that was late with many others says so at its begin', () => {
    const [began, cleared] = late({}, true);
    expect(eventOf(began).data).toMatchObject({ massDelay: true, lagSeconds: (482 - 240) * 60 + 10 });
    expect(eventOf(cleared).data).not.toHaveProperty('massDelay');
  });

  test('ends with how late it was when it was seen to be on time', () => {
    const { data } = eventOf(late()[1]);
    expect(data).toMatchObject({
      cause: 'caughtUp',
      detection: 'observed',
      reason: 'notRunning',
      expectedBy: minute(240),
      lagSeconds: 260 * 60 + 10,
      clearedAfter: minute(482),
      clearedBefore: arrival(500),
      reasons: [{ reason: 'notRunning', since: arrival(241) }],
    });
  });

  test('shows how far it has come, and no steady state where it never had one', () => {
    const progress = [{ currentTaskName: 'Users', completedUnits: 3, totalUnits: 10 }];
    const never = '0001-01-01T00:00:00Z';
    const raw = ranJob({ ended: minute(0), steady: never, status: { progress } });
    const job = new History(2 * 60_000, wantChanges);
    for (const at of [1, 2 * 1440 + 2, 2 * 1440 + 5]) job.read(at, raw);
    const { data } = eventOf(job.transitions[0]);
    expect(data).toMatchObject({
      reason: 'initialCycle',
      progress: [{ name: 'Users', completedUnits: 3, totalUnits: 10 }],
    });
    expect(data).not.toHaveProperty('steadyStateLastAchievedAt');
  });
});

describe('failing objects', () => {
  test('begin with their count, their share, and how near that is to a quarantine', () => {
    const { json, data, applicationProperties } = eventOf(failing({ entries: [900, 33] })[0]);
    expect(json).toMatchObject({ type: 'entra.provisioning.failures.began', time: arrival(1) });
    expect(data).toMatchObject({
      count: 30,
      entries: 933,
      share: 0.0322,
      executionState: 'Succeeded',
      towardsQuarantine: { count: 30, ofCount: 5000, share: 0.0322, ofShare: 0.4 },
      beganBefore: arrival(1),
      detection: 'firstSight',
    });
    expect(data).not.toHaveProperty('previousCount');
    expect(applicationProperties).toMatchObject({ condition: 'failures' });
    for (const absent of ['reason', 'errorCode'])
      expect(Object.keys(applicationProperties)).not.toContain(absent);
  });

  test('have no share where nobody knows of how many', () => {
    const { data } = eventOf(failing()[0]);
    expect(data).toMatchObject({ count: 30, entries: 0, towardsQuarantine: { count: 30 } });
    expect(data).not.toHaveProperty('share');
    expect(data.towardsQuarantine).toEqual({ count: 30, ofCount: 5000, ofShare: 0.4 });
  });

  test('that grow tenfold say how many there were before', () => {
    const changed = failing().find(({ kind }) => kind === 'changed');
    const { json, data } = eventOf(changed);
    expect(json).toMatchObject({ type: 'entra.provisioning.failures.changed', time: arrival(81) });
    expect(data).toMatchObject({ previousCount: 30, count: 300, detection: 'confirmed' });
    for (const absent of ['beganAfter', 'beganBefore']) expect(data).not.toHaveProperty(absent);
  });

  test('end with what was last seen of them', () => {
    const { data } = eventOf(failing().find(({ kind }) => kind === 'cleared'));
    expect(data).toMatchObject({
      cause: 'recovered',
      count: 300,
      reasons: [
        { reason: 'objectsFail', count: 30, since: arrival(1) },
        { reason: 'objectsFail', count: 300, since: arrival(81) },
      ],
    });
  });
});

test('a removed job says between which instants it went, and nothing of an episode', () => {
  const job = new History(2 * 60_000, wantChanges);
  job.read(0, healthyJob());
  job.gone(5);
  const [removed] = job.gone(10);
  const { json, data, applicationProperties } = eventOf(removed);
  expect(json).toMatchObject({
    type: 'entra.provisioning.job.removed',
    dataschema: 'urn:entra:provisioning:job:removed:v1',
    time: arrival(5),
    recordedtime: arrival(10),
  });
  expect(data).toMatchObject({ removedAfter: minute(0), removedBefore: arrival(5), detection: 'confirmed' });
  for (const absent of ['episode', 'occurrence', 'adviceId', 'reason', 'cause'])
    expect(data).not.toHaveProperty(absent);
  expect(applicationProperties).toMatchObject({ condition: 'job', jobKind: 'outbound' });
});

describe('the ids', () => {
  const all = () => [...halted(), ...late(), ...failing()];

  test('are of one session, and an episode is joined by its correlation id', () => {
    const events = all().map((transition) => eventOf(transition));
    expect(new Set(events.map(({ sessionId }) => sessionId)).size).toBe(1);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(new Set(events.map(({ correlationId }) => correlationId)).size).toBe(3);
  });

  test('of conditions that began in the same instant are different', () => {
    const [halt] = halted();
    if (halt?.condition !== 'halt') throw new Error('no halt');
    const quarantine: Transition = {
      ...halt,
      condition: 'quarantine',
      facts: { quarantine: undefined, evidence: 'status' },
    };
    const [one, other] = [halt, quarantine].map((transition) => toEvent(transition, eventOptions));
    expect(one?.id).not.toBe(other?.id);
    expect(one?.correlationId).not.toBe(other?.correlationId);
    expect(one?.sessionId).toBe(other?.sessionId);
  });

  test('of removals of the same job are different each time', () => {
    const job = new History(2 * 60_000, wantChanges);
    for (const at of [0, 20]) {
      job.read(at, healthyJob());
      for (const n of [5, 10]) job.gone(at + n);
    }
    const events = job.transitions.map((transition) => eventOf(transition));
    expect(events).toHaveLength(2);
    expect(events[0]?.id).not.toBe(events[1]?.id);
    expect(events[0]?.correlationId).not.toBe(events[1]?.correlationId);
  });

  test('of what is not published come from its place in the history, and it has no sequence', () => {
    const [began] = halted();
    if (!began) throw new Error('no halt');
    const silent = toEvent({ ...began, sequence: undefined }, eventOptions);
    const later = toEvent({ ...began, sequence: undefined, step: began.step + 1 }, eventOptions);
    expect(silent.id).not.toBe(later.id);
    expect(silent.id).not.toBe(toEvent({ ...began, sequence: began.step }, eventOptions).id);
    expect(JSON.parse(new TextDecoder().decode(silent.body))).not.toHaveProperty('sequence');
    expect(Object.keys(silent.applicationProperties)).not.toContain('cloudEvents_sequence');
  });
});

test('what was seen of an episode may be lost with a damaged row: its end is still one that is documented', () => {
  for (const transitions of [halted(), late(), failing()]) {
    const cleared = transitions.at(-1);
    if (cleared?.kind !== 'cleared') throw new Error('nothing cleared');
    const { data } = eventOf({ ...cleared, facts: undefined });
    expect(data.cause).toBe(cleared.cause);
  }
});
