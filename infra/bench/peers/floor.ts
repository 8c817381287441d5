/**
 * The least that the wire asks for: `$batch` posts by undici, as many at a time as the connector has, and the smallest number of table
 * requests: the run row, the rows' keys and versions, what has changed, the run row. What was read is dropped unparsed, and what has
 * changed is written four transactions at a time while Graph is asked.
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
const rowPool = new Pool(new URL(tables).origin, { connections: 1 });
const own = new TableClient(tables, 'BenchFloor', credential);
let [graphToken, tableToken] = ['', ''];

servePeer(async ({ principals, changed }) => {
  if (graphToken === '') {
    graphToken = (await credential.getToken('https://graph.microsoft.com/.default')).token;
    tableToken = (await credential.getToken('https://storage.azure.com/.default')).token;
    await own.createTable();
  }
  await rows.getEntity(tenantId, 'run|latest');
  const pages = await readRows();

  const batches = chunked(principals, 20);
  const transactions = chunked([...Array(changed).keys()], 100);
  await Promise.all([pMap(batches, ask, { concurrency }), pMap(transactions, write, { concurrency: 4 })]);

  await own.upsertEntity({ partitionKey: tenantId, rowKey: 'run' }, 'Replace');
  return { graphRequests: batches.length, tableTransactions: 2 + pages + transactions.length };
});

/** @returns how many pages there were */
async function readRows(): Promise<number> {
  const query = new URLSearchParams({
    $filter: `PartitionKey eq '${tenantId}' and RowKey ge 'latest|' and RowKey lt 'latest}'`,
    $select: 'RowKey',
  });
  for (let page = 1; ; page++) {
    const { statusCode, headers, body } = await rowPool.request({
      method: 'GET',
      path: `${new URL(tables).pathname}/ProvisioningSnapshots()?${query}`,
      headers: {
        authorization: `Bearer ${tableToken}`,
        accept: 'application/json;odata=nometadata',
        'x-ms-version': '2019-02-02',
      },
    });
    await body.dump({ limit: Number.MAX_SAFE_INTEGER });
    if (statusCode !== 200) throw new Error(`rows: ${statusCode}`);
    const [partition, row] = [
      headers['x-ms-continuation-nextpartitionkey'],
      headers['x-ms-continuation-nextrowkey'],
    ];
    if (partition === undefined) return page;
    query.set('NextPartitionKey', `${partition}`);
    query.set('NextRowKey', `${row}`);
  }
}

async function write(places: readonly number[]): Promise<void> {
  const actions = places.map((place): TransactionAction => {
    const row = { partitionKey: tenantId, rowKey: `${place}`, job: 'x'.repeat(2048) };
    return ['upsert', row, 'Replace'];
  });
  await own.submitTransaction(actions);
}

async function ask(principals: readonly string[]): Promise<void> {
  const requests = principals.map((id, place) => ({
    id: `${place}`,
    method: 'GET',
    url: `/servicePrincipals/${id}/synchronization/jobs`,
  }));
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/v1.0/$batch',
    headers: { authorization: `Bearer ${graphToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ requests }),
  });
  await body.dump({ limit: Number.MAX_SAFE_INTEGER });
  if (statusCode !== 200) throw new Error(`$batch: ${statusCode}`);
}

function chunked<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
