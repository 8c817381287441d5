import { beforeEach, describe, expect, it } from 'vitest';
import type { JobState } from '../../../src/core/state.ts';
import {
  allPages,
  allStates,
  began,
  change,
  jobState,
  type MadeStore,
  minute,
  principal,
  waitingEvents,
  write,
} from './fixtures.ts';

export function describePruning(make: () => MadeStore): void {
  describe('pruning', () => {
    let store: MadeStore;
    beforeEach(() => {
      store = make();
    });

    /** One event a minute, beginning at minute 0. */
    const tell = async (count: number, state: JobState = jobState()) => {
      const events = Array.from({ length: count }, (_, index) =>
        began(state, { sequence: state.sequence + index, recordedAt: minute(index) }),
      );
      await write(store.poll, change(state, { events }));
    };
    const historyOf = async (jobId = 'scim.1') =>
      (await allPages((after) => store.snapshots.history(principal, jobId, { size: 100, after })))
        .flat()
        .map(({ recordedAt }) => recordedAt);
    const jobsNow = async () =>
      (await store.snapshots.jobs(allStates, { size: 100, after: undefined })).items.map(
        ({ jobId }) => jobId,
      );

    it('deletes history that is older, and nothing that waits', async () => {
      await tell(4);
      expect(await store.poll.prune(minute(2), 100)).toBe(2);
      expect(await historyOf()).toEqual([minute(3), minute(2)]);
      expect(await waitingEvents(store.poll)).toHaveLength(4);
      expect(await jobsNow()).toEqual(['scim.1']);
      expect(await store.poll.prune(minute(2), 100)).toBe(0);
    });

    it('deletes jobs that are removed or unwatched for so long, and no other', async () => {
      const [old, recent] = [minute(0), minute(2)];
      const states: [string, Partial<JobState>][] = [
        ['healthy', { changedAt: old }],
        ['quarantined', { state: 'quarantined', changedAt: old }],
        ['unreadable', { unreadable: { since: old, cause: 'http403', detail: '' }, changedAt: old }],
        ['removed-old', { state: 'removed', changedAt: old }],
        ['removed-recent', { state: 'removed', changedAt: recent }],
        ['unwatched-old', { unwatchedSince: old, changedAt: old }],
        ['unwatched-recent', { unwatchedSince: recent, changedAt: recent }],
      ];
      await store.poll.refresh(states.map(([jobId, more]) => change(jobState({ jobId, ...more }))));
      expect(await store.poll.prune(minute(1), 100)).toBe(2);
      expect(await jobsNow()).toEqual([
        'healthy',
        'quarantined',
        'removed-recent',
        'unreadable',
        'unwatched-recent',
      ]);
    });

    it('deletes no more than it may at once, and the rest later', async () => {
      await tell(4);
      await store.poll.refresh(['a', 'b', 'c'].map((jobId) => change(jobState({ jobId, state: 'removed' }))));
      const before = minute(9);
      const deleted = [];
      for (let round = 0; round < 4; round++) deleted.push(await store.poll.prune(before, 3));
      expect(deleted).toEqual([3, 3, 1, 0]);
      expect(await historyOf()).toEqual([]);
      expect(await jobsNow()).toEqual(['scim.1']);
    });

    it('deletes more rows than fit a transaction', async () => {
      for (let job = 0; job < 6; job++) await tell(40, jobState({ jobId: `scim.${job}` }));
      expect(await store.poll.prune(minute(99), 1000)).toBe(240);
      for (let job = 0; job < 6; job++) expect(await historyOf(`scim.${job}`)).toEqual([]);
    });

    it('is no error when two runs prune at once', async () => {
      await tell(40);
      const deleted = await Promise.all([
        store.poll.prune(minute(99), 100),
        store.another().poll.prune(minute(99), 100),
      ]);
      expect(await historyOf()).toEqual([]);
      expect(deleted[0] + deleted[1]).toBe(40);
    });
  });
}
