import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/core/errors.ts';
import { healthyJob } from '../../support/jobs.ts';
import type { Fate } from './faulty-tables.ts';
import {
  allWaiting,
  change,
  create,
  jobState,
  principal,
  quarantinedState,
  recordedEvent,
  versionOf,
} from './job-changes.ts';
import { isTransaction, isWrite, useFaultyTables } from './use-faulty-tables.ts';

const t0 = '2026-03-10T00:00:00.000Z';
const t1 = '2026-03-10T00:01:00.000Z';
const t2 = '2026-03-10T00:02:00.000Z';

const used = useFaultyTables();

describe('A cut connection', () => {
  const state = quarantinedState();
  const withEvent = change(state, { body: healthyJob(), events: [recordedEvent(state, 1)] });

  it('before a transaction took effect is made good by sending it again', async () => {
    const { store, other, first } = used();
    first(isTransaction, 'cutBefore');
    expect(await store.poll.record(withEvent)).toBe('written');
    expect(await allWaiting(other.poll)).toHaveLength(1);
  });

  it('after a transaction took effect is a conflict, and the row shows that it is done', async () => {
    const { store, first } = used();
    first(isTransaction, 'cutAfter');
    expect(await store.poll.record(withEvent)).toBe('conflict');
    expect((await store.poll.reload(state))?.state).toEqual(state);
    expect(await allWaiting(store.poll)).toHaveLength(1);
  });

  it('after a refresh took effect is a conflict of each of its jobs, and none is lost', async () => {
    const { store, first } = used();
    const states = [0, 1, 2].map((n) => jobState({ servicePrincipalId: principal(n) }));
    first(isTransaction, 'cutAfter');
    const changes = states.map((each) => change(each));
    expect(await store.poll.refresh(changes)).toEqual({ conflicts: changes, refused: [] });
    expect((await store.poll.load()).jobs.map((job) => job.state)).toEqual(states);
  });

  it('after an acknowledgement took effect is no error', async () => {
    const { store, first } = used();
    await store.poll.record(withEvent);
    const [event] = await allWaiting(store.poll);
    if (!event) throw new Error('an event waits');
    first(isWrite, 'cutAfter');
    await store.poll.acknowledge(event);
    expect(await allWaiting(store.poll)).toEqual([]);
  });

  it.each(['cutBefore', 'cutAfter'] as const)(
    '%s a first claim leaves the claim with its run',
    async (fate) => {
      const { first, store, other } = used();
      first(isWrite, fate);
      expect(await store.poll.claim('a', t0, t1)).toBeDefined();
      expect(await store.snapshots.run()).toMatchObject({ busyWith: 'a', busyUntil: t1 });
      expect(await other.poll.claim('b', t0, t1)).toBeUndefined();
    },
  );

  it.each(['cutBefore', 'cutAfter'] as const)('%s any write of a run leaves no trace', async (fate) => {
    const { store, first } = used();
    const record = await store.poll.claim('a', t0, t1);
    if (!record) throw new Error('nobody else works');
    first(isWrite, fate);
    await store.poll.extend('a', t2);
    expect(await store.snapshots.run()).toMatchObject({ busyWith: 'a', busyUntil: t2 });
    first(isWrite, fate);
    await store.poll.finish('a', { ...record, completeStartedAt: t0, lastStartedAt: t0 });
    expect(await store.snapshots.run()).toEqual({ ...record, completeStartedAt: t0, lastStartedAt: t0 });
    first(isWrite, fate);
    expect(await store.poll.claim('b', t1, t2)).toMatchObject({ completeStartedAt: t0 });
    expect(await store.snapshots.run()).toMatchObject({ busyWith: 'b', busyUntil: t2 });
  });
});

describe('A busy service', () => {
  const busy: Fate = { status: 503, code: 'ServerBusy', headers: { 'retry-after': '0' } };

  it('is asked again, and every request counts', async () => {
    const { faulty, store } = used();
    let left = 2;
    faulty.fate = () => (left-- > 0 ? busy : 'pass');
    const before = { sent: faulty.seen.length, counted: store.poll.transactions };
    await store.poll.load();
    expect(faulty.seen.length - before.sent).toBe(3);
    expect(store.poll.transactions - before.counted).toBe(3);
  });

  it('that stays busy is a StoreError', async () => {
    const { faulty, store } = used();
    faulty.fate = () => busy;
    const outcome = store.poll.load();
    await expect(outcome).rejects.toThrow(StoreError);
    await expect(outcome).rejects.toMatchObject({ code: 'StorageBusy' });
  });
});

describe('History that another run prunes at the same time', () => {
  it('goes all the same', async () => {
    const { faulty, store, other } = used();
    const state = quarantinedState();
    const events = [1, 2, 3].map((sequence) => recordedEvent(state, sequence, t0));
    await store.poll.record(change(state, { events }));
    let others = 0;
    faulty.fate = async (request): Promise<Fate> => {
      if (isTransaction(request) && others === 0) others = await other.poll.prune(t1, 1);
      return 'pass';
    };
    expect(await store.poll.prune(t1, 10)).toBe(2);
    expect(others).toBe(1);
    const page = { size: 10, after: undefined };
    expect((await store.snapshots.history(state.servicePrincipalId, state.jobId, page)).items).toEqual([]);
  });
});

describe('A job that comes back while it is pruned', () => {
  it('stays', async () => {
    const { faulty, store, other } = used();
    const removed = jobState({ state: 'removed', changedAt: t0 });
    await create(store.poll, [removed]);
    const version = await versionOf(store.poll, removed);
    faulty.fate = async ({ method }): Promise<Fate> => {
      if (method === 'DELETE') await other.poll.record(change(jobState(), { version }));
      return 'pass';
    };
    expect(await store.poll.prune(t1, 10)).toBe(0);
    expect((await store.poll.load()).jobs.map(({ state }) => state)).toEqual([jobState()]);
  });
});
