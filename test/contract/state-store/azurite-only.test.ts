import type { TransactionAction } from '@azure/data-tables';
import { describe, expect, it } from 'vitest';
import { startTables } from '../../../infra/local/tables/start-tables.ts';
import { DamagedRowError, StoreError } from '../../../src/core/errors.ts';
import { createTableStore, type TableStore } from '../../../src/table/store.ts';
import { healthyJob } from '../../support/jobs.ts';
import { noIdentity } from '../../support/no-identity.ts';
import {
  allWaiting,
  change,
  claimed,
  claimOf,
  create,
  jobState,
  minute,
  principal,
  pruned,
  quarantinedState,
  recordedEvent,
  removedState,
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
  it('are 11 to write 1,000 rows, 99 beside the fence in each, and one to load them', async () => {
    const store = storeOf(tableName());
    const run = await claimed(store.poll);
    const states = Array.from({ length: 1000 }, (_, n) => jobState({ servicePrincipalId: principal(n) }));

    expect(await requestsOf(store, () => create(run, states))).toBe(11);
    expect(await requestsOf(store, () => run.load())).toBe(1);
    expect((await run.load()).jobs).toHaveLength(1000);
  });

  it('are three for an idle poll in a process that is warm, and one for each other step', async () => {
    const store = storeOf(tableName());
    const { poll, snapshots } = store;
    const cold = await claimed(poll, claimOf('cold', t0));
    const state = quarantinedState();
    await cold.record([change({ ...state, jobId: 'first' }, { events: [recordedEvent(state, 1)] })]);
    await cold.acknowledge(await allWaiting(cold));
    await cold.finish({ ...cold.runRecord, lastStartedAt: t0 });

    let run = cold;
    const claimWarm = async () => {
      run = await claimed(poll, claimOf('warm', t1));
    };
    expect(await requestsOf(store, claimWarm)).toBe(1);
    expect(await requestsOf(store, () => run.load())).toBe(1);
    const events = [recordedEvent(state, 2), recordedEvent(state, 3)];
    expect(await requestsOf(store, () => run.renew(t2, run.runRecord.cursor))).toBe(1);
    expect(await requestsOf(store, () => run.record([change(state, { events })]))).toBe(1);
    expect(await requestsOf(store, () => allWaiting(run))).toBe(2);
    const waiting = await allWaiting(run);
    expect(await requestsOf(store, () => run.acknowledge(waiting))).toBe(1);
    expect(await requestsOf(store, () => allWaiting(run))).toBe(1);
    expect(await requestsOf(store, () => pruned(run, t0))).toBe(1);
    expect(await requestsOf(store, () => run.finish({ ...run.runRecord, lastStartedAt: t1 }))).toBe(1);
    expect((await snapshots.run())?.lastStartedAt).toBe(t1);
    expect(await requestsOf(store, () => run.refresh([]))).toBe(0);
  });

  it('are one more, a list of fences, where the run before was killed', async () => {
    const name = tableName();
    await claimed(storeOf(name).poll, claimOf('killed', t0));
    const store = storeOf(name);
    expect(await requestsOf(store, () => claimed(store.poll, claimOf('next', minute(9))))).toBe(3);
    const rows = await rawRows(name);
    expect(rows.map(({ rowKey }) => rowKey)).toEqual([
      ...[0, 1, 2, 3].map((lane) => `run|fence|next|${lane}`),
      'run|latest',
    ]);
  });

  it('are one for the run row that answers close to each other need, and another once it is written', async () => {
    const store = storeOf(tableName());
    const { poll, snapshots } = store;
    const run = await claimed(poll, claimOf('cold', t0));
    expect(await requestsOf(store, () => Promise.all([1, 2, 3].map(() => snapshots.run())))).toBe(1);
    await run.renew(t2, run.runRecord.cursor);
    expect(await requestsOf(store, () => snapshots.run())).toBe(1);
    expect((await snapshots.run())?.busyUntil).toBe(t2);
  });

  it('are two for all jobs with what bears on health: one for the jobs, one for the events that wait', async () => {
    const store = storeOf(tableName());
    await create(await claimed(store.poll), [jobState()]);
    const survey = () => store.snapshots.survey(['quiet', 'open', 'removed', 'unwatched', 'unreadable']);
    expect(await requestsOf(store, survey)).toBe(2);
  });

  it('are two for a page of history whose events lie close together', async () => {
    const store = storeOf(tableName());
    const state = quarantinedState();
    const run = await claimed(store.poll);
    const events = Array.from({ length: 20 }, (_, n) => recordedEvent(state, n + 1));
    await run.record([change(state, { events })]);
    const page = { size: 10, after: undefined };
    const ask = () => store.snapshots.history(state.servicePrincipalId, state.jobId, page);
    expect((await ask()).items).toHaveLength(10);
    expect(await requestsOf(store, ask)).toBe(2);
  });
});

