import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/json.ts';
import { History, sequencesOf } from '../../../support/history.ts';
import {
  createdJob,
  healthyJob,
  pausedJob,
  quarantine,
  quarantinedJob,
  ranJob,
  seen,
} from '../../../support/jobs.ts';
import { everyConditionWanted, noneWanted } from '../../../support/wanted-events.ts';

const { minute, arrival } = History;
const day = 24 * 60;
const never = '0001-01-01T00:00:00Z';

const watched = (wanted = everyConditionWanted) => new History(2 * 60_000, wanted);

/** Seen healthy at minute 0. */
function healthy(wanted = everyConditionWanted): History {
  const job = watched(wanted);
  job.read(0, healthyJob());
  return job;
}

/** Stopped since minute 5, which two polls half an hour apart have seen. */
function halted(raw: JsonObject = pausedJob(), wanted = everyConditionWanted): History {
  const job = healthy(wanted);
  job.read(5, raw);
  job.read(40, raw);
  return job;
}

/** A job of a code and a schedule, which has run. */
const words = (code: string, state: string | null = 'Active', status: JsonObject = {}) =>
  healthyJob('scim.1', { code, ...status }, { state });

describe('a job that has run and is stopped', () => {
  test('is halted once a run half an hour later still sees it so', () => {
    const job = healthy();
    expect(job.read(5, pausedJob())).toEqual([]);
    expect(job.record('halt')).toMatchObject({
      status: 'true',
      isOpen: false,
      doubt: { what: 'began', since: arrival(5), after: minute(0) },
      facts: { reason: 'paused', quarantined: false },
    });
    expect(job.read(35, pausedJob())).toEqual([]);
    expect(job.read(40, pausedJob())).toMatchObject([
      {
        condition: 'halt',
        kind: 'began',
        detection: 'confirmed',
        facts: { reason: 'paused', quarantined: false },
        episode: { name: arrival(5), occurrence: 1, after: minute(0), published: true, series: undefined },
        open: ['halt'],
        recordedAt: arrival(40),
      },
    ]);
    expect(job.record('halt')).toMatchObject({ isOpen: true, status: 'true', doubt: undefined });
  });

  test('is halted by a run that starts half an hour after it was first seen so, and not a millisecond before', () => {
    for (const [startedAt, events] of [
      ['2026-03-10T00:35:09.999Z', 0],
      ['2026-03-10T00:35:10.000Z', 1],
    ] as const) {
      const job = healthy();
      job.read(5, pausedJob());
      expect(job.observe(35, seen(pausedJob(), arrival(36)), { startedAt })).toHaveLength(events);
    }
  });

  test('is no halt while it is running again within that time', () => {
    const job = healthy();
    job.read(5, pausedJob());
    job.read(30, healthyJob());
    expect(job.record('halt')).toMatchObject({ status: 'false', doubt: undefined, facts: undefined });
    job.read(35, pausedJob());
    expect(job.read(60, pausedJob())).toEqual([]);
    expect(job.read(70, pausedJob())).toMatchObject([{ kind: 'began', episode: { name: arrival(35) } }]);
  });

  test('is in doubt anew when it has run in between: it was not stopped all the time', () => {
    const job = healthy();
    job.read(5, pausedJob());
    const ran = (ended: number) => ranJob({ ended: minute(ended), schedule: { state: 'Paused' } });
    job.read(20, ran(18));
    expect(job.record('halt').doubt).toMatchObject({ since: arrival(20), after: minute(0) });
    expect(job.read(45, ran(18))).toEqual([]);
    expect(job.read(55, ran(18))).toMatchObject([{ kind: 'began', episode: { name: arrival(20) } }]);
  });

  test('stays in doubt while nothing can be read', () => {
    const job = healthy();
    job.read(5, pausedJob());
    for (const at of [20, 40, 60]) expect(job.unreadable(at)).toEqual([]);
    expect(job.read(65, pausedJob())).toMatchObject([{ kind: 'began', episode: { name: arrival(5) } }]);
  });

  test('stays in doubt by an answer without a status, which says nothing of it', () => {
    const job = healthy();
    job.read(5, pausedJob());
    job.read(30, { id: 'scim.1', status: null, schedule: null });
    expect(job.record('halt')).toMatchObject({ status: 'unknown', doubt: { since: arrival(5) } });
    expect(job.read(40, pausedJob())).toMatchObject([
      { kind: 'began', episode: { name: arrival(5), after: minute(0) } },
    ]);
    // What is open is over by two answers in a row.
    job.read(45, healthyJob());
    job.read(50, { id: 'scim.1', status: null });
    expect(job.read(55, healthyJob())).toEqual([]);
    expect(job.read(60, healthyJob())).toMatchObject([{ kind: 'cleared', clearedBefore: arrival(55) }]);
  });

  test('is in no doubt while its words say neither: nothing is proven', () => {
    const job = healthy();
    job.read(5, pausedJob());
    job.read(20, words('Hibernating'));
    expect(job.record('halt')).toMatchObject({ status: 'unknown', isOpen: false, doubt: undefined });
    expect(job.read(40, pausedJob())).toEqual([]);
  });

  test('that is missing once was stopped by nobody yet: it is in doubt anew when it is back', () => {
    const job = healthy();
    job.read(5, pausedJob());
    job.gone(10);
    expect(job.record('halt')).toMatchObject({ status: 'false', facts: undefined, doubt: undefined });
    job.read(20, pausedJob());
    expect(job.read(50, pausedJob())).toEqual([]);
    expect(job.read(55, pausedJob())).toMatchObject([
      { detection: 'confirmed', episode: { name: arrival(20), after: minute(5) } },
    ]);
  });

  test('that is missing once at first sight says nothing any more', () => {
    const job = watched();
    job.read(0, pausedJob());
    job.gone(5);
    expect(job.record('halt')).toMatchObject({ status: 'unknown', facts: undefined, doubt: undefined });
  });

  test('by an answer that a later run contradicted was never stopped', () => {
    const job = healthy();
    job.read(5, pausedJob());
    job.coveredSince = minute(6);
    job.unreadable(10);
    expect(job.record('halt')).toMatchObject({ status: 'false', facts: undefined, doubt: undefined });
  });

  test('that starts to clear and cannot be believed any more is halted as before', () => {
    const job = halted();
    job.read(45, healthyJob());
    job.coveredSince = minute(46);
    job.unreadable(50);
    expect(job.record('halt')).toMatchObject({ status: 'true', isOpen: true, doubt: undefined });
  });

  test('at first sight is halted too once that is confirmed, and nobody knows since when', () => {
    const job = watched();
    expect(job.read(0, pausedJob())).toEqual([]);
    expect(job.read(35, pausedJob())).toMatchObject([
      { kind: 'began', detection: 'firstSight', episode: { name: arrival(0), after: undefined } },
    ]);
  });

  test('is not in quarantine by that, and proves that it is in none', () => {
    expect(halted().record('quarantine')).toMatchObject({ status: 'false', isOpen: false });
  });
});

