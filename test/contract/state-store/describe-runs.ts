import { describe, expect, it } from 'vitest';
import { emptyRun, type RunRecord } from '../../../src/core/run-record.ts';
import type { MakeStore } from './describe-state-store.ts';

const t0 = '2026-03-10T00:00:00.000Z';
const t1 = '2026-03-10T00:01:00.000Z';
const t2 = '2026-03-10T00:02:00.000Z';
const t3 = '2026-03-10T00:03:00.000Z';
const t4 = '2026-03-10T00:04:00.000Z';

/** Runs come from one process, which remembers what it wrote, or from two, which do not know of each other. */
export function describeRuns(makeStore: MakeStore): void {
  it('has no run before the first claim', async () => {
    const { snapshots } = await makeStore();
    expect(await snapshots.run()).toBeUndefined();
  });

  it('keeps every member of what a run did', async () => {
    const { poll, snapshots } = await makeStore();
    await poll.claim('a', t0, t4);
    const record: RunRecord = {
      completeStartedAt: t0,
      lastStartedAt: t1,
      lastEndedAt: t2,
      lastOutcome: 'partial',
      counts: {
        principals: 1,
        jobsRead: 2,
        jobsChanged: 3,
        jobsUnreadable: 4,
        eventsRecorded: 5,
        eventsSent: 6,
        eventsWaiting: 7,
        oldestWaitingSeconds: 11,
        graphRequests: 8,
        graphThrottled: 12,
        tableTransactions: 9,
        milliseconds: 10,
      },
      failures: [
        { about: 'x/y', cause: 'http403', detail: 'Grant it.' },
        { about: '', cause: 'timeout', detail: '' },
      ],
      sweptAt: t3,
      resumeAt: 'someone',
      busyUntil: undefined,
      busyWith: undefined,
    };

    await poll.finish('a', record);

    expect(await snapshots.run()).toEqual(record);
    expect(await poll.claim('b', t3, t4)).toEqual(record);
  });

  it('takes no notice of what only a wrong clock can have written', async () => {
    const { poll, snapshots } = await makeStore();
    const years = '2029-01-01T00:00:00.000Z';
    await poll.claim('a', t0, t4);
    await poll.finish(
      'a',
      ended({ completeStartedAt: years, lastStartedAt: years, lastEndedAt: years, sweptAt: years }),
    );
    await poll.claim('b', years, '2029-01-01T00:10:00.000Z');

    expect(await poll.claim('c', t1, t3)).toEqual(
      ended({ busyUntil: '2029-01-01T00:10:00.000Z', busyWith: 'b' }),
    );
    const record = { completeStartedAt: t1, lastStartedAt: t1, lastEndedAt: t2, sweptAt: t1 };
    await poll.finish('c', ended(record));
    expect(await snapshots.run()).toEqual(ended(record));
  });

  it('tells who is at work until when', async () => {
    const { poll, snapshots } = await makeStore();
    await poll.claim('a', t0, t1);
    expect(await snapshots.run()).toEqual(ended({ busyUntil: t1, busyWith: 'a' }));
    await poll.extend('a', t3);
    expect(await snapshots.run()).toEqual(ended({ busyUntil: t3, busyWith: 'a' }));
  });

  describe.each(['one process', 'two processes'])('of %s', (processes) => {
    const makeRuns = async () => {
      const { poll, other, snapshots } = await makeStore();
      return { a: poll, b: processes === 'one process' ? poll : other, snapshots };
    };

    it('lets one run work at a time', async () => {
      const { a, b } = await makeRuns();
      expect(await a.claim('a', t0, t2)).toEqual(ended({}));
      expect(await b.claim('b', t1, t4)).toBeUndefined();

      await a.finish('a', ended({ lastStartedAt: t0 }));
      expect(await b.claim('b', t1, t4)).toEqual(ended({ lastStartedAt: t0 }));
      expect(await a.claim('a', t2, t4)).toBeUndefined();
    });

    it('lets only one of two runs have it that claim at the same time', async () => {
      const { a, b } = await makeRuns();
      await a.claim('first', t0, t1);
      const claims = await Promise.all([a.claim('a', t1, t4), b.claim('b', t1, t4)]);
      expect(claims.filter((record) => record !== undefined)).toHaveLength(1);
    });

    it('lets a run claim again what it has', async () => {
      const { a, b } = await makeRuns();
      await a.claim('a', t0, t2);
      expect(await a.claim('a', t1, t3)).toBeDefined();
      expect(await b.claim('b', t2, t4)).toBeUndefined();
    });

    it('lets another run take over a claim that ran out, but not one that was extended', async () => {
      const { a, b } = await makeRuns();
      await a.claim('a', t0, t1);
      await a.extend('a', t2);
      expect(await b.claim('b', t1, t4)).toBeUndefined();
      expect(await b.claim('b', t2, t4)).toBeDefined();
    });

    it('gives a run that lost its claim no time of the other', async () => {
      const { a, b, snapshots } = await makeRuns();
      await a.claim('a', t0, t1);
      await b.claim('b', t1, t2);
      await a.extend('a', t4);
      expect(await snapshots.run()).toMatchObject({ busyWith: 'b', busyUntil: t2 });
    });

    it('ends a run that lost its claim without ending the other', async () => {
      const { a, b, snapshots } = await makeRuns();
      await a.claim('a', t0, t1);
      await b.claim('b', t1, t3);

      await a.finish('a', ended({ completeStartedAt: t0, lastStartedAt: t0, lastOutcome: 'complete' }));

      expect(await snapshots.run()).toMatchObject({
        busyWith: 'b',
        busyUntil: t3,
        completeStartedAt: t0,
        lastOutcome: 'complete',
      });
      expect(await a.claim('c', t2, t4)).toBeUndefined();
    });

    it('moves times only forward when an older run ends after a newer one', async () => {
      const { a, b, snapshots } = await makeRuns();
      await a.claim('a', t0, t1);
      await b.claim('b', t1, t3);
      const newer = ended({ completeStartedAt: t1, lastStartedAt: t1, lastOutcome: 'complete', sweptAt: t0 });
      await b.finish('b', newer);

      await a.finish(
        'a',
        ended({ completeStartedAt: t0, lastStartedAt: t0, lastOutcome: 'partial', sweptAt: t0 }),
      );

      expect(await snapshots.run()).toEqual(newer);
    });
  });
}

function ended(more: Partial<RunRecord>): RunRecord {
  return { ...emptyRun, ...more };
}
