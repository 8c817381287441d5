import { describe, expect, it } from 'vitest';
import { StoreError, TakenOverError } from '../../../src/core/errors.ts';
import { noCursor } from '../../../src/core/run-record.ts';
import { healthyJob } from '../../support/jobs.ts';
import {
  allWaiting,
  arrival,
  change,
  claimed,
  claimOf,
  jobState,
  minute,
  principal,
  pruned,
  quarantinedState,
  recordedEvent,
  removedState,
  tenantId,
} from './job-changes.ts';
import { everything, transaction, useFaultyTables } from './use-faulty-tables.ts';

const [t0, t1, t2, t3] = [minute(0), minute(1), minute(2), minute(3)];
const claimA = claimOf('a', t0, t1);
const claimB = claimOf('b', t1, t2);

const used = useFaultyTables();

describe('A cut connection', () => {
  const state = quarantinedState();
  const withEvent = change(state, { body: healthyJob(), events: [recordedEvent(state, 1)] });

  it('before a transaction took effect is made good by sending it again', async () => {
    const { store, first } = used();
    const run = await claimed(store.poll);
    first(transaction, { cut: 'before' });
    expect(await run.record([withEvent])).toBe(1);
    expect(await allWaiting(run)).toHaveLength(1);
  });

  it('after a transaction took effect is a conflict, and the row shows that it is done', async () => {
    const { store, first } = used();
    const run = await claimed(store.poll);
    first(transaction, { cut: 'after' });
    expect(await run.record([withEvent])).toBe(0);
    expect((await run.reload(state))?.state).toEqual(state);
    expect(await allWaiting(run)).toHaveLength(1);
  });

  it('after events were recorded leaves the feed rising', async () => {
    const { store, first } = used();
    const run = await claimed(store.poll);
    for (const n of [1, 2, 3, 4]) {
      const each = quarantinedState({ servicePrincipalId: principal(n) });
      if (n % 2 === 0) first(transaction, { cut: 'after' });
      await run.record([change(each, { events: [recordedEvent(each, 1, arrival(9 - n))] })]);
    }
    const waiting = await allWaiting(run);
    expect(waiting.map(({ servicePrincipalId }) => servicePrincipalId)).toEqual([1, 2, 3, 4].map(principal));
    expect(waiting.map(({ number }) => number - Date.parse(arrival(8)))).toEqual([0, 1, 2, 3]);
  });

  it('after a refresh took effect is a conflict of each of its jobs, and none is lost', async () => {
    const { store, first } = used();
    const run = await claimed(store.poll);
    const states = [0, 1, 2].map((n) => jobState({ servicePrincipalId: principal(n) }));
    first(transaction, { cut: 'after' });
    const changes = states.map((each) => change(each));
    expect(await run.refresh(changes)).toEqual({ conflicts: changes, refused: [], failed: [] });
    expect((await run.load()).jobs.map((job) => job.state)).toEqual(states);
  });

  it.each(['before', 'after'] as const)('%s an acknowledgement took effect is no error', async (cut) => {
    const { store, first } = used();
    const run = await claimed(store.poll);
    const events = [1, 2, 3].map((n) => recordedEvent(state, n));
    await run.record([change(state, { events })]);
    const waiting = await allWaiting(run);
    first(transaction, { cut });
    expect(await run.acknowledge(waiting)).toEqual([]);
    expect(await allWaiting(run)).toEqual([]);
  });

  it.each(['before', 'after'] as const)('%s events were pruned stops no pruning', async (cut) => {
    const { store, first } = used();
    const run = await claimed(store.poll);
    const events = [1, 2, 3].map((n) => recordedEvent(state, n));
    await run.record([change(state, { events })]);
    await run.acknowledge(await allWaiting(run));
    first(transaction, { cut });
    await pruned(run, minute(100));
    expect(await pruned(run, minute(100))).toBe(0);
    expect((await store.snapshots.history(state.servicePrincipalId, state.jobId, wholePage)).items).toEqual(
      [],
    );
  });

  it.each(['before', 'after'] as const)('%s a first claim leaves the claim with its run', async (cut) => {
    const { first, store, other } = used();
    first(transaction, { cut });
    const run = await claimed(store.poll, claimA);
    expect(await store.snapshots.run()).toEqual(run.runRecord);
    expect(await other.poll.claim(claimOf('b', t0, t1))).toEqual({ busyUntil: t1 });
    expect(await run.record([withEvent])).toBe(1);
  });

  it.each(['before', 'after'] as const)('%s any write of a run leaves no trace', async (cut) => {
    const { store, first } = used();
    const run = await claimed(store.poll, claimA);
    first(transaction, { cut });
    await run.renew(t2, noCursor);
    expect(await store.snapshots.run()).toMatchObject({ busyWith: 'a', busyUntil: t2 });
    const record = { ...run.runRecord, coveredSince: t0, lastStartedAt: t0 };
    first(transaction, { cut });
    await run.finish(record);
    expect(await store.snapshots.run()).toEqual({ ...record, busyUntil: undefined, busyWith: undefined });
    first(transaction, { cut });
    const next = await claimed(store.poll, claimB);
    expect(next.runRecord).toMatchObject({ runs: 2, coveredSince: t0, busyWith: 'b', busyUntil: t2 });
    expect(next.afterKilledRun).toBe(false);
  });
});

