import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTables, type Tables } from '../../../infra/local/tables/start-tables.ts';
import { RefusedWriteError, StoreError } from '../../../src/core/errors.ts';
import { createTableStore, type TableStore } from '../../../src/table/table-store.ts';
import { healthyJob } from '../../support/jobs.ts';
import { type Fate, type FaultyTables, type Seen, startFaultyTables } from './faulty-tables.ts';
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

const t0 = '2026-03-10T00:00:00.000Z';
const t1 = '2026-03-10T00:01:00.000Z';
const t2 = '2026-03-10T00:02:00.000Z';

let tables: Tables;
let faulty: FaultyTables;
let table: string;
let store: TableStore;
/** The same table without faults between. */
let other: TableStore;

beforeAll(async () => {
  tables = await startTables();
  faulty = await startFaultyTables(tables);
});

afterAll(async () => {
  await faulty?.close();
  await tables?.close();
});

beforeEach(async () => {
  table = tableName();
  faulty.fate = () => 'pass';
  store = createTableStore({ kind: 'connectionString', value: faulty.connectionString }, table, tenantId);
  other = createTableStore({ kind: 'connectionString', value: tables.connectionString }, table, tenantId);
  await other.poll.load();
});

/** What becomes of the first request that is of this kind; what follows passes. */
function first(isIt: (request: Seen) => boolean, fate: Fate): void {
  let done = false;
  faulty.fate = (request) => {
    if (done || !isIt(request)) return 'pass';
    done = true;
    return fate;
  };
}

const isTransaction = ({ path }: Seen) => path.startsWith('/$batch');
const isWrite = ({ method }: Seen) => method !== 'GET';

describe('A cut connection', () => {
  const state = quarantinedState();
  const withEvent = change(state, { body: healthyJob(), events: [recordedEvent(state, 1)] });

  it('before a transaction took effect is made good by sending it again', async () => {
    first(isTransaction, 'cutBefore');
    expect(await store.poll.record(withEvent)).toBe('written');
    expect(await allWaiting(other.poll)).toHaveLength(1);
  });

  it('after a transaction took effect is a conflict, and the row shows that it is done', async () => {
    first(isTransaction, 'cutAfter');
    expect(await store.poll.record(withEvent)).toBe('conflict');
    expect((await store.poll.reload(state))?.state).toEqual(state);
    expect(await allWaiting(store.poll)).toHaveLength(1);
  });

  it('after a refresh took effect is a conflict of each of its jobs, and none is lost', async () => {
    const states = [0, 1, 2].map((n) => jobState({ servicePrincipalId: principal(n) }));
    first(isTransaction, 'cutAfter');
    const changes = states.map((each) => change(each));
    expect(await store.poll.refresh(changes)).toEqual({ conflicts: changes, refused: [] });
    expect((await store.poll.load()).jobs.map((job) => job.state)).toEqual(states);
  });

  it('after an acknowledgement took effect is no error', async () => {
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
      first(isWrite, fate);
      expect(await store.poll.claim('a', t0, t1)).toBeDefined();
      expect(await store.snapshots.run()).toMatchObject({ busyWith: 'a', busyUntil: t1 });
      expect(await other.poll.claim('b', t0, t1)).toBeUndefined();
    },
  );

  it.each(['cutBefore', 'cutAfter'] as const)('%s any write of a run leaves no trace', async (fate) => {
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
    let left = 2;
    faulty.fate = () => (left-- > 0 ? busy : 'pass');
    const before = { sent: faulty.seen.length, counted: store.poll.transactions };
    await store.poll.load();
    expect(faulty.seen.length - before.sent).toBe(3);
    expect(store.poll.transactions - before.counted).toBe(3);
  });

  it('that stays busy is a StoreError', async () => {
    faulty.fate = () => busy;
    const outcome = store.poll.load();
    await expect(outcome).rejects.toThrow(StoreError);
    await expect(outcome).rejects.toMatchObject({ code: 'StorageBusy' });
  });
});

describe('An identity without a role', () => {
  const forbidden: Fate = { status: 403, code: 'AuthorizationPermissionMismatch' };

  it('is told which role, and on which table', async () => {
    faulty.fate = () => forbidden;
    const calls = [store.poll.load(), store.poll.record(change(jobState())), store.snapshots.run()];
    for (const outcome of await Promise.allSettled(calls)) {
      const reason: unknown = outcome.status === 'rejected' ? outcome.reason : 'no error';
      expect(reason).toMatchObject({ code: 'StorageForbidden' });
      expect(reason).not.toBeInstanceOf(RefusedWriteError);
      expect(String(reason)).toContain(table);
      expect(String(reason)).toContain('Storage Table Data Contributor');
    }
  });

  it('is told when it may not create the table', async () => {
    const absent = tableName();
    const value = faulty.connectionString;
    const { poll } = createTableStore({ kind: 'connectionString', value }, absent, tenantId);
    faulty.fate = ({ path }) => (path.startsWith('/Tables') ? forbidden : 'pass');
    await expect(poll.load()).rejects.toMatchObject({
      code: 'StorageForbidden',
      message: expect.stringMatching(
        new RegExp(`'${absent}' does not exist.*may not create.*Storage Table Data Contributor`),
      ),
    });
  });
});

