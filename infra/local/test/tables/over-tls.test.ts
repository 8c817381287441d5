import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { TableClient } from '@azure/data-tables';
import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { useCertificate } from '../../../../test/support/use-certificate.ts';
import { type Identity, startIdentity } from '../../identity/start-identity.ts';
import { startTables, type Tables } from '../../tables/start-tables.ts';
import { clientOptions, clientWithKey } from './table-client.ts';

const certificate = useCertificate();
let identity: Identity;
let tables: Tables;

beforeAll(async () => {
  identity = await startIdentity({ tenantId: '11111111-2222-3333-4444-555555555555' });
  vi.stubEnv('IDENTITY_ENDPOINT', identity.endpoint);
  vi.stubEnv('IDENTITY_HEADER', identity.header);
  tables = await startTables({ certificate: certificate() });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([identity.close(), tables.close()]);
});

/** A client that asks for tokens of this resource, whatever the SDK asks for. */
function clientFor(resource: string, table: string): TableClient {
  const managed = new ManagedIdentityCredential();
  const credential: TokenCredential = { getToken: () => managed.getToken(`${resource}/.default`) };
  return new TableClient(tables.url, table, credential, clientOptions(certificate().cert));
}

test('a managed identity reads and writes', async () => {
  const credential = new ManagedIdentityCredential();
  const client = new TableClient(tables.url, 'Identity', credential, clientOptions(certificate().cert));
  await client.createTable();
  await client.createEntity({ partitionKey: 'p', rowKey: 'r', value: 1 });
  expect(await client.getEntity('p', 'r')).toMatchObject({ value: 1 });
});

test('a token for the account alone opens it, one for another account does not', async () => {
  await clientFor('https://devstoreaccount1.table.core.windows.net', 'Own').createTable();
  const other = clientFor('https://another.table.core.windows.net', 'Other');
  await expect(other.createTable()).rejects.toMatchObject({ statusCode: 403 });
});

test('a token for something else is refused', async () => {
  const client = clientFor('https://servicebus.azure.net', 'Refused');
  await expect(client.createTable()).rejects.toMatchObject({ statusCode: 403 });
});

test('the key of the account opens it too', async () => {
  const client = clientWithKey(tables, 'Key', certificate().cert);
  await client.createTable();
  await expect(client.getEntity('p', 'r')).rejects.toMatchObject({ statusCode: 404 });
});

test('over plain HTTP no token is accepted, whatever a client says of its connection', async () => {
  const plain = await startTables();
  try {
    const { token } = await new ManagedIdentityCredential().getToken('https://storage.azure.com/.default');
    const headers = {
      authorization: `Bearer ${token}`,
      'x-forwarded-proto': 'https',
      'x-ms-version': '2021-12-02',
    };
    const response = await fetch(`${plain.url}/Tables`, { headers });
    expect(response.status).toBe(403);
  } finally {
    await plain.close();
  }
});

test('a process that trusts the certificate reaches it by both names', async () => {
  const names = [tables.url, tables.url.replace('127.0.0.1', 'localhost')];
  const script = `
    for (const url of ${JSON.stringify(names)}) {
      const outcome = await fetch(url).then(({ status }) => status, ({ cause }) => cause.code);
      console.log(outcome);
    }
  `;
  const run = (env: NodeJS.ProcessEnv) => {
    const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { env, stdio });
    return text(child.stdout);
  };
  expect(await run({ NODE_EXTRA_CA_CERTS: certificate().caFile })).toBe('400\n400\n');
  expect(await run({})).toBe('DEPTH_ZERO_SELF_SIGNED_CERT\nDEPTH_ZERO_SELF_SIGNED_CERT\n');
});
