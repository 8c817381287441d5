import { expect, it } from 'vitest';
import {
  allWaiting,
  arrival,
  change,
  create,
  jobState,
  principal,
  pruned,
  quarantinedState,
  recordedEvent,
  removedState,
  storedJob,
  versionOf,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

const wholePage = { size: 1000, after: undefined };
const longAgo = '2020-01-01T00:00:00.000Z';
const yearLater = '2021-01-01T00:00:00.000Z';
const today = '2026-06-01T00:00:00.000Z';

export function describePruning(makeClaimed: MakeClaimed): void {
  it('prunes old events with their history, jobs that it is given, and nothing else', async () => {
    const { poll, snapshots } = await makeClaimed();
    const states = [1, 2, 3].map((n) => jobState({ servicePrincipalId: principal(n), changedAt: longAgo }));
    await create(poll, states);
    const told = quarantinedState({ servicePrincipalId: principal(7), changedAt: longAgo });
    const events = [recordedEvent(told, 1, longAgo), recordedEvent(told, 2, yearLater)];
    await poll.record([change(told, { events })]);
    await poll.acknowledge(await allWaiting(poll));
    const { jobs } = await poll.load();

    expect(await pruned(poll, yearLater, jobs.slice(1, 3))).toBe(4);

    expect((await poll.load()).jobs.map(({ state }) => state)).toEqual([states[0], told]);
    const { items } = await snapshots.history(told.servicePrincipalId, told.jobId, wholePage);
    expect(items.map(({ sequence }) => sequence)).toEqual([2]);
    expect(await pruned(poll, yearLater)).toBe(0);
  });

  it('does not prune what waits to be sent, however old it is', async () => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState();
    const events = [1, 2, 3].map((sequence) => recordedEvent(state, sequence, longAgo));
    await poll.record([change(state, { events })]);
    const [first, second] = await allWaiting(poll);
    if (!first || !second) throw new Error('events wait');
    await poll.acknowledge([second]);

    expect(await pruned(poll, today)).toBe(2);

    expect((await allWaiting(poll)).map(({ sequence }) => sequence)).toEqual([1, 3]);
    const { items } = await snapshots.history(state.servicePrincipalId, state.jobId, wholePage);
    expect(items.map(({ sequence }) => sequence)).toEqual([3, 1]);
    await poll.acknowledge(await allWaiting(poll));
    expect(await pruned(poll, today)).toBe(4);
  });

  it('leaves a job alone that has changed since it was read, and prunes the others', async () => {
    const { poll } = await makeClaimed();
    const states = [1, 2, 3].map((n) => removedState({ servicePrincipalId: principal(n) }));
    await create(poll, states);
    const { jobs } = await poll.load();
    const back = jobState({ servicePrincipalId: principal(2) });
    await poll.record([change(back, { version: await versionOf(poll, back) })]);

    expect(await pruned(poll, longAgo, jobs)).toBe(2);

    expect((await poll.load()).jobs.map(({ state }) => state)).toEqual([back]);
    expect(await pruned(poll, longAgo, jobs)).toBe(0);
  });

  it('prunes as many rows as it is told to, two for each event', async () => {
    const { poll } = await makeClaimed();
    const state = removedState({ changedAt: longAgo });
    const events = [1, 2, 3].map((sequence) => recordedEvent(state, sequence, longAgo));
    await poll.record([change(state, { events })]);
    await poll.acknowledge(await allWaiting(poll));
    const jobs = [await storedJob(poll, state)];

    expect(await pruned(poll, today, jobs, 4)).toBe(4);
    expect(await pruned(poll, today, jobs, 2)).toBe(2);
    expect(await pruned(poll, today, jobs, 1)).toBe(1);
    expect(await pruned(poll, today, jobs, 9)).toBe(0);
  });

  it('prunes more rows than fit a transaction', async () => {
    const { poll, snapshots } = await makeClaimed();
    const states = [0, 1, 2, 3, 4, 5].map((n) => quarantinedState({ servicePrincipalId: principal(n) }));
    for (const state of states) {
      const events = Array.from({ length: 30 }, (_, n) => recordedEvent(state, n + 1, longAgo));
      await poll.record([change(state, { events })]);
    }
    await poll.acknowledge(await allWaiting(poll));
    expect(await pruned(poll, today)).toBe(360);
    for (const { servicePrincipalId, jobId } of states)
      expect((await snapshots.history(servicePrincipalId, jobId, wholePage)).items).toEqual([]);
  });

  it('ends between two transactions when the signal aborts', async () => {
    const { poll, store } = await makeClaimed();
    for (let n = 0; n < 4; n++) {
      const state = quarantinedState({ servicePrincipalId: principal(n) });
      const events = Array.from({ length: 30 }, (_, k) => recordedEvent(state, k + 1, longAgo));
      await poll.record([change(state, { events })]);
    }
    await poll.acknowledge(await allWaiting(poll));
    const { jobs } = await poll.load();
    expect(await poll.prune(today, jobs, 1000, AbortSignal.abort())).toBe(0);

    const before = store.transactions;
    const { signal } = new AbortController();
    // Two requests read what is old and what waits; the third is the first that deletes.
    Object.defineProperty(signal, 'aborted', { get: () => store.transactions - before >= 3 });
    expect(await poll.prune(today, jobs, 1000, signal)).toBe(98);
    expect(await pruned(poll, today, jobs)).toBe(240 - 98 + jobs.length);
  });

  it('goes on numbering above what was pruned', async () => {
    const { poll } = await makeClaimed();
    const state = quarantinedState({ servicePrincipalId: principal(1) });
    await poll.record([change(state, { events: [recordedEvent(state, 1, arrival(5))] })]);
    await poll.acknowledge(await allWaiting(poll));
    expect(await pruned(poll, today)).toBe(2);
    const next = quarantinedState({ servicePrincipalId: principal(2) });
    await poll.record([change(next, { events: [recordedEvent(next, 1, arrival(3))] })]);
    expect((await allWaiting(poll)).map(({ number }) => number)).toEqual([Date.parse(arrival(5)) + 1]);
  });
}
