import { expect, test } from 'vitest';
import { TakenOverError } from '../../../src/core/errors.ts';
import { createStateStore } from '../../../src/table/store.ts';
import {
  allWaiting,
  arrival,
  change,
  claimed,
  claimOf,
  minute,
  quarantinedState,
  recordedEvent,
  tenantId,
} from '../../contract/state-store/job-changes.ts';
import { MemoryTable } from '../../support/memory-table.ts';

/** A table that remembers how it was, as a copy of an account does. */
function tableWithCopy() {
  const table = new MemoryTable(tenantId);
  let copy = new Map(table.rows);
  return {
    table,
    keep: () => {
      copy = new Map(table.rows);
    },
    setBack: () => {
      table.rows.clear();
      for (const [key, row] of copy) table.rows.set(key, row);
    },
  };
}

test('a table that is set back under a living process begins a new epoch', async () => {
  const { table, keep, setBack } = tableWithCopy();
  const store = createStateStore(table);
  const poll = async (n: number) => {
    const run = await claimed(store, claimOf(`run-${n}`, minute(n)));
    await run.finish({ ...run.runRecord, lastStartedAt: minute(n), lastEndedAt: minute(n) });
    return run.runRecord;
  };
  const first = await poll(0);
  keep();
  await poll(1);
  await poll(2);
  setBack();
  const next = await poll(3);
  expect(next.runs).toBe(4);
  expect(next.epoch).toBeGreaterThan(first.epoch);
  // From then on the row is the process's own again.
  expect((await poll(4)).epoch).toBe(next.epoch);
});

test('a run under which the table is set back to before its claim is not the one that may write', async () => {
  const { table, keep, setBack } = tableWithCopy();
  const store = createStateStore(table);
  const first = await claimed(store, claimOf('first', minute(0)));
  await first.finish(first.runRecord);
  keep();
  const run = await claimed(store, claimOf('run', minute(1)));
  setBack();
  await expect(run.record([change(quarantinedState())])).rejects.toThrow(TakenOverError);
});

test('the rows of a run that was killed go where its run row is lost too', async () => {
  const table = new MemoryTable(tenantId);
  const killed = await claimed(createStateStore(table), claimOf('killed', minute(0)));
  table.rows.delete('run|latest');
  const run = await claimed(createStateStore(table), claimOf('next', minute(0)));
  await expect(killed.record([change(quarantinedState())])).rejects.toThrow(TakenOverError);
  expect(await run.record([change(quarantinedState())])).toBe(1);
});

test('a run whose fence is deleted ends, though the run row is still its own', async () => {
  const table = new MemoryTable(tenantId);
  const run = await claimed(createStateStore(table), claimOf('run', minute(0)));
  for (const key of [...table.rows.keys()]) if (key.startsWith('run|fence|')) table.rows.delete(key);
  await expect(run.finish(run.runRecord)).rejects.toThrow(TakenOverError);
});

test('a run leaves nothing behind but its row', async () => {
  const table = new MemoryTable(tenantId);
  const run = await claimed(createStateStore(table), claimOf('run', minute(0)));
  await run.finish(run.runRecord);
  expect([...table.rows.keys()]).toEqual(['run|latest']);
});

test('a run row of a version that knew neither the first run nor what was watched is read, and its discovery is of something else', async () => {
  const table = new MemoryTable(tenantId);
  const first = await claimed(createStateStore(table), claimOf('first', minute(0)));
  await first.finish({
    ...first.runRecord,
    scope: 'the tenant',
    discoveredAt: minute(0),
    coveredSince: minute(0),
  });
  const row = table.rows.get('run|latest');
  if (!row) throw new Error('no run row');
  const { firstStartedAt: _, scope: __, ...older } = row;
  table.rows.set('run|latest', older);
  const next = await claimed(createStateStore(table), claimOf('next', minute(1)));
  expect(next.runRecord).toMatchObject({
    runs: 2,
    coveredSince: minute(0),
    firstStartedAt: minute(1),
    scope: '',
    discoveredAt: minute(0),
  });
});

test("a claim's date is the service's, cut to seconds, or none where it does not say", async () => {
  const claim = claimOf('run', minute(0));
  expect((await claimed(createStateStore(new MemoryTable(tenantId)), claim)).date).toBeUndefined();
  const table = new MemoryTable(tenantId, () => '2026-03-10T12:00:07.999Z');
  expect((await claimed(createStateStore(table), claim)).date).toBe('2026-03-10T12:00:07.000Z');
});

test('the feed remembers the last number that it pruned', async () => {
  const table = new MemoryTable(tenantId);
  const run = await claimed(createStateStore(table), claimOf('run', minute(0)));
  const state = quarantinedState();
  await run.record([change(state, { events: [1, 2, 3].map((n) => recordedEvent(state, n)) })]);
  await run.acknowledge(await allWaiting(run));
  await run.prune(arrival(3), [], 100, new AbortController().signal);
  expect(table.rows.get('run|feed')).toMatchObject({
    last: BigInt(Date.parse(arrival(3))),
    prunedThrough: BigInt(Date.parse(arrival(2))),
  });
});
