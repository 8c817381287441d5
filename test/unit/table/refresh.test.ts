import { expect, test } from 'vitest';
import { StoreError } from '../../../src/core/errors.ts';
import { createStateStore } from '../../../src/table/state-store.ts';
import { change, jobState, tenantId } from '../../contract/state-store/job-changes.ts';
import { MemoryTable } from '../../support/memory-table.ts';

test('a transaction that fails says nothing of the others, which are all tried', async () => {
  const down = new StoreError('StorageBusy', 'busy');
  const table = new MemoryTable(tenantId);
  const transact = table.transact.bind(table);
  table.transact = async (actions) => {
    if (actions.some(([, { jobId }]) => jobId === 'job-000')) throw down;
    return await transact(actions);
  };
  const changes = Array.from({ length: 700 }, (_, n) =>
    change(jobState({ jobId: `job-${String(n).padStart(3, '0')}` })),
  );
  const { conflicts, refused, failed } = await createStateStore(table).refresh(changes);
  expect({ conflicts, refused }).toEqual({ conflicts: [], refused: [] });
  expect(failed).toEqual([{ changes: changes.slice(0, 100), error: down }]);
  expect(table.rows.size).toBe(600);
});
