/** A function app that reads one row and answers with it: what any answer out of the table costs at least. */
import { TableClient } from '@azure/data-tables';
import { app } from '@azure/functions';
import { ManagedIdentityCredential } from '@azure/identity';

const { SnapshotStorage__tableServiceUri = '', TENANT_ID = '' } = process.env;
const table = new TableClient(
  SnapshotStorage__tableServiceUri,
  'ProvisioningSnapshots',
  new ManagedIdentityCredential(),
);

app.http('bare', {
  route: 'bare/{rowKey}',
  methods: ['GET'],
  authLevel: 'function',
  async handler({ params }) {
    const row = await table.getEntity(TENANT_ID, params.rowKey ?? '');
    const body = JSON.stringify(row, (_name, value) => (typeof value === 'bigint' ? Number(value) : value));
    return { body, headers: { 'content-type': 'application/json' } };
  },
});