describe('the reason', () => {
  test.each<[string, JsonObject, string]>([
    ['is paused by its code', words('Paused'), 'paused'],
    ['is paused by its schedule', words('Active', 'Paused'), 'paused'],
    [
      'is paused though its schedule is disabled, as Graph answers after a pause',
      words('Paused', 'Disabled'),
      'paused',
    ],
    ['is disabled where only its schedule is', words('Active', 'Disabled'), 'disabled'],
    ['is disabled though it never ran since', words('NotRun', 'disabled'), 'disabled'],
    ['is not configured by its code', words('NotConfigured'), 'notConfigured'],
    [
      'is not configured though its schedule is disabled too',
      words('notconfigured', 'Disabled'),
      'notConfigured',
    ],
    ['does not depend on the case of the words', words('PAUSED', 'DISABLED'), 'paused'],
    [
      'is paused though errors were pruned, where it had its steady state',
      words('Paused', 'Active', { escrowsPruned: true }),
      'paused',
    ],
  ])('%s', (_, raw, reason) => {
    expect(halted(raw).transitions).toMatchObject([{ condition: 'halt', facts: { reason } }]);
  });

  describe('of a job that Entra stopped after it pruned the errors of its first cycle', () => {
    const status = {
      steadyStateFirstAchievedTime: never,
      steadyStateLastAchievedTime: never,
      lastExecution: { state: 'EntryLevelErrors', timeBegan: minute(-60), timeEnded: minute(-30) },
    };
    const stopped = { ...status, code: 'Paused', escrowsPruned: true };

    test('is that, where the first cycle was seen unfinished', () => {
      const job = watched();
      job.read(0, healthyJob('scim.1', status));
      job.read(5, healthyJob('scim.1', stopped));
      expect(job.read(40, healthyJob('scim.1', stopped))).toMatchObject([
        { condition: 'halt', facts: { reason: 'escrowsPruned' } },
      ]);
    });

    test('comes before that it is not configured', () => {
      const job = watched();
      job.read(0, healthyJob('scim.1', status));
      const raw = healthyJob('scim.1', { ...stopped, code: 'NotConfigured' }, { state: 'Disabled' });
      job.read(5, raw);
      expect(job.read(40, raw)).toMatchObject([{ facts: { reason: 'escrowsPruned' } }]);
    });

    test('is not that without the mark, or where nobody saw the first cycle', () => {
      const unmarked = watched();
      unmarked.read(0, healthyJob('scim.1', status));
      const raw = healthyJob('scim.1', { ...stopped, escrowsPruned: false });
      unmarked.read(5, raw);
      expect(unmarked.read(40, raw)).toMatchObject([{ facts: { reason: 'paused' } }]);

      const unseen = watched();
      unseen.read(5, healthyJob('scim.1', stopped));
      expect(unseen.read(40, healthyJob('scim.1', stopped))).toMatchObject([{ facts: { reason: 'paused' } }]);
    });
  });

  test('is that Entra gave up by both guesses of what it answers then, and the quarantine stays open', () => {
    const series = { ...quarantine(minute(0)) };
    for (const [answer, status] of [
      ['the code and the object stay', words('Quarantine', 'Disabled', { quarantine: series })],
      ['it is paused, and the object is gone', words('Paused', 'Disabled', { quarantine: null })],
    ] as const) {
      const job = watched();
      job.read(0, quarantinedJob(minute(0)));
      job.read(28 * day, status);
      expect(job.read(28 * day + 35, status), answer).toMatchObject([
        {
          condition: 'halt',
          detection: 'confirmed',
          facts: { reason: 'disabledInQuarantine', quarantined: true },
          open: ['quarantine', 'halt'],
          episode: { after: minute(0) },
        },
      ]);
      expect(job.quarantine?.isOpen, answer).toBe(true);
      expect(
        job.transitions.map(({ condition, kind }) => `${condition} ${kind}`),
        answer,
      ).toEqual(['quarantine began', 'halt began']);
    }
  });

  test('is that Entra gave up from over 27 days of quarantine on, by when it was first seen stopped', () => {
    const raw = words('Quarantine', 'Disabled', { quarantine: quarantine(minute(0)) });
    for (const [at, reason] of [
      [minute(27 * day), 'disabled'],
      ['2026-04-06T00:00:00.001Z', 'disabledInQuarantine'],
    ] as const) {
      const job = watched();
      job.read(0, quarantinedJob(minute(0)));
      job.readAt(27 * day, at, raw);
      expect(job.record('halt').facts?.reason).toBe(reason);
      // Weeks later it is still the same halt.
      const [began] = job.read(30 * day, raw);
      expect(began).toMatchObject({ facts: { reason } });
      job.read(35 * day, raw);
      expect(job.record('halt').facts?.reason).toBe(reason);
    }
  });

  test('is that it is disabled where the quarantine has no date', () => {
    const job = watched();
    job.read(0, quarantinedJob(''));
    const raw = words('Quarantine', 'Disabled', { quarantine: quarantine('') });
    job.read(28 * day, raw);
    expect(job.read(28 * day + 35, raw)).toMatchObject([
      { facts: { reason: 'disabled', quarantined: true } },
    ]);
  });

  test('that Entra gave up comes before all others', () => {
    const job = watched();
    job.read(0, quarantinedJob(minute(0)));
    const raw = words('NotConfigured', 'Disabled', { escrowsPruned: true });
    job.read(28 * day, raw);
    expect(job.read(28 * day + 35, raw)).toMatchObject([{ facts: { reason: 'disabledInQuarantine' } }]);
  });

  test('that changes gives no event, whatever is wanted, and the clear has both', () => {
    const job = halted(pausedJob(), { ...everyConditionWanted, changed: true });
    const raw = words('NotConfigured', 'Disabled');
    for (const at of [45, 50]) expect(job.read(at, raw)).toEqual([]);
    expect(job.record('halt').facts?.reason).toBe('notConfigured');
    job.read(55, healthyJob());
    expect(job.read(60, healthyJob())).toMatchObject([
      {
        kind: 'cleared',
        episode: {
          reasons: [
            { reason: 'paused', errorCode: '', since: arrival(5) },
            { reason: 'notConfigured', since: arrival(45) },
          ],
        },
      },
    ]);
  });
});