const wholePage = { size: 1000, after: undefined };

/** A write whose answers are lost, each of them, until the client gives up. */
describe('A write of the run row of which no answer comes', () => {
  it('is done where the row shows it: a claim, a renewal, an end', async () => {
    const { tables, store, other } = used();
    const lose = () => {
      const takeBack = tables.faults.add({ match: transaction, cut: 'after' });
      return takeBack;
    };
    let takeBack = lose();
    const run = await claimed(store.poll, claimA);
    takeBack();
    expect(await run.refresh([change(jobState())])).toMatchObject({ conflicts: [], failed: [] });
    takeBack = lose();
    await run.renew(t3, noCursor);
    await run.finish({ ...run.runRecord, lastStartedAt: t0 });
    takeBack();
    expect(await store.snapshots.run()).toMatchObject({ busyWith: undefined, lastStartedAt: t0 });
    expect((await claimed(other.poll, claimB)).afterKilledRun).toBe(false);
  });

  it('is an error where the row cannot be read either; asked again, an end that is done is done', async () => {
    const { tables, store } = used();
    const run = await claimed(store.poll, claimA);
    const takeBack = tables.faults.add({ match: everything, cut: 'after' });
    await expect(run.finish({ ...run.runRecord, lastStartedAt: t0 })).rejects.toMatchObject({
      code: 'StorageUnavailable',
    });
    takeBack();
    await run.finish({ ...run.runRecord, lastStartedAt: t3 });
    expect(await store.snapshots.run()).toMatchObject({ busyWith: undefined, lastStartedAt: t0 });
  });

  it('leaves the feed rising where it was an event', async () => {
    const { tables, store } = used();
    const run = await claimed(store.poll, claimA);
    const states = [1, 2, 3].map((n) => quarantinedState({ servicePrincipalId: principal(n) }));
    const changes = states.map((each) => change(each, { events: [recordedEvent(each, 1)] }));
    for (const [place, each] of changes.entries()) {
      const takeBack = place === 1 ? tables.faults.add({ match: everything, cut: 'after' }) : () => undefined;
      const outcome = await run.record([each]).catch((error: unknown) => error);
      takeBack();
      if (place === 1) expect(outcome).toMatchObject({ code: 'StorageUnavailable' });
      else expect(outcome).toBe(1);
    }
    expect((await allWaiting(run)).map(({ number }) => number - Date.parse(arrival(1)))).toEqual([0, 1, 2]);
  });

  it('is an error where the row does not show it', async () => {
    const { tables, store } = used();
    const takeBack = tables.faults.add({ match: transaction, cut: 'before' });
    await expect(store.poll.claim(claimA)).rejects.toMatchObject({ code: 'StorageUnavailable' });
    takeBack();
    expect(await store.snapshots.run()).toBeUndefined();
    expect((await claimed(store.poll, claimA)).runRecord.runs).toBe(1);
  });
});

