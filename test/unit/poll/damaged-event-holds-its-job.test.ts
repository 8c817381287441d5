import { expect, test } from 'vitest';
import { PublishError } from '../../../src/core/errors.ts';
import { eventRowKey, numberOf, outboxRowKey, outboxRows } from '../../../src/table/keys.ts';
import { quarantinedJob, series1, series2 } from '../../support/jobs.ts';
import type { MemoryTable } from '../../support/memory-table.ts';
import { TenantRig } from '../../support/tenant-rig.ts';

/** More events than are read together. */
const others = 510;

/** Copies of a waiting event, each of another service principal, behind it in the outbox. */
function multiply(table: MemoryTable, number: number): void {
  for (let n = 1; n < others; n++) {
    for (const keyOf of [outboxRowKey, eventRowKey]) {
      const row = table.rows.get(keyOf(number));
      if (!row) throw new Error(`there is no event ${number}`);
      const rowKey = keyOf(number + n);
      table.rows.set(rowKey, { ...row, rowKey, servicePrincipalId: `sq-${n}` });
    }
  }
}

test('what follows an event that cannot be read waits, also in later pages, and all others are sent', async () => {
  const rig = new TenantRig();
  rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'later');
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  rig.source.set('sq-0', [quarantinedJob(series1)]);
  await rig.poll();
  const { table } = rig.store;
  const waiting = () => table.rows.keysBetween(outboxRows.from, outboxRows.to);
  const [first = '', second = ''] = waiting();
  multiply(table, numberOf(second) ?? 0);
  rig.source.set('sp-0', [quarantinedJob(series2)]);
  await rig.poll();
  const ofJob = waiting().filter((key) => table.rows.get(key)?.servicePrincipalId === 'sp-0');
  expect(ofJob.map((key) => waiting().indexOf(key))).toEqual([0, others + 1, others + 2]);
  const row = table.rows.get(first);
  if (!row) throw new Error('nothing waits');
  table.rows.set(first, { ...row, recordedAt: 'never' });

  rig.publisher.refuse = () => undefined;
  const { failures } = await rig.poll();
  expect(rig.sent.filter(({ data }) => data.servicePrincipalId === 'sp-0')).toEqual([]);
  expect(rig.sent).toHaveLength(others);
  expect(waiting()).toEqual(ofJob);
  expect(failures).toMatchObject([{ about: `row ${first}`, cause: 'damagedRow', count: 1 }]);
});