describe('Something else than Table Storage at the address', () => {
  it('proves nothing by its 404: a job is not unknown', async () => {
    faulty.fate = () => ({ status: 404, code: 'NotHere' });
    await expect(store.poll.reload(jobState())).rejects.toMatchObject({ code: 'StorageUnavailable' });
    await expect(store.snapshots.run()).rejects.toMatchObject({ code: 'StorageUnavailable' });
    await expect(store.poll.record(change(jobState()))).rejects.toMatchObject({ code: 'StorageUnavailable' });
  });
});

describe('A write that the service refuses', () => {
  // Nothing cuts a job's id, which is what names it.
  const refused = jobState({ servicePrincipalId: principal(1), jobId: 'i'.repeat(40_000) });

  it('holds up no other', async () => {
    const states = [0, 2, 3].map((n) => jobState({ servicePrincipalId: principal(n) }));
    const bad = change(refused);
    const outcome = await store.poll.refresh([...states.map((state) => change(state)), bad]);
    expect(outcome).toEqual({
      conflicts: [],
      refused: [{ change: bad, error: expect.any(RefusedWriteError) }],
    });
    expect((await store.poll.load()).jobs.map(({ state }) => state)).toEqual(states);
  });

  it('is an error of that change alone, which says why', async () => {
    const outcome = store.poll.record(change(refused));
    await expect(outcome).rejects.toThrow(RefusedWriteError);
    await expect(outcome).rejects.toThrow('PropertyValueTooLarge');
  });
});

describe('History that another run prunes at the same time', () => {
  it('goes all the same', async () => {
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

describe('On the wire', () => {
  it('two events of a job with the largest body are one transaction of less than 4 MiB', async () => {
    const state = quarantinedState({ quarantine: { note: '"'.repeat(15_000) } });
    const body = { ...healthyJob(), text: 'x'.repeat(449_000) };
    const events = [recordedEvent(state, 1), recordedEvent(state, 2)].map(({ transition, event }) => ({
      transition,
      event: { ...event, body: new TextEncoder().encode(JSON.stringify({ text: '"'.repeat(24_000) })) },
    }));
    const sent = faulty.seen.length;
    expect(await store.poll.record(change(state, { body, events }))).toBe('written');
    const bytes = faulty.seen.slice(sent).map((request) => Buffer.byteLength(request.body));
    expect(bytes).toHaveLength(1);
    expect(bytes[0]).toBeLessThan(4 * 1024 * 1024);
    expect((await store.snapshots.job(state.servicePrincipalId, state.jobId))?.body).toEqual(body);
  });

  it('a change names the version that it rests on, and no column is a date', async () => {
    const state = quarantinedState();
    await create(store.poll, [state]);
    const version = await versionOf(store.poll, state);
    const sent = faulty.seen.length;
    await store.poll.record(
      change(
        { ...state, quarantine: { ...state.quarantine, currentBegan: '0001-01-01T00:00:00Z' } },
        { version, body: healthyJob(), events: [recordedEvent(state, 1)] },
      ),
    );
    const [transaction, ...more] = faulty.seen.slice(sent);
    expect(more).toEqual([]);
    expect(transaction?.body).toContain(`If-Match: ${version}`);
    expect(transaction?.body).toContain('0001-01-01T00:00:00Z');
    expect(transaction?.body).not.toContain('Edm.DateTime');
  });

  it('a poll asks for no bodies and no bytes of events', async () => {
    const state = quarantinedState();
    await store.poll.record(change(state, { body: healthyJob(), events: [recordedEvent(state, 1)] }));
    const sent = faulty.seen.length;
    await store.poll.load();
    const [query, ...more] = faulty.seen.slice(sent);
    expect(more).toEqual([]);
    const select = new URL(query?.path ?? '', 'http://x').searchParams.get('$select')?.split(',');
    expect(select).toContain('quarantine');
    for (const column of ['job', 'jobParts', 'body', 'message', 'event'])
      expect(select).not.toContain(column);
  });
});