describe('A busy service', () => {
  const busy = { match: everything, status: 503, headers: { 'retry-after': '0' } };

  it('is asked again, and every request counts', async () => {
    const { tables, store, requestsOf } = used();
    const run = await claimed(store.poll);
    tables.faults.add({ ...busy, times: 2 });
    const counted = store.poll.transactions;
    expect(await requestsOf(() => run.load())).toBe(3);
    expect(store.poll.transactions - counted).toBe(3);
  });

  it('that stays busy is a StoreError', async () => {
    const { tables, store } = used();
    const run = await claimed(store.poll);
    tables.faults.add(busy);
    const outcome = run.load();
    await expect(outcome).rejects.toThrow(StoreError);
    await expect(outcome).rejects.toMatchObject({ code: 'StorageBusy' });
  });

  it('that refuses one renewal of a claim gets the next one', async () => {
    const { tables, store } = used();
    const run = await claimed(store.poll, claimA);
    const takeBack = tables.faults.add(busy);
    await expect(run.renew(t2, noCursor)).rejects.toMatchObject({ code: 'StorageBusy' });
    takeBack();
    await run.renew(t3, noCursor);
    expect(await store.snapshots.run()).toMatchObject({ busyWith: 'a', busyUntil: t3 });
  });

  it('for one event of many holds up that one alone', async () => {
    const { tables, store } = used();
    const run = await claimed(store.poll);
    for (let n = 1; n <= 6; n++) {
      const each = quarantinedState({ servicePrincipalId: principal(n) });
      await run.record([change(each, { events: [recordedEvent(each, 1)] })]);
    }
    const waiting = await allWaiting(run);
    const number = String(waiting[2]?.number);
    tables.faults.add({ ...busy, match: { path: /^\/\$batch/, body: new RegExp(`outbox%7C0*${number}`) } });
    const unforgotten = await run.acknowledge(waiting);
    expect(unforgotten).toEqual([
      { event: waiting[2], error: expect.objectContaining({ code: 'StorageBusy' }) },
    ]);
    expect(await run.backlog()).toMatchObject({ waiting: 1 });
  });

  it('is not asked for event after event', async () => {
    const { tables, store, requestsOf } = used();
    const run = await claimed(store.poll);
    const state = quarantinedState();
    await run.record([
      change(state, { events: Array.from({ length: 30 }, (_, n) => recordedEvent(state, n + 1)) }),
    ]);
    const waiting = await allWaiting(run);
    tables.faults.add({ ...busy, match: transaction });
    const requests = await requestsOf(async () => {
      const unforgotten = await run.acknowledge(waiting);
      expect(unforgotten.map(({ event }) => event)).toEqual(waiting);
    });
    // Four times one transaction of all, then three of one with a look at each.
    expect(requests).toBe(4 + 3 * 5);
  });
});

describe('A job that comes back while it is pruned', () => {
  it('stays', async () => {
    const { first, store, raw } = used();
    const run = await claimed(store.poll);
    const removed = [1, 2].map((n) => removedState({ servicePrincipalId: principal(n), changedAt: t0 }));
    await run.refresh(removed.map((each) => change(each)));
    const { jobs } = await run.load();
    const rowKey = `latest|${principal(1)}|scim.1`;
    first(transaction, {
      hold: () => raw.updateEntity({ partitionKey: tenantId, rowKey, state: 'healthy' }, 'Merge'),
    });
    expect(await pruned(run, t1, jobs)).toBe(1);
    expect((await run.load()).jobs.map(({ state }) => state.isRemoved)).toEqual([false]);
  });
});

describe('A table that is deleted while a run works', () => {
  it.each(['renew', 'finish', 'record', 'refresh', 'record of an event'] as const)(
    'and is made again by %s takes nothing of that run, and the next begins anew',
    async (call) => {
      const { store, other, raw } = used();
      const first = await claimed(store.poll, claimA);
      await first.finish({ ...first.runRecord, discoveredAt: t0, lastStartedAt: t0 });
      const run = await claimed(store.poll, claimB);
      await raw.deleteTable();

      const state = quarantinedState();
      const calls = {
        renew: () => run.renew(t3, noCursor),
        finish: () => run.finish({ ...run.runRecord, discoveredAt: t0 }),
        record: () => run.record([change(state)]),
        refresh: () => run.refresh([change(state)]),
        'record of an event': () => run.record([change(state, { events: [recordedEvent(state, 1)] })]),
      };
      await expect(calls[call]()).rejects.toThrow(TakenOverError);
      await expect(run.finish({ ...run.runRecord, discoveredAt: t0 })).rejects.toThrow(TakenOverError);
      expect(await other.snapshots.run()).toBeUndefined();

      const next = await claimed(store.poll, claimOf('c', t3));
      expect(next.runRecord).toMatchObject({ runs: 3, discoveredAt: undefined, coveredSince: undefined });
      expect(next.runRecord.epoch).toBeGreaterThan(run.runRecord.epoch);
      expect(await next.load()).toEqual({ jobs: [], unread: [], damaged: [], waiting: 0 });
    },
  );
});
