import { beforeEach, describe, expect, it } from 'vitest';
import {
  began,
  change,
  jobState,
  type MadeStore,
  minute,
  otherPrincipal,
  versionOf,
  waitingEvents,
  write,
} from './fixtures.ts';

export function describeOutbox(make: () => MadeStore): void {
  describe('the outbox', () => {
    let store: MadeStore;
    beforeEach(() => {
      store = make();
    });

    /** Records an event of a job: the state's sequence is the event's. */
    const tell = async (state = jobState(), recordedAt = minute(0)) => {
      const stored = await store.poll.reload(state);
      const event = began(state, { recordedAt });
      await write(store.poll, change(state, { version: stored?.version, events: [event] }));
      return event.event;
    };
    const waitingIds = async () => (await waitingEvents(store.poll)).map(({ event }) => event.id);

    it('keeps the very bytes and properties of an event', async () => {
      const state = jobState({ jobId: 'a/b 😀', application: { appId: '', displayName: 'Zoë „x“' } });
      const told = await tell(state, minute(7));
      const [waiting, ...others] = await waitingEvents(store.another().poll);
      expect(others).toEqual([]);
      expect(waiting).toMatchObject({
        servicePrincipalId: state.servicePrincipalId,
        jobId: state.jobId,
        sequence: state.sequence,
        recordedAt: minute(7),
      });
      const { body, ...message } = told;
      expect(waiting?.event).toMatchObject(message);
      expect(Buffer.compare(waiting?.event.body ?? new Uint8Array(), body)).toBe(0);
      expect((await store.poll.load()).waiting).toBe(1);
    });

    it('gives events oldest first, each job in order of its sequence', async () => {
      const [a, b, c] = ['scim.a', 'scim.b', 'scim.c'].map((jobId) => jobState({ jobId }));
      const [a1, b1, c1] = [await tell(a, minute(5)), await tell(b, minute(3)), await tell(c, minute(4))];
      const a2 = await tell({ ...(a ?? jobState()), sequence: jobState().sequence + 1 }, minute(5));
      expect(await waitingIds()).toEqual([b1.id, c1.id, a1.id, a2.id]);
    });

    it("gives a job's events in order of their sequence though a clock went back", async () => {
      const other = jobState({ servicePrincipalId: otherPrincipal });
      const state = jobState();
      const first = await tell(state, minute(5));
      const between = await tell(other, minute(4));
      const second = await tell({ ...state, sequence: state.sequence + 1 }, minute(3));
      expect(await waitingIds()).toEqual([between.id, first.id, second.id]);
    });

    it('records two events of a job as one', async () => {
      const state = jobState();
      const events = [began(state), began(state, { sequence: state.sequence + 1, recordedAt: minute(0) })];
      await write(store.poll, change({ ...state, sequence: state.sequence + 1 }, { events }));
      expect((await waitingEvents(store.poll)).map(({ sequence }) => sequence)).toEqual([
        state.sequence,
        state.sequence + 1,
      ]);
    });

    it('forgets an event that was acknowledged; twice is no error, and others stay', async () => {
      await tell(jobState({ jobId: 'scim.a' }), minute(1));
      const second = await tell(jobState({ jobId: 'scim.b' }), minute(2));
      const [oldest] = await waitingEvents(store.poll);
      if (!oldest) throw new Error('nothing waits');
      await store.poll.acknowledge(oldest);
      await store.another().poll.acknowledge(oldest);
      expect(await waitingIds()).toEqual([second.id]);
      expect((await store.poll.load()).waiting).toBe(1);
    });

    it('forgets the right one of two events of a job', async () => {
      const state = jobState();
      await tell(state);
      const second = await tell({ ...state, sequence: state.sequence + 1 });
      const [first] = await waitingEvents(store.poll);
      if (!first) throw new Error('nothing waits');
      await store.poll.acknowledge(first);
      expect(await waitingIds()).toEqual([second.id]);
    });

    it('can be acknowledged while it is read', async () => {
      for (const jobId of ['scim.a', 'scim.b', 'scim.c']) await tell(jobState({ jobId }));
      for await (const page of store.poll.waiting())
        for (const event of page) await store.poll.acknowledge(event);
      expect(await waitingEvents(store.poll)).toEqual([]);
    });

    it('leaves the job and its history alone when an event is acknowledged', async () => {
      const state = jobState();
      await tell(state);
      const version = await versionOf(store.poll, state);
      const [event] = await waitingEvents(store.poll);
      if (!event) throw new Error('nothing waits');
      await store.poll.acknowledge(event);
      expect(await versionOf(store.poll, state)).toBe(version);
      const { items } = await store.snapshots.history(state.servicePrincipalId, state.jobId, {
        size: 10,
        after: undefined,
      });
      expect(items).toHaveLength(1);
    });
  });
}
