import { describe, expect, it } from 'vitest';
import { addMilliseconds, type Instant } from '../../../src/core/instant.ts';
import { emptyRun, type RunRecord } from '../../../src/core/run-record.ts';
import { claimed, claimOf, minute } from './job-changes.ts';
import type { MakeStore } from './store-under-test.ts';

const [t0, t1, t2, t3, t4] = [minute(0), minute(1), minute(2), minute(3), minute(4)];
const epochOf = (instant: Instant) => Date.parse(instant) / 1000;

/** Runs come from one process, which remembers what it wrote, or from two, which do not know of each other. */
export function describeRuns(makeStore: MakeStore): void {
  it('has no run before the first claim', async () => {
    const { snapshots } = await makeStore();
    expect(await snapshots.run()).toBeUndefined();
  });

  it('keeps every member of what a run did', async () => {
    const { store, snapshots, other } = await makeStore();
    const run = await claimed(store, claimOf('a', t0, t4));
    const record: RunRecord = {
      runs: 1,
      epoch: epochOf(t0),
      coveredSince: t0,
      round: { since: t0, from: 'someone' },
      lastStartedAt: t1,
      lastEndedAt: t2,
      lastOutcome: 'partial',
      counts: {
        principals: 1,
        principalsUnread: 13,
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
        { about: 'x/y', cause: 'http403', detail: 'Grant it.', count: 3 },
        { about: '', cause: 'timeout', detail: '', count: 1 },
      ],
      firstStartedAt: t0,
      scope: 'a hash of what is watched',
      discoveredAt: t3,
      cursor: { known: 'another', discovery: { startedAt: t3, next: 'a third' } },
      busyUntil: undefined,
      busyWith: undefined,
    };

    await run.finish(record);

    expect(await snapshots.run()).toEqual(record);
    const next = await claimed(other, claimOf('b', t3, t4));
    expect(next.runRecord).toEqual({ ...record, runs: 2, busyUntil: t4, busyWith: 'b' });
  });

  it('takes no notice of what only a wrong clock can have written', async () => {
    const { store, snapshots } = await makeStore();
    const years = '2029-01-01T00:00:00.000Z';
    const first = await claimed(store, claimOf('a', t0, t4));
    await first.finish(
      after(first.runRecord, {
        coveredSince: years,
        lastStartedAt: years,
        lastEndedAt: years,
        discoveredAt: years,
        cursor: { known: 'kept', discovery: { startedAt: years, next: 'x' } },
      }),
    );
    await claimed(store, claimOf('b', years, '2029-01-01T00:10:00.000Z'));

    const third = await claimed(store, claimOf('c', t1, t3));
    expect(third.runRecord).toMatchObject({
      coveredSince: undefined,
      lastStartedAt: undefined,
      lastEndedAt: undefined,
      discoveredAt: undefined,
      cursor: { known: 'kept', discovery: undefined },
    });
    const record = { coveredSince: t1, lastStartedAt: t1, lastEndedAt: t2, discoveredAt: t1 };
    await third.finish(after(third.runRecord, record));
    expect(await snapshots.run()).toMatchObject(record);
  });

  it('tells who is at work until when, and how far it has come', async () => {
    const { store, snapshots } = await makeStore();
    const run = await claimed(store, claimOf('a', t0, t1));
    expect(await snapshots.run()).toEqual(run.runRecord);
    expect(run.runRecord).toMatchObject({ busyUntil: t1, busyWith: 'a' });
    const cursor = { known: 'x', discovery: { startedAt: t0, next: 'y' } };
    await run.renew(t3, cursor);
    expect(await snapshots.run()).toEqual({ ...run.runRecord, busyUntil: t3, cursor });
  });

  it('moves the times of runs only forward, from one run to the next', async () => {
    const { store, snapshots } = await makeStore();
    const first = await claimed(store, claimOf('a', t0));
    const times = { coveredSince: t2, discoveredAt: t2 };
    await first.finish(after(first.runRecord, times));
    const second = await claimed(store, claimOf('b', t3));
    await second.finish(after(second.runRecord, { coveredSince: t1, discoveredAt: undefined }));
    expect(await snapshots.run()).toMatchObject(times);
  });

  it('does not count the discovery of what was watched before', async () => {
    const { store, snapshots } = await makeStore();
    const first = await claimed(store, claimOf('a', t0));
    await first.finish(after(first.runRecord, { scope: 'a list', discoveredAt: t2 }));
    const second = await claimed(store, claimOf('b', t3));
    expect(second.runRecord).toMatchObject({ scope: 'a list', discoveredAt: t2 });
    await second.finish(after(second.runRecord, { scope: 'the tenant', discoveredAt: undefined }));
    expect(await snapshots.run()).toMatchObject({ scope: 'the tenant', discoveredAt: undefined });
  });

  describe.each(['one process', 'two processes'])('of %s', (processes) => {
    const makeRuns = async () => {
      const { store, other, snapshots } = await makeStore();
      return { a: store, b: processes === 'one process' ? store : other, snapshots };
    };

    it('lets one run work at a time, and says until when', async () => {
      const { a, b } = await makeRuns();
      const first = await claimed(a, claimOf('a', t0, t2));
      expect(first.runRecord).toEqual({
        ...emptyRun,
        runs: 1,
        epoch: epochOf(t0),
        firstStartedAt: t0,
        busyUntil: t2,
        busyWith: 'a',
      });
      expect(await b.claim(claimOf('b', t1, t4))).toEqual({ busyUntil: t2 });

      await first.finish(after(first.runRecord, { lastStartedAt: t0 }));
      expect((await claimed(b, claimOf('b', t1, t3))).runRecord).toMatchObject({
        runs: 2,
        lastStartedAt: t0,
      });
      expect(await a.claim(claimOf('c', t2, t4))).toEqual({ busyUntil: t3 });
    });

    it('lets only one of two runs have it that claim at the same time', async () => {
      const { a, b } = await makeRuns();
      await claimed(a, claimOf('first', t0, t1));
      const claims = await Promise.all([a.claim(claimOf('a', t1, t4)), b.claim(claimOf('b', t1, t4))]);
      expect(claims.filter((claim) => 'busyUntil' in claim)).toEqual([{ busyUntil: t4 }]);
    });

    it('lets a run claim again what it has', async () => {
      const { a, b } = await makeRuns();
      await claimed(a, claimOf('a', t0, t2));
      const again = await claimed(a, claimOf('a', t1, t3));
      expect(await b.claim(claimOf('b', t2, t4))).toEqual({ busyUntil: t3 });
      await again.finish(again.runRecord);
    });

    it('lets another run take over a claim that ran out, but not one that was renewed', async () => {
      const { a, b } = await makeRuns();
      const first = await claimed(a, claimOf('a', t0, t1));
      await first.renew(t2, first.runRecord.cursor);
      expect(await b.claim(claimOf('b', t1, t4))).toEqual({ busyUntil: t2 });
      expect(await claimed(b, claimOf('b', t2, t4))).toBeDefined();
    });

    it('says whether the run before was killed', async () => {
      const { a, b } = await makeRuns();
      const first = await claimed(a, claimOf('a', t0, t1));
      expect(first.afterKilledRun).toBe(false);
      const second = await claimed(b, claimOf('b', t1, t2));
      expect(second.afterKilledRun).toBe(true);
      await second.finish(second.runRecord);
      expect((await claimed(a, claimOf('c', t2, t3))).afterKilledRun).toBe(false);
    });

    it('keeps the epoch from run to run, and counts them', async () => {
      const { a, b } = await makeRuns();
      for (let n = 0; n < 4; n++) {
        const run = await claimed(n % 2 === 0 ? a : b, claimOf(`run-${n}`, minute(5 * n)));
        expect(run.runRecord).toMatchObject({ runs: n + 1, epoch: epochOf(t0) });
        await run.finish(after(run.runRecord, { lastStartedAt: minute(5 * n) }));
      }
    });

    it('keeps the start of the first run, whatever the later ones write', async () => {
      const { a, b, snapshots } = await makeRuns();
      await claimed(a, claimOf('killed', t0, t1));
      for (let n = 1; n < 4; n++) {
        const run = await claimed(n % 2 === 0 ? a : b, claimOf(`run-${n}`, minute(n)));
        expect(run.runRecord.firstStartedAt).toBe(t0);
        await run.finish(after(run.runRecord, { firstStartedAt: minute(n) }));
      }
      expect(await snapshots.run()).toMatchObject({ firstStartedAt: t0 });
    });

    it('begins a new epoch where nothing was heard of a run for long', async () => {
      const { a, b } = await makeRuns();
      const first = await claimed(a, claimOf('a', t0));
      await first.finish(after(first.runRecord, { lastStartedAt: t0, lastEndedAt: t0 }));
      const late = addMilliseconds(t0, 10 * 60_000 + 1);
      expect((await claimed(b, claimOf('b', late))).runRecord.epoch).toBe(Math.floor(epochOf(late)));
    });
  });
}

function after(claim: RunRecord, more: Partial<RunRecord>): RunRecord {
  return { ...claim, busyUntil: undefined, busyWith: undefined, ...more };
}