describe("A claim's date", () => {
  it('is the time of day of the service, in whole seconds', async () => {
    const { date = failed() } = await claimed(storeOf(tableName()).poll);
    expect(date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    expect(Math.abs(Date.parse(date) - Date.now())).toBeLessThan(60_000);
  });
});

describe('An absent table', () => {
  const calls: readonly [string, (store: TableStore) => Promise<unknown>, unknown][] = [
    ['claim', async ({ poll }) => (await claimed(poll)).runRecord.failures, []],
    ['run', ({ snapshots }) => snapshots.run(), undefined],
    ['job', ({ snapshots }) => snapshots.job(principal(1), 'scim.1'), undefined],
    ['unread', ({ snapshots }) => snapshots.unread(principal(1)), undefined],
    ['jobs', ({ snapshots }) => snapshots.jobs(['quiet'], wholePage), { items: [], next: undefined }],
    [
      'history',
      ({ snapshots }) => snapshots.history(principal(1), 'x', wholePage),
      { items: [], next: undefined },
    ],
    ['ended', ({ snapshots }) => snapshots.ended(t0), []],
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
    const claims = await Promise.all(
      [1, 2, 3, 4].map((n) => storeOf(name).poll.claim(claimOf(`run-${n}`, t0))),
    );
    expect(claims.filter((claim) => 'busyUntil' in claim)).toHaveLength(3);
  });
});

describe('Transactions of Table Storage', () => {
  const partitionKey = tenantId;
  const merge = (rowKey: string): TransactionAction => [
    'update',
    { partitionKey, rowKey },
    'Merge',
    { etag: '*' },
  ];

  it('that merge a row which is not there fail as a whole, with 404', async () => {
    const name = tableName();
    await storeOf(name).snapshots.run();
    const table = rawTable(name);
    for (const actions of [
      [['create', { partitionKey, rowKey: 'a' }], merge('fence')],
      [merge('fence'), ['create', { partitionKey, rowKey: 'a' }]],
    ] satisfies TransactionAction[][])
      await expect(table.submitTransaction(actions)).rejects.toMatchObject({
        statusCode: 404,
        code: 'ResourceNotFound',
      });
    expect(await rawRows(name)).toEqual([]);
  });

  it('do not disturb each other where each merges a row of its own, and leave its columns', async () => {
    const name = tableName();
    await storeOf(name).snapshots.run();
    const table = rawTable(name);
    const lanes = [0, 1, 2, 3].map((lane) => `fence|${lane}`);
    await table.submitTransaction(
      lanes.map((rowKey) => ['create', { partitionKey, rowKey, column: 'kept' }] satisfies TransactionAction),
    );
    const inLane = async (lane: string) => {
      for (let n = 0; n < 10; n++)
        await table.submitTransaction([['create', { partitionKey, rowKey: `${lane}|${n}` }], merge(lane)]);
    };
    await Promise.all(lanes.map(inLane));
    const rows = await rawRows(name);
    expect(rows).toHaveLength(44);
    expect(rows.filter(({ column }) => column === 'kept')).toHaveLength(4);
  });

  it('are answered in the order of their actions', async () => {
    const name = tableName();
    await storeOf(name).snapshots.run();
    const table = rawTable(name);
    await table.submitTransaction([
      ['create', { partitionKey, rowKey: 'a' }],
      ['create', { partitionKey, rowKey: 'b' }],
    ]);
    const { subResponses } = await table.submitTransaction([
      ['update', { partitionKey, rowKey: 'b' }, 'Replace', { etag: '*' }],
      ['create', { partitionKey, rowKey: 'c' }],
      ['delete', { partitionKey, rowKey: 'a' }],
      ['upsert', { partitionKey, rowKey: 'd' }, 'Replace'],
    ]);
    const etags = new Map((await rawRows(name)).map(({ rowKey, etag }) => [rowKey, etag]));
    expect(subResponses.map(({ etag }) => etag)).toEqual([
      etags.get('b'),
      etags.get('c'),
      undefined,
      etags.get('d'),
    ]);
  });
});

