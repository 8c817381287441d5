import { beforeEach, describe, expect, it } from 'vitest';
import type { JobState } from '../../../src/core/state.ts';
import { change, jobState, largeBody, type MadeStore, versionOf, write } from './fixtures.ts';

const nothing = { conflicts: [], refused: [] };

function manyJobs(count: number): JobState[] {
  return Array.from({ length: count }, (_, index) =>
    jobState({ jobId: `scim.${String(index).padStart(4, '0')}` }),
  );
}

export function describeRefreshing(make: () => MadeStore): void {
  describe('refreshing', () => {
    let store: MadeStore;
    beforeEach(() => {
      store = make();
    });

    /** The stored jobs' hashes, and how many of each there are. */
    const hashes = async () => {
      const counts: Record<string, number> = {};
      for (const { state } of (await store.poll.load()).jobs)
        counts[state.hash] = (counts[state.hash] ?? 0) + 1;
      return counts;
    };

    it('writes nothing when there is nothing to write', async () => {
      expect(await store.poll.refresh([])).toEqual(nothing);
    });

    it('writes 250 changes; the one that meets a conflict is given back and holds up no other', async () => {
      const states = manyJobs(250);
      expect(await store.poll.refresh(states.map((state) => change(state)))).toEqual(nothing);
      const { jobs } = await store.poll.load();
      expect(jobs.map(({ state }) => state)).toEqual(states);

      const contested = states[133] ?? jobState();
      const version = await versionOf(store.poll, contested);
      await write(store.another().poll, change({ ...contested, hash: 'of another' }, { version }));
      const changes = jobs.map((job) =>
        change({ ...job.state, hash: 'mine' }, { version: job.version, body: undefined }),
      );
      expect(await store.poll.refresh(changes)).toEqual({ conflicts: [changes[133]], refused: [] });
      expect(await hashes()).toEqual({ mine: 249, 'of another': 1 });
    });

    it('creates jobs; one that is there already is a conflict', async () => {
      await write(store.poll, change(jobState({ hash: 'first' })));
      const changes = [jobState({ hash: 'second' }), jobState({ jobId: 'scim.2', hash: 'second' })].map(
        (state) => change(state),
      );
      expect(await store.poll.refresh(changes)).toEqual({ conflicts: [changes[0]], refused: [] });
      expect(await hashes()).toEqual({ first: 1, second: 1 });
    });

    it('writes a job that is named twice once', async () => {
      const changes = [jobState({ hash: 'first' }), jobState({ hash: 'second' })].map((state) =>
        change(state),
      );
      const { conflicts } = await store.poll.refresh(changes);
      expect(conflicts).toEqual([changes[1]]);
      expect(await hashes()).toEqual({ first: 1 });
    });

    it('writes many large bodies', async () => {
      const body = largeBody(300_000, 'Zoë ');
      const changes = manyJobs(30).map((state) => change(state, { body }));
      expect(await store.poll.refresh(changes)).toEqual(nothing);
      for (const { next } of [changes[0], changes[29]].filter((one) => one !== undefined)) {
        const { servicePrincipalId, jobId } = next;
        expect((await store.snapshots.job(servicePrincipalId, jobId))?.body).toEqual(body);
      }
    });
  });
}
