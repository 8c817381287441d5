/**
 * The least that the wire asks for: `$batch` posts by undici, as many at a time as the connector has, their bodies read and
 * dropped, and the smallest number of table requests: the run row, the rows, what has changed, the run row.
 */
import { TableClient, type TransactionAction } from '@azure/data-tables';
import { ManagedIdentityCredential } from '@azure/identity';
import pMap from 'p-map';
import { Pool } from 'undici';
import { given } from './given.ts';
import { servePeer } from './peer.ts';

const { graph, tables, tenantId, concurrency } = given();
const credential = new ManagedIdentityCredential();
const pool = new Pool(graph, { connections: concurrency });
const rows = new TableClient(tables, 'ProvisioningSnapshots', credential);
const own = new TableClient(tables, 'BenchFloor', credential);
let token = '';

servePeer(async ({ principals, changed }) => {
  if (token === '') {
    token = (await credential.getToken('https://graph.microsoft.com/.default')).token;
    await own.createTable();
  }
  let tableTransactions = 2;
  const where = `PartitionKey eq '${tenantId}' and RowKey ge 'latest|' and RowKey lt 'latest}'`;
  await rows.getEntity(tenantId, 'run|latest');
  for await (const _ of rows.listEntities({ queryOptions: { filter: where } }).byPage()) tableTransactions++;

  const batches = chunked(principals, 20);
  await pMap(batches, ask, { concurrency });

  for (const places of chunked([...Array(changed).keys()], 100)) {
    const actions = places.map((place): TransactionAction => {
      const row = { partitionKey: tenantId, rowKey: `${place}`, job: 'x'.repeat(2048) };
      return ['upsert', row, 'Replace'];
    });
    await own.submitTransaction(actions);
    tableTransactions++;
  }
  await own.upsertEntity({ partitionKey: tenantId, rowKey: 'run' }, 'Replace');
  return { graphRequests: batches.length, tableTransactions };
});

async function ask(principals: readonly string[]): Promise<void> {
  const requests = principals.map((id, place) => ({
    id: `${place}`,
    method: 'GET',
    url: `/servicePrincipals/${id}/synchronization/jobs`,
  }));
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/v1.0/$batch',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ requests }),
  });
  await body.dump({ limit: Number.MAX_SAFE_INTEGER });
  if (statusCode !== 200) throw new Error(`$batch: ${statusCode}`);
}

function chunked<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
