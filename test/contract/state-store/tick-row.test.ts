import { describe, expect, test } from 'vitest';
import type { Row } from '../../../src/table/columns.ts';
import { storeOn } from '../../../src/table/store.ts';
import { MemoryTable } from '../../support/memory-table.ts';
import { claimed, tableName, tenantId } from './job-changes.ts';
import { useTables } from './use-tables.ts';

const { storeOf, rawTable } = useTables();
const tenants = [tenantId];
const first = { at: '2026-03-10T08:05:00.000Z', next: '2026-03-10T08:10:00.000Z' };
const second = { at: '2026-03-10T08:10:00.000Z', next: '2026-03-10T08:15:00.000Z' };

function inMemory() {
  const table = new MemoryTable(tenantId);
  return {
    store: () => storeOn(table),
    put: async (row: Row) => void (await table.transact([['upsert', row, 'Replace']])),
  };
}

function inService() {
  const name = tableName();
  return {
    store: () => storeOf(name),
    put: async (row: Row) => void (await rawTable(name).upsertEntity(row, 'Replace')),
  };
}

describe.each([
  { where: 'a table in memory', make: inMemory },
  { where: 'Table Storage', make: inService },
])('the last tick in $where', ({ make }) => {
  test('is unknown before the first one', async () => {
    expect(await make().store().ticks.lastTick()).toBeUndefined();
  });

  test('is the one that was noted last, for every process', async () => {
    const { store } = make();
    await store().ticks.noteTick(first, tenants);
    expect(await store().ticks.lastTick()).toMatchObject(first);
    await store().ticks.noteTick(second, tenants);
    // A tick that is tried again is noted again.
    await store().ticks.noteTick(second, tenants);
    expect(await store().ticks.lastTick()).toMatchObject(second);
  });

  test('says since when ticks are for the same tenants', async () => {
    const { store } = make();
    await store().ticks.noteTick(first, tenants);
    await store().ticks.noteTick(second, tenants);
    expect(await store().ticks.lastTick()).toEqual({ ...second, since: first.at });
    await store().ticks.noteTick(second, [...tenants, 'another']);
    expect(await store().ticks.lastTick()).toEqual({ ...second, since: second.at });
  });

  test.each([
    ['damaged', { tick: 'soon', next: second.next }],
    ['half there', { tick: second.at }],
    ['upside down', { tick: second.next, next: second.at }],
    ['of other kinds', { tick: 7, next: true }],
  ])('is unknown where its row is %s, and the next one mends it', async (_, columns) => {
    const { store, put } = make();
    await store().ticks.noteTick(first, tenants);
    await put({ partitionKey: tenantId, rowKey: 'run|tick', ...columns });
    expect(await store().ticks.lastTick()).toBeUndefined();
    await store().ticks.noteTick(second, tenants);
    expect(await store().ticks.lastTick()).toMatchObject(second);
  });

  test('is in no run’s way', async () => {
    const { store } = make();
    await store().ticks.noteTick(first, tenants);
    const { poll, snapshots, ticks } = store();
    const run = await claimed(poll);
    expect(await run.load()).toEqual({ jobs: [], unread: [], damaged: [], waiting: 0 });
    await ticks.noteTick(second, tenants);
    await run.finish(run.runRecord);
    expect(await snapshots.survey(['open', 'quiet', 'unreadable'])).toMatchObject({ jobs: [], damaged: [] });
    expect(await ticks.lastTick()).toMatchObject(second);
  });
});
