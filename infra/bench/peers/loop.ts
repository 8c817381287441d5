/** What people write today: Graph's own client, one GET and one upsert for each job. */
import { TableClient } from '@azure/data-tables';
import { ManagedIdentityCredential } from '@azure/identity';
import { Client } from '@microsoft/microsoft-graph-client';
import pMap from 'p-map';
import { given } from './given.ts';
import { servePeer } from './peer.ts';

const { graph, tables, tenantId, concurrency } = given();
const credential = new ManagedIdentityCredential();
const client = Client.initWithMiddleware({
  baseUrl: graph,
  customHosts: new Set([new URL(graph).hostname]),
  authProvider: {
    getAccessToken: async () => (await credential.getToken('https://graph.microsoft.com/.default')).token,
  },
});
const table = new TableClient(tables, 'BenchLoop', credential);
let isThere = false;

servePeer(async ({ jobs }) => {
  if (!isThere) await table.createTable();
  isThere = true;
  await pMap(
    jobs,
    async ([principal, id]) => {
      const job = await client
        .api(`/servicePrincipals/${principal}/synchronization/jobs/${encodeURIComponent(id)}`)
        .get();
      const row = { partitionKey: tenantId, rowKey: `${principal} ${id}` };
      await table.upsertEntity(
        { ...row, state: String(job.status?.code), job: JSON.stringify(job) },
        'Replace',
      );
    },
    { concurrency },
  );
  return { graphRequests: jobs.length, tableTransactions: jobs.length };
});