describe('a job that was created and never started', () => {
  test.each<[string, JsonObject]>([
    ['paused and disabled', createdJob()],
    ['not configured', createdJob({ code: 'NotConfigured' })],
    [
      'with an execution of defaults',
      createdJob({ lastExecution: { state: 'Failed', timeBegan: never, timeEnded: never } }),
    ],
  ])('is no halt, however long: %s', (_, raw) => {
    const job = watched();
    for (const at of [0, 5, 40, day, 40 * day]) expect(job.read(at, raw)).toEqual([]);
    expect(job.record('halt')).toMatchObject({ status: 'none', isOpen: false, doubt: undefined });
    expect(job.state?.runs?.hasRun).toBe(false);
  });

  test('and was then seen to run is halted when it is stopped', () => {
    const job = watched();
    job.read(0, createdJob());
    job.read(5, createdJob({ code: 'Active' }, { state: 'Active' }));
    job.read(10, createdJob());
    expect(job.read(45, createdJob())).toMatchObject([
      { condition: 'halt', kind: 'began', detection: 'confirmed', facts: { reason: 'paused' } },
    ]);
  });

  test('and waited for its first cycle only was never seen to run', () => {
    const job = watched();
    job.read(0, createdJob({ code: 'NotRun' }, { state: 'Active' }));
    for (const at of [10, 45]) expect(job.read(at, createdJob())).toEqual([]);
    expect(job.record('halt').status).toBe('none');
  });
});

