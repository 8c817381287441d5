import type { TableClient } from '@azure/data-tables';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTables, type Tables } from '../../tables/start-tables.ts';
import { createTable } from './table-client.ts';

let tables: Tables;
let client: TableClient;

beforeAll(async () => {
  tables = await startTables();
  client = await createTable(tables, 'Faults');
});
afterEach(() => tables.faults.clear());
afterAll(() => tables.close());

let rows = 0;
const newRow = () => {
  rows += 1;
  return { partitionKey: 'p', rowKey: `r${rows}`, value: rows };
};
const exists = async ({ rowKey }: { rowKey: string }): Promise<boolean> => {
  const filter = `PartitionKey eq 'p' and RowKey eq '${rowKey}'`;
  for await (const _ of client.listEntities({ queryOptions: { filter } })) return true;
  return false;
};
const writes = { match: { method: 'POST' }, times: 1 };

describe('A refusal', () => {
  it.each([
    [503, undefined, 'ServerBusy'],
    [500, undefined, 'OperationTimedOut'],
    [403, undefined, 'AuthorizationFailure'],
    [403, 'AuthorizationPermissionMismatch', 'AuthorizationPermissionMismatch'],
    [404, 'TableNotFound', 'TableNotFound'],
  ])('with %i and code %s is the service’s: %s', async (status, given, code) => {
    tables.faults.add({ ...writes, status, ...(given !== undefined && { code: given }) });
    const row = newRow();
    await expect(client.createEntity(row)).rejects.toMatchObject({
      statusCode: status,
      details: {
        odataError: { code, message: { value: expect.stringMatching(/^.+\nRequestId:.+\nTime:.+Z$/) } },
      },
    });
    expect(await exists(row)).toBe(false);
  });

  it('of a transaction is one of the whole request', async () => {
    tables.faults.add({ ...writes, status: 503 });
    const outcome = client.submitTransaction([['create', newRow()]]);
    await expect(outcome).rejects.toMatchObject({ statusCode: 503, code: 'ServerBusy' });
  });

  it('carries the headers that it is given', async () => {
    tables.faults.add({ match: () => true, status: 503, headers: { 'retry-after': '7' } });
    const response = await fetch(`${tables.url}/Tables`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
  });

  it('with a status that has no usual code needs one, and a code needs a status', () => {
    expect(() => tables.faults.add({ ...writes, status: 418 })).toThrow('needs a code');
    expect(() => tables.faults.add({ ...writes, code: 'ServerBusy' })).toThrow('needs a status');
  });
});

describe('A cut', () => {
  it('before leaves nothing, one after leaves the row', async () => {
    for (const [cut, is] of [
      ['before', false],
      ['after', true],
    ] as const) {
      tables.faults.add({ ...writes, cut });
      const row = newRow();
      await expect(client.createEntity(row)).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(await exists(row)).toBe(is);
    }
  });
});

describe('A malformed answer', () => {
  it('is half of the true one', async () => {
    const row = newRow();
    await client.createEntity(row);
    tables.faults.add({ match: { method: 'GET' }, malformed: true, times: 1 });
    await expect(client.getEntity('p', row.rowKey)).rejects.toThrow(/JSON/);
    expect(await client.getEntity('p', row.rowKey)).toMatchObject({ value: row.value });
  });
});

describe('A request that is held', () => {
  it('takes effect when it is let go, and others pass meanwhile', async () => {
    const row = newRow();
    let letGo = () => {};
    const isHeld = new Promise<void>((held) => {
      const gate = new Promise<void>((open) => {
        letGo = open;
      });
      tables.faults.add({
        ...writes,
        hold: () => {
          held();
          return gate;
        },
      });
    });
    const created = client.createEntity(row);
    await isHeld;
    expect(await exists(row)).toBe(false);
    letGo();
    await created;
    expect(await exists(row)).toBe(true);
  });

  it('or delayed ends with the service', async () => {
    const own = await startTables();
    const table = await createTable(own, 'Own');
    own.faults.add({ match: { path: /held/ }, hold: () => new Promise(() => {}) });
    own.faults.add({ match: { path: /delayed/ }, delayMs: 60_000 });
    const reads = ['held', 'delayed'].map((rowKey) => table.getEntity('p', rowKey));
    const outcomes = Promise.allSettled(reads);
    await expect.poll(() => own.requests.length).toBe(3);
    await own.close();
    const reset = { status: 'rejected', reason: expect.objectContaining({ code: 'ECONNRESET' }) };
    expect(await outcomes).toEqual([reset, reset]);
  });
});

describe('A delay', () => {
  it('delays', async () => {
    tables.faults.add({ ...writes, delayMs: 50 });
    const before = performance.now();
    await client.createEntity(newRow());
    expect(performance.now() - before).toBeGreaterThan(45);
  });
});

describe('A fault', () => {
  it('meets what it matches by method, path and body, the first one alone, until it is taken back', async () => {
    const row = newRow();
    tables.faults.add({ match: { method: 'PUT' }, status: 503 });
    tables.faults.add({ match: { path: /^\/Other/ }, status: 503 });
    tables.faults.add({ match: { body: /nobody sends this/g }, status: 503 });
    await client.createEntity(row);
    const takeBack = tables.faults.add({ match: { path: /^\/Faults/g, body: /r\d+/g }, status: 403 });
    tables.faults.add({ match: ({ body }) => body.includes(row.rowKey), status: 500 });
    for (let again = 0; again < 2; again += 1)
      await expect(client.createEntity(row)).rejects.toMatchObject({ statusCode: 403 });
    takeBack();
    await expect(client.createEntity(row)).rejects.toMatchObject({ statusCode: 500 });
    tables.faults.clear();
    await expect(client.createEntity(row)).rejects.toMatchObject({ statusCode: 409 });
  });

  it('with times meets so many requests', async () => {
    tables.faults.add({ match: () => true, times: 2, status: 503 });
    const statuses: number[] = [];
    for (let each = 0; each < 3; each += 1) statuses.push((await fetch(`${tables.url}/Tables`)).status);
    expect(statuses).toEqual([503, 503, 403]);
  });
});

describe('The record of requests', () => {
  it('tells what came in and what became of it', async () => {
    const from = tables.requests.length;
    const row = newRow();
    await client.createEntity(row);
    tables.faults.add({ match: () => true, times: 1, cut: 'after' });
    await expect(client.deleteEntity('p', row.rowKey)).rejects.toThrow();
    tables.faults.add({ match: () => true, times: 1, status: 503 });
    await expect(client.deleteEntity('p', row.rowKey)).rejects.toThrow();
    expect(tables.requests.slice(from)).toEqual([
      expect.objectContaining({ method: 'POST', path: '/Faults', status: 204 }),
      expect.objectContaining({ path: `/Faults(PartitionKey='p',RowKey='${row.rowKey}')`, status: 0 }),
      expect.objectContaining({ method: 'DELETE', status: 503, body: '' }),
    ]);
    expect(tables.requests[from]?.body).toContain(`"RowKey":"${row.rowKey}"`);
    expect(tables.requests[from]?.headers).toHaveProperty('x-ms-version');
  });
});
