import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/json.ts';
import type { Transition } from '../../../../src/core/transition.ts';
import { History, sequencesOf } from '../../../support/history.ts';
import { healthyJob, pausedJob, quarantinedJob, ranJob, seen } from '../../../support/jobs.ts';
import { allWanted, everyConditionWanted, noneWanted } from '../../../support/wanted-events.ts';

/* What several conditions of one job mean for each other. */

const { minute } = History;
const never = '0001-01-01T00:00:00Z';
const watched = (wanted = everyConditionWanted) => new History(2 * 60_000, wanted);
const inShort = (transitions: readonly Transition[]) =>
  transitions.map((transition) => {
    const cause = transition.kind === 'cleared' ? ` ${transition.cause}` : '';
    return `${transition.condition} ${transition.kind}${cause}`;
  });

describe('several in one run', () => {
  /** Late in its first cycle since minute 2881, and many of its objects failed before it was stopped. */
  const stuck = (ended: number, more: JsonObject = {}) =>
    ranJob({ ended: minute(ended), steady: never, failing: 20, status: more });

  test('begin in the order quarantine, halt, overdue, failures', () => {
    const job = watched();
    const day = 24 * 60;
    job.read(1, ranJob({ ended: minute(0), steady: never }));
    job.read(2 * day + 5, stuck(2 * day + 4));
    expect(inShort(job.read(2 * day + 10, stuck(2 * day + 9)))).toEqual(['overdue began', 'failures began']);

    const other = watched();
    other.read(0, healthyJob());
    other.read(5, pausedJob());
    const stopped = quarantinedJob(minute(39));
    expect(inShort(other.read(40, { ...stopped, schedule: { state: 'Paused' } }))).toEqual([
      'quarantine began',
      'halt began',
    ]);
  });

  test('end in that order too, and a removed job comes last', () => {
    const job = watched();
    const day = 24 * 60;
    job.read(1, ranJob({ ended: minute(0), steady: never }));
    for (const at of [5, 10]) job.read(2 * day + at, stuck(2 * day + at - 1));
    job.gone(2 * day + 15);
    const ended = job.gone(2 * day + 20);
    expect(inShort(ended)).toEqual(['overdue cleared removed', 'failures cleared removed', 'job removed']);
    expect(ended.map(({ open }) => open)).toEqual([[], [], []]);
    const [first = 0] = ended.map(({ step }) => step);
    expect(ended.map(({ step }) => step - first)).toEqual([0, 1, 2]);
  });

  test('have sequences of their own, and one count of steps', () => {
    const job = watched();
    const raw = { ...quarantinedJob(minute(4)), schedule: { state: 'Disabled' } };
    job.read(0, healthyJob());
    job.read(5, raw);
    job.read(40, raw);
    for (const at of [45, 50]) job.read(at, healthyJob());
    expect(inShort(job.transitions)).toEqual([
      'quarantine began',
      'halt began',
      'quarantine cleared recovered',
      'halt cleared resumed',
    ]);
    const of = (condition: string) =>
      sequencesOf(job.transitions.filter((each) => each.condition === condition));
    for (const condition of ['quarantine', 'halt']) {
      const [first = 0, second] = of(condition);
      expect(second).toBe(first + 1);
    }
    const steps = job.transitions.map(({ step }) => step);
    expect(steps).toEqual([0, 1, 2, 3].map((n) => (steps[0] ?? 0) + n));
    expect(job.state?.step).toBe(steps[3]);
  });
});

describe('a stop in quarantine', () => {
  test('is a halt beside the quarantine, and ends nothing', () => {
    const job = watched();
    job.read(0, quarantinedJob(minute(-5)));
    for (const at of [5, 40]) job.read(at, pausedJob());
    expect(job.transitions.at(-1)).toMatchObject({
      condition: 'halt',
      facts: { reason: 'paused', quarantined: true },
      open: ['quarantine', 'halt'],
    });
    expect(job.quarantine).toMatchObject({ isOpen: true, status: 'unknown' });
  });

  test('that is started again into the same quarantine ends the halt alone', () => {
    const job = watched();
    job.read(0, quarantinedJob(minute(-5)));
    for (const at of [5, 40]) job.read(at, pausedJob());
    for (const at of [45, 50]) job.read(at, quarantinedJob(minute(-5)));
    expect(inShort(job.transitions)).toEqual(['quarantine began', 'halt began', 'halt cleared resumed']);
  });
});

