import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/core/errors.ts';
import { healthyJob } from '../../support/jobs.ts';
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
import { everything, transaction, useFaultyTables, write } from './use-faulty-tables.ts';

const t0 = '2026-03-10T00:00:00.000Z';
const t1 = '2026-03-10T00:01:00.000Z';
const t2 = '2026-03-10T00:02:00.000Z';
const t3 = '2026-03-10T00:03:00.000Z';

const used = useFaultyTables();

describe('A cut connection', () => {
  const state = quarantinedState();
  const withEvent = change(state, { body: healthyJob(), events: [recordedEvent(state, 1)] });

  it('before a transaction took effect is made good by sending it again', async () => {
    const { store, other, first } = used();
    first(transaction, { cut: 'before' });
    expect(await store.poll.record(withEvent)).toBe('written');
    expect(await allWaiting(other.poll)).toHaveLength(1);
  });

  it('after a transaction took effect is a conflict, and the row shows that it is done', async () => {
    const { store, first } = used();
    first(transaction, { cut: 'after' });
    expect(await store.poll.record(withEvent)).toBe('conflict');
    expect((await store.poll.reload(state))?.state).toEqual(state);
    expect(await allWaiting(store.poll)).toHaveLength(1);
  });

  it('after a refresh took effect is a conflict of each of its jobs, and none is lost', async () => {
    const { store, first } = used();
    const states = [0, 1, 2].map((n) => jobState({ servicePrincipalId: principal(n) }));
    first(transaction, { cut: 'after' });
    const changes = states.map((each) => change(each));
    expect(await store.poll.refresh(changes)).toEqual({ conflicts: changes, refused: [], failed: [] });
    expect((await store.poll.load()).jobs.map((job) => job.state)).toEqual(states);
  });

  it('after an acknowledgement took effect is no error', async () => {
    const { store, first } = used();
    await store.poll.record(withEvent);
    const [event] = await allWaiting(store.poll);
    if (!event) throw new Error('an event waits');
    first(write, { cut: 'after' });
    await store.poll.acknowledge(event);
    expect(await allWaiting(store.poll)).toEqual([]);
  });

  it.each(['before', 'after'] as const)('%s a first claim leaves the claim with its run', async (cut) => {
    const { first, store, other } = used();
    first(write, { cut });
    expect(await store.poll.claim('a', t0, t1)).toBeDefined();
    expect(await store.snapshots.run()).toMatchObject({ busyWith: 'a', busyUntil: t1 });
    expect(await other.poll.claim('b', t0, t1)).toBeUndefined();
  });

  it.each(['before', 'after'] as const)('%s any write of a run leaves no trace', async (cut) => {
    const { store, first } = used();
    const record = await store.poll.claim('a', t0, t1);
    if (!record) throw new Error('nobody else works');
    first(write, { cut });
    await store.poll.extend('a', t2);
    expect(await store.snapshots.run()).toMatchObject({ busyWith: 'a', busyUntil: t2 });
    first(write, { cut });
    await store.poll.finish('a', { ...record, completeStartedAt: t0, lastStartedAt: t0 });
    expect(await store.snapshots.run()).toEqual({ ...record, completeStartedAt: t0, lastStartedAt: t0 });
    first(write, { cut });
    expect(await store.poll.claim('b', t1, t2)).toMatchObject({ completeStartedAt: t0 });
    expect(await store.snapshots.run()).toMatchObject({ busyWith: 'b', busyUntil: t2 });
  });
});

describe('A busy service', () => {
  const busy = { match: everything, status: 503, headers: { 'retry-after': '0' } };

  it('is asked again, and every request counts', async () => {
    const { tables, store } = used();
    tables.faults.add({ ...busy, times: 2 });
    const before = { sent: tables.requests.length, counted: store.poll.transactions };
    await store.poll.load();
    expect(tables.requests.length - before.sent).toBe(3);
    expect(store.poll.transactions - before.counted).toBe(3);
  });

  it('that stays busy is a StoreError', async () => {
    const { tables, store } = used();
    tables.faults.add(busy);
    const outcome = store.poll.load();
    await expect(outcome).rejects.toThrow(StoreError);
    await expect(outcome).rejects.toMatchObject({ code: 'StorageBusy' });
  });

  it('that refuses one renewal of a claim gets the next one', async () => {
    const { tables, store } = used();
    await store.poll.claim('a', t0, t1);
    const takeBack = tables.faults.add(busy);
    await expect(store.poll.extend('a', t2)).rejects.toThrow(StoreError);
    takeBack();
    await store.poll.extend('a', t3);
    expect(await store.snapshots.run()).toMatchObject({ busyWith: 'a', busyUntil: t3 });
  });
});

describe('History that another run prunes at the same time', () => {
  it('goes all the same', async () => {
    const { first, store, other } = used();
    const state = quarantinedState();
    const events = [1, 2, 3].map((sequence) => recordedEvent(state, sequence, t0));
    await store.poll.record(change(state, { events }));
    let others = 0;
    first(transaction, {
      hold: async () => {
        others = await other.poll.prune(t1, 1);
      },
    });
    expect(await store.poll.prune(t1, 10)).toBe(2);
    expect(others).toBe(1);
    const page = { size: 10, after: undefined };
    expect((await store.snapshots.history(state.servicePrincipalId, state.jobId, page)).items).toEqual([]);
  });
});

describe('A job that comes back while it is pruned', () => {
  it('stays', async () => {
    const { first, store, other } = used();
    const removed = jobState({ state: 'removed', changedAt: t0 });
    await create(store.poll, [removed]);
    const version = await versionOf(store.poll, removed);
    first({ method: 'DELETE' }, { hold: () => other.poll.record(change(jobState(), { version })) });
    expect(await store.poll.prune(t1, 10)).toBe(0);
    expect((await store.poll.load()).jobs.map(({ state }) => state)).toEqual([jobState()]);
  });
});
