import { expect, test } from 'vitest';
import { StoreError } from '../../../src/core/errors.ts';
import { createStateStore } from '../../../src/table/store.ts';
import {
  change,
  claimed,
  jobState,
  tenantId,
  unreadChange,
  unreadPrincipal,
} from '../../contract/state-store/job-changes.ts';
import { MemoryTable } from '../../support/memory-table.ts';

const changes = Array.from({ length: 700 }, (_, n) =>
  change(jobState({ jobId: `job-${String(n).padStart(3, '0')}` })),
);

test('a transaction that fails says nothing of the others, which are all tried', async () => {
  const down = new StoreError('StorageBusy', 'busy');
  const table = new MemoryTable(tenantId);
  const run = await claimed(createStateStore(table));
  const transact = table.transact.bind(table);
  table.transact = async (actions) => {
    if (actions.some(([, { jobId }]) => jobId === 'job-000')) throw down;
    return await transact(actions);
  };
  const { conflicts, refused, failed } = await run.refresh(changes);
  expect({ conflicts, refused }).toEqual({ conflicts: [], refused: [] });
  expect(failed).toEqual([{ changes: changes.slice(0, 99), error: down }]);
  expect((await run.load()).jobs).toHaveLength(601);
});

test('four transactions are in flight at once, each in a lane of its own', async () => {
  const table = new MemoryTable(tenantId);
  const run = await claimed(createStateStore(table));
  const transact = table.transact.bind(table);
  const inFlight = new Set<string>();
  let most = 0;
  table.transact = async (actions) => {
    const lane = String(actions.at(-1)?.[1].rowKey);
    expect(lane).toMatch(/^run\|fence\|run-1\|\d$/);
    expect(inFlight.has(lane)).toBe(false);
    inFlight.add(lane);
    most = Math.max(most, inFlight.size);
    await new Promise((resolve) => setImmediate(resolve));
    inFlight.delete(lane);
    return await transact(actions);
  };
  await Promise.all([
    run.refresh(changes),
    ...[1, 2, 3, 4, 5].map((n) => run.record([change(jobState({ jobId: `${n}` }))])),
  ]);
  expect(most).toBe(4);
  expect((await run.load()).jobs).toHaveLength(705);
});

test('what was never read is forgotten in the transaction that writes its jobs', async () => {
  const table = new MemoryTable(tenantId);
  const run = await claimed(createStateStore(table));
  await run.refresh([unreadChange(unreadPrincipal(1))]);
  const [stored] = (await run.load()).unread;
  if (!stored) throw new Error('one was never read');
  const before = table.requests;
  const { servicePrincipalId } = stored.unread;
  await run.refresh([
    change(jobState({ servicePrincipalId })),
    { kind: 'unread', servicePrincipalId, version: stored.version, next: undefined },
  ]);
  expect(table.requests - before).toBe(1);
});
