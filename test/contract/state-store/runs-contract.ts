import { beforeEach, describe, expect, it } from 'vitest';
import { type MadeStore, minute, runRecord } from './fixtures.ts';

const counts = {
  principals: 400,
  jobsRead: 1000,
  jobsChanged: 3,
  jobsUnreadable: 1,
  eventsRecorded: 2,
  eventsSent: 2,
  eventsWaiting: 0,
  graphRequests: 20,
  tableTransactions: 3,
  milliseconds: 4321,
};

export function describeRuns(make: () => MadeStore): void {
  describe('runs', () => {
    let store: MadeStore;
    beforeEach(() => {
      store = make();
    });

    const claim = (run: string, at: number, from = store.poll) => from.claim(run, minute(at), minute(at + 1));

    it('has no record before the first run', async () => {
      expect(await store.snapshots.run()).toBeUndefined();
      expect(await claim('one', 0)).toEqual(runRecord());
    });

    it('gives a record back as it was', async () => {
      const record = runRecord({
        completeStartedAt: minute(0),
        lastStartedAt: minute(0),
        lastEndedAt: minute(1),
        lastOutcome: 'complete',
        counts,
        failures: [{ about: 'a/b', cause: 'http403', detail: 'no role: "grant" it 😀' }],
        sweptAt: minute(0),
        resumeAt: '11111111-1111-4111-8111-111111111111',
      });
      await claim('one', 0);
      await store.poll.finish('one', record);
      expect(await store.another().snapshots.run()).toEqual(record);
      expect(await claim('two', 5)).toEqual(record);
      expect(await store.snapshots.run()).toEqual({ ...record, busyWith: 'two', busyUntil: minute(6) });
    });

    it('keeps a second run out until the claim of the first has run out', async () => {
      const other = store.another().poll;
      await claim('one', 0);
      expect(await claim('two', 0.5, other)).toBeUndefined();
      expect(await claim('three', 0.5)).toBeUndefined();
      expect(await claim('two', 1, other)).toBeDefined();
    });

    it('lets a run claim again what it has', async () => {
      await claim('one', 0);
      expect(await claim('one', 0.5)).toBeDefined();
    });

    it('lets one of two win that claim at once', async () => {
      const other = store.another().poll;
      const claims = await Promise.all([claim('one', 0), claim('two', 0, other)]);
      expect(claims.filter((won) => won !== undefined)).toHaveLength(1);
    });

    it('lets the next run in as soon as the first has ended', async () => {
      await claim('one', 0);
      await store.poll.finish('one', runRecord({ lastStartedAt: minute(0) }));
      expect(await claim('two', 0.5, store.another().poll)).toMatchObject({ lastStartedAt: minute(0) });
    });

    it('keeps a claim that is extended', async () => {
      const other = store.another().poll;
      await claim('one', 0);
      await store.poll.extend('one', minute(3));
      expect(await claim('two', 2, other)).toBeUndefined();
      expect(await claim('two', 3, other)).toBeDefined();
    });

    it('extends no claim that was lost', async () => {
      const other = store.another().poll;
      await claim('one', 0);
      await claim('two', 2, other);
      await store.poll.extend('one', minute(9));
      expect(await store.snapshots.run()).toMatchObject({ busyWith: 'two', busyUntil: minute(3) });
    });

    it('ends late without taking the claim of the run that took over', async () => {
      const other = store.another().poll;
      await claim('one', 0);
      await claim('two', 2, other);
      await store.poll.finish('one', runRecord({ completeStartedAt: minute(0), lastStartedAt: minute(0) }));
      expect(await store.snapshots.run()).toMatchObject({
        completeStartedAt: minute(0),
        busyWith: 'two',
        busyUntil: minute(3),
      });
      await other.finish('two', runRecord({ lastStartedAt: minute(2), sweptAt: minute(2) }));
      expect(await store.snapshots.run()).toEqual(
        runRecord({ completeStartedAt: minute(0), lastStartedAt: minute(2), sweptAt: minute(2) }),
      );
    });

    it('moves times only forward, whoever ends last', async () => {
      const other = store.another().poll;
      await claim('old', 0);
      await claim('new', 2, other);
      const newer = runRecord({
        completeStartedAt: minute(2),
        lastStartedAt: minute(2),
        lastOutcome: 'complete',
        sweptAt: minute(2),
      });
      await other.finish('new', newer);
      const older = { completeStartedAt: minute(0), lastStartedAt: minute(0), sweptAt: minute(0) };
      await store.poll.finish('old', runRecord({ ...older, lastOutcome: 'partial' }));
      expect(await store.snapshots.run()).toEqual(newer);
    });

    it('moves times only forward within one run', async () => {
      await claim('one', 0);
      await store.poll.finish('one', runRecord({ completeStartedAt: minute(5), sweptAt: minute(5) }));
      await claim('two', 10);
      await store.poll.finish('two', runRecord({ completeStartedAt: minute(4), sweptAt: undefined }));
      expect(await store.snapshots.run()).toMatchObject({ completeStartedAt: minute(5), sweptAt: minute(5) });
    });

    it('takes the record of a run whose claim nobody knows of', async () => {
      await store.poll.finish('one', runRecord({ completeStartedAt: minute(0) }));
      expect(await store.snapshots.run()).toEqual(runRecord({ completeStartedAt: minute(0) }));
    });
  });
}