describe('a job that stood still for four weeks when it was first read', () => {
  const stopped = (ended: unknown, steady = ended) => ranJob({ ended, steady, status: { code: 'Paused' } });

  test('is shown as halted, and neither its begin nor its clear is published', () => {
    const job = watched();
    const raw = stopped('2026-01-01T00:00:00Z');
    job.read(0, raw);
    expect(job.read(35, raw)).toMatchObject([
      { condition: 'halt', kind: 'began', sequence: undefined, episode: { published: false } },
    ]);
    expect(job.record('halt')).toMatchObject({ isOpen: true, status: 'true' });
    const running = ranJob({ ended: '2026-01-01T00:00:00Z' });
    job.read(40, running);
    expect(job.read(45, running)).toMatchObject([
      { condition: 'halt', kind: 'cleared', sequence: undefined },
    ]);
    expect(sequencesOf(job.transitions)).toEqual([]);
  });

  test.each<[string, string, boolean]>([
    ['28 days to the millisecond is no four weeks yet', '2026-02-10T00:00:35.000Z', true],
    ['a millisecond more is', '2026-02-10T00:00:35.001Z', false],
  ])('%s', (_, at, published) => {
    const job = watched();
    const raw = stopped('2026-01-13T00:00:35Z');
    job.readAt(-28 * day, at, raw);
    const [began] = job.readAt(-28 * day + 60, at, raw);
    expect(began).toMatchObject({ kind: 'began', episode: { published } });
  });

  test('by its steady state, where no run has a date', () => {
    const job = watched();
    const raw = stopped(never, '2026-01-01T00:00:00Z');
    job.read(0, raw);
    expect(job.read(35, raw)).toMatchObject([{ episode: { published: false } }]);
  });

  test('but was seen running by us is news, however long ago it ran', () => {
    const job = watched();
    const old = '2026-01-01T00:00:00Z';
    job.read(0, ranJob({ ended: old, interval: '' }));
    job.read(5, stopped(old));
    expect(job.read(40, stopped(old))).toMatchObject([{ episode: { published: true, after: minute(0) } }]);
  });

  test('but was seen running before its words said nothing is news too', () => {
    const job = watched();
    const old = '2026-01-01T00:00:00Z';
    job.read(0, ranJob({ ended: old, interval: '' }));
    job.read(5, ranJob({ ended: old, interval: '', status: { code: 'Hibernating' } }));
    job.read(10, stopped(old));
    expect(job.read(45, stopped(old))).toMatchObject([{ episode: { published: true, after: undefined } }]);
  });

  test('but was seen in quarantine by us before is news too', () => {
    const job = watched();
    const old = '2026-01-01T00:00:00Z';
    job.read(0, ranJob({ ended: old, interval: '', status: { code: 'Quarantine' } }));
    job.read(5, stopped(old));
    expect(job.read(40, stopped(old))).toMatchObject([{ condition: 'halt', episode: { published: true } }]);
  });
});

