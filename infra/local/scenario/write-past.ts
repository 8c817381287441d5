import { readFile } from 'node:fs/promises';
import { TableClient } from '@azure/data-tables';
import type { Cloud } from '../cloud.ts';
import { pastRows } from './past.ts';
import type { Scenario } from './scenario.ts';

/** Rows of one transaction, at most. */
const rowsTogether = 100;

/** Writes the scenario's past into the table, as if the connector had been there for long. */
export async function writePast(
  { tables, tenantId, caFile }: Pick<Cloud, 'tables' | 'tenantId' | 'caFile'>,
  { applications, past = [] }: Scenario,
  tableName: string,
): Promise<void> {
  const rows = pastRows(tenantId, applications, past, Date.now());
  if (rows.length === 0) return;
  const table = TableClient.fromConnectionString(tables.connectionString, tableName, {
    tlsOptions: { ca: await readFile(caFile, 'utf8') },
  });
  await table.createTable();
  for (let start = 0; start < rows.length; start += rowsTogether)
    await table.submitTransaction(rows.slice(start, start + rowsTogether));
}
