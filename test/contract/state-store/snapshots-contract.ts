import { beforeEach, describe, expect, it } from 'vitest';
import { BadPageError } from '../../../src/core/errors.ts';
import { keyOf } from '../../../src/core/job-key.ts';
import type { ListedState } from '../../../src/status/ports.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import {
  allPages,
  allStates,
  began,
  change,
  jobState,
  type MadeStore,
  minute,
  otherPrincipal,
  principal,
  versionOf,
  write,
} from './fixtures.ts';

export function describeSnapshots(make: () => MadeStore): void {
  describe('snapshots', () => {
    let store: MadeStore;
    beforeEach(() => {
      store = make();
    });

    const put = (...states: ReturnType<typeof jobState>[]) =>
      store.poll.refresh(states.map((state) => change(state)));
    const listed = async (states: readonly ListedState[], size = 100) =>
      (await allPages((after) => store.snapshots.jobs(states, { size, after }))).map((page) =>
        page.map(({ jobId }) => jobId),
      );
    /** Records `count` events of a job, each by a change of its own. */
    const tell = async (count: number, jobId = 'scim.1') => {
      for (let index = 0; index < count; index++) {
        const state = jobState({ jobId, sequence: 1_773_100_800 + index, hash: `hash-${index}` });
        const version = index === 0 ? undefined : await versionOf(store.poll, state);
        const events = [began(state, { recordedAt: minute(index) })];
        await write(store.poll, change(state, { version, body: healthyJob(`read at ${index}`), events }));
      }
    };

    it('finds a job by its id or its key', async () => {
      const state = jobState({ jobId: 'a/b' });
      await put(state);
      expect(await store.snapshots.job(principal, 'a/b')).toEqual({ state, body: healthyJob('a/b') });
      expect((await store.snapshots.job(principal, keyOf('a/b')))?.state).toEqual(state);
      expect(await store.snapshots.job(otherPrincipal, 'a/b')).toBeUndefined();
      expect(await store.snapshots.job(principal, 'a')).toBeUndefined();
    });

    it('lists each job in one state, an unwatched one as nothing else', async () => {
      await put(
        jobState({ jobId: 'healthy' }),
        jobState({ jobId: 'quarantined', state: 'quarantined' }),
        jobState({ jobId: 'removed', state: 'removed' }),
        jobState({ jobId: 'unwatched-1', unwatchedSince: minute(0) }),
        jobState({ jobId: 'unwatched-2', state: 'quarantined', unwatchedSince: minute(0) }),
        jobState({ jobId: 'unwatched-3', state: 'removed', unwatchedSince: minute(0) }),
      );
      expect(await listed(['healthy'])).toEqual([['healthy']]);
      expect(await listed(['quarantined'])).toEqual([['quarantined']]);
      expect(await listed(['removed'])).toEqual([['removed']]);
      expect(await listed(['unwatched'])).toEqual([['unwatched-1', 'unwatched-2', 'unwatched-3']]);
      expect(await listed(['quarantined', 'healthy'])).toEqual([['healthy', 'quarantined']]);
      expect((await listed(allStates)).flat()).toHaveLength(6);
      expect(await listed([])).toEqual([[]]);
    });

    it('orders jobs by service principal and key', async () => {
      const b = jobState({ jobId: 'b' });
      const a = jobState({ jobId: 'a' });
      const other = jobState({ servicePrincipalId: otherPrincipal, jobId: 'a' });
      await put(other, b, a);
      expect((await store.snapshots.jobs(allStates, { size: 10, after: undefined })).items).toEqual([
        a,
        b,
        other,
      ]);
    });

    it('fills pages though most jobs are in another state, and ends with the last job', async () => {
      const ids = Array.from({ length: 40 }, (_, index) => `scim.${String(index).padStart(2, '0')}`);
      const isShown = (index: number) => index % 7 === 3;
      await put(
        ...ids.map((jobId, index) => jobState({ jobId, state: isShown(index) ? 'quarantined' : 'healthy' })),
      );
      const shown = ids.filter((_, index) => isShown(index));
      expect(shown).toHaveLength(6);
      expect(await listed(['quarantined'], 2)).toEqual([
        shown.slice(0, 2),
        shown.slice(2, 4),
        shown.slice(4),
      ]);
      expect(await listed(['quarantined'], 6)).toEqual([shown]);
      expect(await listed(['quarantined'], 4)).toEqual([shown.slice(0, 4), shown.slice(4)]);
      expect(await listed(['quarantined'], 1000)).toEqual([shown]);
    });

    it('goes on where a page ended though jobs came and went', async () => {
      await put(...['b', 'd', 'f'].map((jobId) => jobState({ jobId, state: 'removed' })));
      const { next } = await store.snapshots.jobs(allStates, { size: 2, after: undefined });
      expect(next).toMatch(/^[A-Za-z0-9_-]+$/);
      await store.poll.prune(minute(1), 10);
      await put(...['a', 'e', 'g'].map((jobId) => jobState({ jobId })));
      const { items } = await store.snapshots.jobs(allStates, { size: 10, after: next });
      expect(items.map(({ jobId }) => jobId)).toEqual(['e', 'g']);
    });

    it('tells the history of a job newest first, each event with the job that caused it', async () => {
      await tell(3);
      await tell(1, 'scim.10');
      const { items, next } = await store.snapshots.history(principal, 'scim.1', {
        size: 10,
        after: undefined,
      });
      expect(next).toBeUndefined();
      expect(items).toMatchObject(
        [2, 1, 0].map((index) => ({
          sequence: 1_773_100_800 + index,
          recordedAt: minute(index),
          event: { specversion: '1.0', sequence: String(1_773_100_800 + index) },
          job: healthyJob(`read at ${index}`),
        })),
      );
    });

    it('tells history in pages', async () => {
      await tell(5);
      const pages = await allPages((after) =>
        store.snapshots.history(principal, 'scim.1', { size: 2, after }),
      );
      expect(pages.map((page) => page.map(({ sequence }) => sequence - 1_773_100_800))).toEqual([
        [4, 3],
        [2, 1],
        [0],
      ]);
    });

    it('shows the job with the last of two events that were recorded together', async () => {
      const state = jobState();
      const events = [began(state), began(state, { sequence: state.sequence + 1 })];
      const body = quarantinedJob();
      await write(store.poll, change(state, { body, events }));
      const { items } = await store.snapshots.history(principal, 'scim.1', { size: 10, after: undefined });
      expect(items.map(({ job }) => job)).toEqual([body, undefined]);
    });

    it('has a history of no job where none was read, and none of a job that is unknown', async () => {
      const state = jobState();
      await write(store.poll, change(state, { body: undefined, events: [began(state)] }));
      const page = { size: 10, after: undefined };
      expect((await store.snapshots.history(principal, 'scim.1', page)).items[0]?.job).toBeUndefined();
      expect(await store.snapshots.history(principal, 'scim.2', page)).toEqual({
        items: [],
        next: undefined,
      });
    });

    it('refuses the address of a page that it never gave', async () => {
      await put(...['a', 'b'].map((jobId) => jobState({ jobId })));
      await tell(2);
      const { next: ofJobs } = await store.snapshots.jobs(allStates, { size: 1, after: undefined });
      const { next: ofHistory } = await store.snapshots.history(principal, 'scim.1', {
        size: 1,
        after: undefined,
      });
      for (const after of ['', 'x', '%', "' or 1 eq 1", ofHistory ?? 'x'])
        await expect(store.snapshots.jobs(allStates, { size: 1, after })).rejects.toThrow(BadPageError);
      await expect(
        store.snapshots.history(principal, 'scim.2', { size: 1, after: ofHistory }),
      ).rejects.toThrow(BadPageError);
      await expect(store.snapshots.history(principal, 'scim.1', { size: 1, after: ofJobs })).rejects.toThrow(
        BadPageError,
      );
    });

    it('names the jobs that cannot be read, removed and unwatched ones aside, and what waits', async () => {
      expect(await store.snapshots.unhealthy()).toEqual({
        unreadable: [],
        damaged: [],
        backlog: { waiting: 0, oldest: undefined },
      });
      const unreadable = { since: minute(1), cause: 'http403', detail: 'no role' };
      await put(
        jobState({ jobId: 'well' }),
        jobState({ jobId: 'ill', unreadable }),
        jobState({ jobId: 'gone', state: 'removed', unreadable }),
        jobState({ jobId: 'dropped', unwatchedSince: minute(2), unreadable }),
      );
      await tell(3);
      const { unreadable: found, damaged, backlog } = await store.snapshots.unhealthy();
      expect(found).toEqual([jobState({ jobId: 'ill', unreadable })]);
      expect(damaged).toEqual([]);
      expect(backlog).toEqual({ waiting: 3, oldest: minute(0) });
    });
  });
}
