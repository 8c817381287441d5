import { describe, expect, it } from 'vitest';
import { startTables } from '../../../infra/local/tables/start-tables.ts';
import { DamagedRowError, StoreError } from '../../../src/core/errors.ts';
import { createTableStore, type TableStore } from '../../../src/table/table-store.ts';
import { healthyJob } from '../../support/jobs.ts';
import {
  allWaiting,
  change,
  create,
  jobState,
  principal,
  quarantinedState,
  recordedEvent,
  tableName,
  tenantId,
  versionOf,
} from './job-changes.ts';
import { useTables } from './use-tables.ts';

const wholePage = { size: 1000, after: undefined };
const t0 = '2026-03-10T00:00:00.000Z';
const t1 = '2026-03-10T00:01:00.000Z';
const t2 = '2026-03-10T00:02:00.000Z';

const { storeOf, rawTable, rawRows } = useTables();

/** How many requests the work takes. */
async function requestsOf({ poll }: TableStore, work: () => Promise<unknown>): Promise<number> {
  const before = poll.transactions;
  await work();
  return poll.transactions - before;
}

describe('Requests to Table Storage', () => {
  it('are 10 to write 1,000 rows and one to load them', async () => {
    const store = storeOf(tableName());
    await store.poll.load();
    const states = Array.from({ length: 1000 }, (_, n) => jobState({ servicePrincipalId: principal(n) }));

    expect(await requestsOf(store, () => create(store.poll, states))).toBe(10);
    expect(await requestsOf(store, () => store.poll.load())).toBe(1);
    expect((await store.poll.load()).jobs).toHaveLength(1000);
  });

  it('are one for each step of a run in a process that is warm', async () => {
    const store = storeOf(tableName());
    const { poll, snapshots } = store;
    const record = (await poll.claim('cold', t0, t1)) ?? failed();
    await poll.finish('cold', { ...record, lastStartedAt: t0 });
    const state = quarantinedState();
    const events = [recordedEvent(state, 1)];

    expect(await requestsOf(store, () => poll.claim('warm', t1, t2))).toBe(1);
    expect(await requestsOf(store, () => poll.extend('warm', t2))).toBe(1);
    expect(await requestsOf(store, () => poll.record(change(state, { events })))).toBe(1);
    expect(await requestsOf(store, () => allWaiting(poll))).toBe(1);
    for (const event of await allWaiting(poll)) {
      expect(await requestsOf(store, () => poll.acknowledge(event))).toBe(1);
    }
    expect(await requestsOf(store, () => poll.finish('warm', { ...record, lastStartedAt: t1 }))).toBe(1);
    expect((await snapshots.run())?.lastStartedAt).toBe(t1);
    expect(await requestsOf(store, () => poll.refresh([]))).toBe(0);
  });

  it('are one for the run row that answers close to each other need, and another once it is written', async () => {
    const store = storeOf(tableName());
    const { poll, snapshots } = store;
    await poll.claim('cold', t0, t1);
    expect(await requestsOf(store, () => Promise.all([1, 2, 3].map(() => snapshots.run())))).toBe(1);
    await poll.extend('cold', t2);
    expect(await requestsOf(store, () => snapshots.run())).toBe(1);
    expect((await snapshots.run())?.busyUntil).toBe(t2);
  });

  it('are two for all jobs with what bears on health: one for the jobs, one for the events that wait', async () => {
    const store = storeOf(tableName());
    await create(store.poll, [jobState()]);
    expect(await requestsOf(store, () => store.snapshots.survey(['healthy', 'quarantined']))).toBe(2);
  });
});

describe('An absent table', () => {
  const state = quarantinedState();
  const calls: readonly [string, (store: TableStore) => Promise<unknown>, unknown][] = [
    ['load', ({ poll }) => poll.load(), { jobs: [], damaged: [], waiting: 0 }],
    ['reload', ({ poll }) => poll.reload(state), undefined],
    ['record', ({ poll }) => poll.record(change(state, { events: [recordedEvent(state, 1)] })), 'written'],
    ['refresh', ({ poll }) => poll.refresh([change(state)]), { conflicts: [], refused: [], failed: [] }],
    [
      'refresh of many',
      ({ poll }) => poll.refresh([change(state), change({ ...state, jobId: 'b' })]),
      { conflicts: [], refused: [], failed: [] },
    ],
    ['waiting', ({ poll }) => allWaiting(poll), []],
    ['prune', ({ poll }) => poll.prune(t0, 10), 0],
    ['claim', async ({ poll }) => (await poll.claim('a', t0, t1))?.failures, []],
    ['run', ({ snapshots }) => snapshots.run(), undefined],
    ['job', ({ snapshots }) => snapshots.job(principal(1), 'scim.1'), undefined],
    ['jobs', ({ snapshots }) => snapshots.jobs(['healthy'], wholePage), { items: [], next: undefined }],
    [
      'history',
      ({ snapshots }) => snapshots.history(principal(1), 'x', wholePage),
      { items: [], next: undefined },
    ],
    ['survey', async ({ snapshots }) => (await snapshots.survey([])).backlog.waiting, 0],
  ];

  it.each(calls)('is created by %s, which then succeeds', async (_, call, expected) => {
    const name = tableName();
    expect(await call(storeOf(name))).toEqual(expected);
    // Throws when there is no table.
    await rawRows(name);
  });

  it('is created once by many requests at the same time', async () => {
    const name = tableName();
    const states = Array.from({ length: 6 }, (_, n) => jobState({ servicePrincipalId: principal(n) }));
    const outcomes = await Promise.all(states.map((each) => storeOf(name).poll.record(change(each))));
    expect(outcomes).toEqual(states.map(() => 'written'));
  });
});