describe('a halt', () => {
  test('ends when two answers show that the job may run, between its last and its first sight', () => {
    const job = halted();
    job.read(50, pausedJob());
    expect(job.read(55, healthyJob())).toEqual([]);
    expect(job.record('halt')).toMatchObject({ isOpen: true, status: 'false', doubt: { what: 'cleared' } });
    expect(job.read(60, healthyJob())).toMatchObject([
      {
        condition: 'halt',
        kind: 'cleared',
        cause: 'resumed',
        detection: 'confirmed',
        clearedAfter: minute(50),
        clearedBefore: arrival(55),
        facts: { reason: 'paused' },
        sequence: (job.transitions[0]?.sequence ?? 0) + 1,
        open: [],
      },
    ]);
    expect(job.record('halt')).toMatchObject({ isOpen: false, status: 'false', facts: undefined });
  });

  test.each<[string, JsonObject]>([
    ['waits for its first cycle', words('NotRun')],
    ['has no schedule', { ...healthyJob(), schedule: null }],
    ['is in quarantine and retried', quarantinedJob(minute(4))],
  ])('ends too when the job %s', (_, raw) => {
    const job = halted();
    job.read(45, raw);
    expect(job.read(50, raw)).toMatchObject([{ condition: 'halt', kind: 'cleared', cause: 'resumed' }]);
  });

  test('ends by no word that is not known, however often', () => {
    const job = halted();
    for (const raw of [words('Hibernating'), words('Active', 'Odd'), { id: 'scim.1' }])
      for (const at of [45, 50, 55]) expect(job.read(at, raw)).toEqual([]);
    expect(job.record('halt')).toMatchObject({
      isOpen: true,
      status: 'unknown',
      facts: { reason: 'paused' },
    });
  });

  test('goes on when it is stopped again before the clear is proven', () => {
    const job = halted();
    job.read(45, healthyJob());
    expect(job.read(50, pausedJob())).toEqual([]);
    expect(job.read(55, healthyJob())).toEqual([]);
    expect(job.read(60, healthyJob())).toMatchObject([
      { clearedAfter: minute(50), clearedBefore: arrival(55) },
    ]);
  });

  test('ends with its job', () => {
    const job = halted();
    job.gone(45);
    expect(job.gone(50)).toMatchObject([
      {
        condition: 'halt',
        kind: 'cleared',
        cause: 'removed',
        detection: 'confirmed',
        clearedAfter: minute(40),
        clearedBefore: arrival(45),
      },
      { condition: 'job', kind: 'removed' },
    ]);
    expect(job.record('halt')).toMatchObject({ isOpen: false, status: 'none' });
  });

  test('that comes again is another episode', () => {
    const job = halted();
    for (const at of [45, 50]) job.read(at, healthyJob());
    job.read(60, pausedJob());
    expect(job.read(95, pausedJob())).toMatchObject([
      { kind: 'began', episode: { name: arrival(60), occurrence: 2 } },
    ]);
  });

  test('says whether the job is in quarantine too, and takes nothing from that', () => {
    const job = halted(words('Active', 'Disabled'));
    const raw = words('Quarantine', 'Disabled', { quarantine: quarantine(minute(44)) });
    expect(job.read(45, raw)).toMatchObject([
      { condition: 'quarantine', kind: 'began', open: ['quarantine', 'halt'] },
    ]);
    expect(job.record('halt').facts).toEqual({ reason: 'disabled', quarantined: true });
  });

  test('that nobody wants is kept in the history, without a sequence', () => {
    const job = halted(pausedJob(), noneWanted);
    for (const at of [45, 50]) job.read(at, healthyJob());
    expect(job.transitions).toMatchObject([
      { kind: 'began', sequence: undefined, step: job.transitions[0]?.step },
      { kind: 'cleared', sequence: undefined, step: (job.transitions[0]?.step ?? 0) + 1 },
    ]);
    expect(job.record('halt').sequence).toBeUndefined();
    expect(job.state?.step).toBe(job.transitions[1]?.step);
  });
});