describe('A row that cannot be read', () => {
  const good = jobState({ servicePrincipalId: principal(1) });
  const bad = jobState({ servicePrincipalId: principal(2) });

  const tableWith = async (columns: Record<string, unknown>) => {
    const name = tableName();
    const store = storeOf(name);
    const run = await claimed(store.poll);
    await create(run, [good, bad]);
    const row = (await rawRows(name)).find(({ servicePrincipalId }) => servicePrincipalId === principal(2));
    const rowKey = row?.rowKey ?? failed();
    await rawTable(name).updateEntity({ partitionKey: tenantId, rowKey, ...columns }, 'Merge');
    return { name, run, store, rowKey };
  };

  it.each([
    ['was written by a newer version', { schemaVersion: 4 }, 'newer version (schemaVersion 4)'],
    ['has a column of another type', { sequence: 'x' }, 'sequence'],
    ['has a state that is none', { state: 'odd' }, 'state'],
    ['has a quarantine that is no JSON', { quarantine: '{' }, 'quarantine'],
  ])('because it %s is told, and never overwritten', async (_, columns, problem) => {
    const { name, run: poll, store, rowKey } = await tableWith(columns);
    const { snapshots } = store;

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
    expect((await snapshots.jobs(['quiet'], wholePage)).items).toEqual([good]);

    const before = await rawRows(name);
    const events = [recordedEvent(bad, 1)];
    expect(await poll.record([change(bad, { body: healthyJob(), events })])).toBe(0);
    const unwritten = change(bad);
    const version = await versionOf(poll, good);
    expect((await poll.refresh([change(good, { version }), unwritten])).conflicts).toEqual([unwritten]);
    const isBad = (row: { rowKey?: string }) => row.rowKey === rowKey;
    const after = await rawRows(name);
    expect(after.filter(isBad)).toEqual(before.filter(isBad));
    expect(after).toHaveLength(before.length);
  });

  it('because it was written by a newer version is told by the health of the store', async () => {
    const { store, rowKey } = await tableWith({ schemaVersion: 4 });
    const { damaged } = await store.snapshots.survey(['unreadable']);
    expect(damaged).toEqual([expect.objectContaining({ rowKey, problem: expect.stringContaining('newer') })]);
  });
});

describe('A page', () => {
  it('goes on behind the last job shown, even when that one is gone by then', async () => {
    const { poll: store, snapshots } = storeOf(tableName());
    const poll = await claimed(store);
    const removed = (n: number) =>
      removedState({ servicePrincipalId: principal(n), changedAt: n === 1 ? t0 : t2 });
    await create(poll, [0, 1, 2, 3].map(removed));
    const first = await snapshots.jobs(['removed'], { size: 2, after: undefined });
    const { jobs } = await poll.load();
    expect(await pruned(poll, t1, jobs.slice(1, 2))).toBe(1);

    const second = await snapshots.jobs(['removed'], { size: 2, after: first.next });
    expect(second.items).toEqual([removed(2), removed(3)]);
  });
});

describe('A service that is away', () => {
  it('is a StoreError within seconds, and no trouble once it is back', async () => {
    const own = await startTables();
    try {
      const { poll: store, snapshots } = createTableStore(
        { kind: 'connectionString', value: own.connectionString },
        noIdentity,
        tableName(),
        tenantId,
      );
      const poll = await claimed(store);
      const state = quarantinedState();
      await poll.record([change(state, { events: [recordedEvent(state, 1)] })]);
      const waiting = await allWaiting(poll);
      await own.stop();
      const startedAt = Date.now();

      const calls = [
        poll.load(),
        poll.reload(state),
        poll.record([change(state)]),
        poll.record([change({ ...state, jobId: 'c' }, { events: [recordedEvent(state, 2)] })]),
        poll
          .refresh([change(state), change({ ...state, jobId: 'b' })])
          .then(({ failed }) => Promise.reject(failed[0]?.error)),
        poll.acknowledge(waiting).then(([unforgotten]) => Promise.reject(unforgotten?.error)),
        poll.renew(t2, poll.runRecord.cursor),
        pruned(poll, t1),
        store.claim(claimOf('b', minute(9))),
        snapshots.run(),
        snapshots.jobs(['quiet'], wholePage),
        snapshots.survey(['quiet']),
      ];
      for (const outcome of await Promise.allSettled(calls)) {
        const reason: unknown = outcome.status === 'rejected' ? outcome.reason : 'no error';
        expect(reason).toBeInstanceOf(StoreError);
        expect(reason).toMatchObject({ code: 'StorageUnavailable' });
      }
      expect(Date.now() - startedAt).toBeLessThan(15_000);

      await own.start();
      expect((await poll.load()).jobs.map((job) => job.state)).toEqual([state]);
      await poll.finish(poll.runRecord);
      expect(await claimed(store, claimOf('b', t1))).toBeDefined();
    } finally {
      await own.close();
    }
  });
});

function failed(): never {
  throw new Error('the preparation of this test failed');
}