describe('A row that cannot be read', () => {
  const good = jobState({ servicePrincipalId: principal(1) });
  const bad = jobState({ servicePrincipalId: principal(2) });

  const tableWith = async (columns: Record<string, unknown>) => {
    const name = tableName();
    const store = storeOf(name);
    await create(store.poll, [good, bad]);
    const row = (await rawRows(name)).find(({ servicePrincipalId }) => servicePrincipalId === principal(2));
    const rowKey = row?.rowKey ?? failed();
    await rawTable(name).updateEntity({ partitionKey: tenantId, rowKey, ...columns }, 'Merge');
    return { name, store, rowKey };
  };

  it.each([
    ['was written by a newer version', { schemaVersion: 2 }, 'newer version (schemaVersion 2)'],
    ['has a column of another type', { sequence: 'x' }, 'sequence'],
    ['has a state that is none', { state: 'odd' }, 'state'],
    ['has a quarantine that is no JSON', { quarantine: '{' }, 'quarantine'],
  ])('because it %s is told, and never overwritten', async (_, columns, problem) => {
    const { name, store, rowKey } = await tableWith(columns);
    const { poll, snapshots } = store;

    const { jobs, damaged } = await poll.load();
    expect(jobs.map(({ state }) => state)).toEqual([good]);
    expect(damaged).toEqual([
      {
        key: { servicePrincipalId: bad.servicePrincipalId, jobId: bad.jobId },
        rowKey,
        problem: expect.stringContaining(problem),
      },
    ]);
    await expect(poll.reload(bad)).rejects.toThrow(DamagedRowError);
    await expect(snapshots.job(bad.servicePrincipalId, bad.jobId)).rejects.toThrow(DamagedRowError);
    expect((await snapshots.jobs(['healthy'], wholePage)).items).toEqual([good]);

    const before = await rawRows(name);
    const events = [recordedEvent(bad, 1)];
    expect(await poll.record(change(bad, { body: healthyJob(), events }))).toBe('conflict');
    const unwritten = change(bad);
    const version = await versionOf(poll, good);
    expect((await poll.refresh([change(good, { version }), unwritten])).conflicts).toEqual([unwritten]);
    const isBad = (row: { rowKey?: string }) => row.rowKey === rowKey;
    const after = await rawRows(name);
    expect(after.filter(isBad)).toEqual(before.filter(isBad));
    expect(after).toHaveLength(2);
  });

  it('because it was written by a newer version is told by the health of the store', async () => {
    const { store, rowKey } = await tableWith({ schemaVersion: 2 });
    const { damaged } = await store.snapshots.survey(['unreadable']);
    expect(damaged).toEqual([expect.objectContaining({ rowKey, problem: expect.stringContaining('newer') })]);
  });
});

describe('A page', () => {
  it('goes on behind the last job shown, even when that one is gone by then', async () => {
    const { poll, snapshots } = storeOf(tableName());
    const removed = (n: number) =>
      jobState({ servicePrincipalId: principal(n), state: 'removed', changedAt: n === 1 ? t0 : t2 });
    await create(poll, [0, 1, 2, 3].map(removed));
    const first = await snapshots.jobs(['removed'], { size: 2, after: undefined });
    expect(await poll.prune(t1, 10)).toBe(1);

    const second = await snapshots.jobs(['removed'], { size: 2, after: first.next });
    expect(second.items).toEqual([removed(2), removed(3)]);
  });
});

describe('A service that is away', () => {
  it('is a StoreError within seconds, and no trouble once it is back', async () => {
    const own = await startTables();
    try {
      const { poll, snapshots } = createTableStore(
        { kind: 'connectionString', value: own.connectionString },
        tableName(),
        tenantId,
      );
      const state = jobState();
      await create(poll, [state]);
      await own.stop();
      const startedAt = Date.now();

      const calls = [
        poll.load(),
        poll.reload(state),
        poll.record(change(state)),
        poll
          .refresh([change(state), change({ ...state, jobId: 'b' })])
          .then(({ failed }) => Promise.reject(failed[0]?.error)),
        poll.claim('a', t0, t1),
        poll.prune(t0, 1),
        snapshots.run(),
        snapshots.jobs(['healthy'], wholePage),
        snapshots.survey(['healthy']),
      ];
      for (const outcome of await Promise.allSettled(calls)) {
        const reason: unknown = outcome.status === 'rejected' ? outcome.reason : 'no error';
        expect(reason).toBeInstanceOf(StoreError);
        expect(reason).toMatchObject({ code: 'StorageUnavailable' });
      }
      expect(Date.now() - startedAt).toBeLessThan(15_000);

      await own.start();
      expect((await poll.load()).jobs.map((job) => job.state)).toEqual([state]);
      expect(await poll.claim('a', t0, t1)).toBeDefined();
    } finally {
      await own.close();
    }
  });
});

function failed(): never {
  throw new Error('the preparation of this test failed');
}
