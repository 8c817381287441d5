import { beforeEach, describe, expect, it } from 'vitest';
import { healthyJob } from '../../support/jobs.ts';
import {
  allStates,
  began,
  change,
  fullState,
  jobState,
  largeBody,
  type MadeStore,
  minute,
  otherPrincipal,
  principal,
  versionOf,
  waitingEvents,
  write,
} from './fixtures.ts';

const firstPage = { size: 100, after: undefined };

/** Ids that mean something in a key, a filter, a URL or a JSON text; each of another job. */
const oddIds = [
  'BoxOutDelta.9bbe5e1e3ad24b7db66d47e53fe5a1bf',
  'a/b',
  'a\\b',
  'a#b',
  'a?b',
  '100%',
  '%2F',
  '~tilde',
  'two words',
  ' leading',
  '..',
  "o'neill",
  '"quoted"',
  'a|b',
  'a}b',
  'Ünïcödé',
  '工作😀',
  'tab\tand\nline',
  'x'.repeat(300),
  'X'.repeat(300),
];

export function describeRecording(make: () => MadeStore): void {
  describe('recording', () => {
    let store: MadeStore;
    beforeEach(() => {
      store = make();
    });

    it('knows nothing at first', async () => {
      expect(await store.poll.load()).toEqual({ jobs: [], damaged: [], waiting: 0 });
      expect(await store.poll.reload(jobState())).toBeUndefined();
      expect(await store.snapshots.job(principal, 'scim.1')).toBeUndefined();
      expect(await waitingEvents(store.poll)).toEqual([]);
    });

    it.each([
      ['at its defaults', jobState()],
      ['in full', fullState()],
      ['removed, with what it was', fullState({ state: 'removed', doubt: undefined, suspended: false })],
    ])('gives a state back as it was: %s', async (_, state) => {
      await write(store.poll, change(state));
      expect(await store.poll.load()).toMatchObject({ jobs: [{ state }], damaged: [] });
      expect(await store.another().poll.reload(state)).toMatchObject({ state });
      expect((await store.snapshots.job(principal, state.jobId))?.state).toEqual(state);
      expect((await store.snapshots.jobs(allStates, firstPage)).items).toEqual([state]);
    });

    it('takes the time back when a state loses it', async () => {
      await write(store.poll, change(fullState()));
      const version = await versionOf(store.poll, fullState());
      await write(store.poll, change(jobState(), { version, body: undefined }));
      expect((await store.poll.reload(jobState()))?.state).toEqual(jobState());
    });

    it('shares nothing with what it was given or gives', async () => {
      const state = fullState({ quarantine: { reason: 'Unknown' } });
      const body = healthyJob();
      await write(store.poll, change(state, { body, events: [began(state)] }));
      Object.assign(state.quarantine ?? {}, { reason: 'changed' });
      Object.assign(body, { id: 'changed' });
      for (const { state: given } of (await store.poll.load()).jobs)
        Object.assign(given.quarantine ?? {}, { reason: 'changed' });
      for (const { event } of await waitingEvents(store.poll)) event.body.fill(0);
      expect(await store.snapshots.job(principal, 'scim.1')).toMatchObject({
        state: { quarantine: { reason: 'Unknown' } },
        body: { id: 'scim.1' },
      });
      expect((await waitingEvents(store.poll))[0]?.event.body[0]).toBe('{'.charCodeAt(0));
    });

    it('keeps jobs of any id apart, and finds each by its id', async () => {
      const states = [principal, otherPrincipal].flatMap((servicePrincipalId) =>
        oddIds.map((jobId) =>
          jobState({ servicePrincipalId, jobId, hash: `${servicePrincipalId} ${jobId}` }),
        ),
      );
      for (const state of states) await write(store.poll, change(state, { events: [began(state)] }));
      const { jobs, waiting } = await store.poll.load();
      expect(waiting).toBe(states.length);
      expect(new Set(jobs.map(({ state }) => state.hash))).toEqual(new Set(states.map(({ hash }) => hash)));
      for (const state of states) {
        expect((await store.poll.reload(state))?.state).toEqual(state);
        const { servicePrincipalId, jobId } = state;
        expect((await store.snapshots.job(servicePrincipalId, jobId))?.body).toEqual(healthyJob(jobId));
        const { items } = await store.snapshots.history(servicePrincipalId, jobId, firstPage);
        expect(items).toHaveLength(1);
      }
    });

    it('refuses a change that rests on another version, whole', async () => {
      const state = jobState();
      await write(store.poll, change(state));
      const version = await versionOf(store.poll, state);
      await write(store.poll, change(jobState({ hash: 'hash-1' }), { version }));
      const late = change(jobState({ hash: 'hash-2' }), { version, events: [began(state)] });
      expect(await store.poll.record(late)).toBe('conflict');
      expect((await store.poll.reload(state))?.state.hash).toBe('hash-1');
      expect(await waitingEvents(store.poll)).toEqual([]);
      expect((await store.snapshots.history(principal, 'scim.1', firstPage)).items).toEqual([]);
    });

    it('refuses to create a job that is there', async () => {
      await write(store.poll, change(jobState()));
      const again = change(jobState({ hash: 'hash-1' }), { events: [began(jobState())] });
      expect(await store.another().poll.record(again)).toBe('conflict');
      expect((await store.poll.reload(jobState()))?.state.hash).toBe('hash-0');
      expect(await waitingEvents(store.poll)).toEqual([]);
    });

    it('refuses to change a job that is gone', async () => {
      const removed = jobState({ state: 'removed' });
      await write(store.poll, change(removed));
      const version = await versionOf(store.poll, removed);
      await store.poll.prune(minute(1), 10);
      expect(await store.poll.record(change(jobState(), { version, events: [began(jobState())] }))).toBe(
        'conflict',
      );
      expect(await store.poll.load()).toEqual({ jobs: [], damaged: [], waiting: 0 });
    });

    it('refuses a sequence that was told already, whole', async () => {
      const state = jobState();
      await write(store.poll, change(state, { events: [began(state)] }));
      const version = await versionOf(store.poll, state);
      const again = change(jobState({ hash: 'hash-1' }), { version, events: [began(state)] });
      expect(await store.poll.record(again)).toBe('conflict');
      expect((await store.poll.reload(state))?.state.hash).toBe('hash-0');
    });

    it('gives a row another version with every write, and the same one while it is not written', async () => {
      await write(store.poll, change(jobState()));
      const first = await versionOf(store.poll, jobState());
      expect(await versionOf(store.another().poll, jobState())).toBe(first);
      expect((await store.poll.load()).jobs[0]?.version).toBe(first);
      await write(store.poll, change(jobState(), { version: first }));
      expect(await versionOf(store.poll, jobState())).not.toBe(first);
    });

    it('keeps the body when a change brings none, and forgets all of it when one brings another', async () => {
      const body = largeBody(200_000, 'ab😀');
      await write(store.poll, change(jobState(), { body }));
      const bodyNow = async () => (await store.snapshots.job(principal, 'scim.1'))?.body;
      expect(await bodyNow()).toEqual(body);
      const next = jobState({ hash: 'hash-1' });
      await write(store.poll, change(next, { version: await versionOf(store.poll, next), body: undefined }));
      expect(await bodyNow()).toEqual(body);
      expect((await store.snapshots.job(principal, 'scim.1'))?.state.hash).toBe('hash-1');
      await write(store.poll, change(next, { version: await versionOf(store.poll, next) }));
      expect(await bodyNow()).toEqual(healthyJob());
    });

    it('has no body of a job that was never read', async () => {
      await write(store.poll, change(jobState(), { body: undefined }));
      expect(await store.snapshots.job(principal, 'scim.1')).toEqual({ state: jobState(), body: undefined });
    });
  });
}