describe('what is wanted', () => {
  const halt = (job: History, at: number) => {
    for (const n of [0, 35]) job.read(at + n, pausedJob());
  };
  const resume = (job: History, at: number, wanted: typeof noneWanted) => {
    for (const n of [0, 5]) job.observe(at + n, seen(healthyJob(), History.arrival(at + n)), { wanted });
  };

  test('when an episode begins decides for its end too, whatever is wanted by then', () => {
    const job = watched(noneWanted);
    job.read(0, healthyJob());
    halt(job, 5);
    resume(job, 45, everyConditionWanted);
    expect(sequencesOf(job.transitions)).toEqual([]);

    const other = watched(everyConditionWanted);
    other.read(0, healthyJob());
    halt(other, 5);
    resume(other, 45, noneWanted);
    expect(sequencesOf(other.transitions)).toHaveLength(2);
  });

  test('takes no sequence for what is not published, so that the next published one has no gap before it', () => {
    const job = watched(everyConditionWanted);
    job.read(0, healthyJob());
    halt(job, 5);
    resume(job, 45, everyConditionWanted);
    const [, cleared] = sequencesOf(job.transitions);
    for (const at of [60, 95])
      job.observe(at, seen(pausedJob(), History.arrival(at)), { wanted: noneWanted });
    resume(job, 100, noneWanted);
    halt(job, 120);
    expect(sequencesOf(job.transitions).at(-1)).toBe((cleared ?? 0) + 1);
    expect(job.transitions.map(({ step }) => step - (job.transitions[0]?.step ?? 0))).toEqual([
      0, 1, 2, 3, 4,
    ]);
  });

  test('never leaves a quarantine out: its changes and its reminder alone are asked for', () => {
    const job = watched(allWanted);
    job.read(0, quarantinedJob());
    expect(sequencesOf(job.transitions)).toHaveLength(1);
  });
});

describe('a removed job', () => {
  const removed = (job: History) => {
    job.gone(5);
    return job.gone(10);
  };

  test('that has run is an event of its own, where that is wanted', () => {
    const job = watched();
    job.read(0, healthyJob());
    expect(removed(job)).toEqual([
      {
        condition: 'job',
        kind: 'removed',
        detection: 'confirmed',
        removedAfter: minute(0),
        removedBefore: History.arrival(5),
        recordedAt: History.arrival(10),
        sequence: job.state?.removedSequence,
        step: job.state?.step,
        open: [],
        inFirstCycle: false,
        servicePrincipalId: '11111111-1111-4111-8111-111111111111',
        jobId: 'scim.1',
        application: { appId: 'app-1', displayName: 'Salesforce' },
        templateId: 'scim',
        statusCode: 'Active',
        scheduleState: 'Active',
        interval: expect.any(String),
        lastRunEndedAt: '2026-03-09T23:50:00.000Z',
        deleteThreshold: '',
        troubleshootingUrl: '',
      },
    ]);
    expect(job.gone(15)).toEqual([]);
  });

  test('gives the event once for each time it was there, in one sequence', () => {
    const job = watched();
    job.read(0, healthyJob());
    const [first] = removed(job);
    job.read(15, healthyJob());
    job.gone(20);
    const [second] = job.gone(25);
    expect(second).toMatchObject({ kind: 'removed', sequence: (first?.sequence ?? 0) + 1 });
  });

  test('that never ran is nobody’s news, nor is any where that is not wanted', () => {
    const job = watched();
    job.read(0, { id: 'scim.1', status: null });
    expect(removed(job)).toEqual([]);
    const other = watched(noneWanted);
    other.read(0, healthyJob());
    expect(removed(other)).toEqual([]);
    expect(other.state?.isRemoved).toBe(true);
    expect(other.record('halt')).toMatchObject({ status: 'none', isOpen: false });
  });
});
