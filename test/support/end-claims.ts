import { readFile } from 'node:fs/promises';
import { TableClient } from '@azure/data-tables';
import type { Cloud } from '../../infra/local/cloud.ts';

/**
 * The half minute is over for which runs that were killed claim to be at work: nothing happens in it that a test would see.
 * `crash-and-outage.test.ts` waits for it once.
 */
export async function endClaimsIn(table: TableClient): Promise<void> {
  const now = new Date().toISOString();
  const claims = table.listEntities({
    queryOptions: { filter: `RowKey eq 'run|latest' and busyUntil gt '${now}'` },
  });
  for await (const { partitionKey = '', rowKey = '' } of claims)
    await table.updateEntity({ partitionKey, rowKey, busyUntil: now }, 'Merge');
}

/** The same in the table of a cloud, which is reached by TLS. */
export async function endClaims(cloud: Cloud): Promise<void> {
  await endClaimsIn(await tableOf(cloud));
}

/** The end of the claim of a run of the home tenant, in milliseconds since 1970. @throws Error where none claims to be at work */
export async function claimedUntil(cloud: Cloud): Promise<number> {
  const table = await tableOf(cloud);
  const { busyUntil } = await table.getEntity<{ busyUntil?: string }>(cloud.tenantId, 'run|latest');
  if (!busyUntil) throw new Error('No run claims to be at work.');
  return Date.parse(busyUntil);
}

async function tableOf({ tables, caFile }: Cloud): Promise<TableClient> {
  const ca = await readFile(caFile, 'utf8');
  return TableClient.fromConnectionString(tables.connectionString, 'ProvisioningSnapshots', {
    tlsOptions: { ca },
  });
}
