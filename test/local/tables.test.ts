import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Certificate, createCertificate } from '../../infra/local/certificate.ts';
import { type Identity, startIdentity } from '../../infra/local/identity/start-identity.ts';
import { startTables, type Tables } from '../../infra/local/tables/start-tables.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
let certificate: Certificate;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tables-'));
  certificate = await createCertificate(folder);
});

afterAll(() => rm(folder, { recursive: true }));

function clientOptions(): TableServiceClientOptions {
  return {
    tlsOptions: { ca: certificate.cert },
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  };
}

function clientWithKey(tables: Tables, table: string): TableClient {
  return TableClient.fromConnectionString(tables.connectionString, table, clientOptions());
}

describe('over TLS', () => {
  let identity: Identity;
  let tables: Tables;

  beforeAll(async () => {
    identity = await startIdentity({ tenantId: '11111111-2222-3333-4444-555555555555' });
    vi.stubEnv('IDENTITY_ENDPOINT', identity.endpoint);
    vi.stubEnv('IDENTITY_HEADER', identity.header);
    tables = await startTables({ certificate });
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all([identity.close(), tables.close()]);
  });

  test('a managed identity reads and writes', async () => {
    const client = new TableClient(tables.url, 'Identity', new ManagedIdentityCredential(), clientOptions());
    await client.createTable();
    await client.createEntity({ partitionKey: 'p', rowKey: 'r', value: 1 });
    expect(await client.getEntity('p', 'r')).toMatchObject({ value: 1 });
  });

  test('a token for something else is refused', async () => {
    const managed = new ManagedIdentityCredential();
    const wrong: TokenCredential = {
      getToken: () => managed.getToken('https://servicebus.azure.net/.default'),
    };
    const client = new TableClient(tables.url, 'Refused', wrong, clientOptions());
    await expect(client.createTable()).rejects.toMatchObject({ statusCode: 403 });
  });

  test('the key of the account opens it too', async () => {
    const client = clientWithKey(tables, 'Key');
    await client.createTable();
    await expect(client.getEntity('p', 'r')).rejects.toMatchObject({ statusCode: 404 });
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
    expect(await run({ NODE_EXTRA_CA_CERTS: certificate.caFile })).toBe('400\n400\n');
    expect(await run({})).toBe('DEPTH_ZERO_SELF_SIGNED_CERT\nDEPTH_ZERO_SELF_SIGNED_CERT\n');
  });

  test('it goes away and comes back with what it had', async () => {
    const client = clientWithKey(tables, 'Away');
    await client.createTable();
    await client.createEntity({ partitionKey: 'p', rowKey: 'r' });
    await tables.stop();
    await expect(client.getEntity('p', 'r')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await tables.start();
    expect(await client.getEntity('p', 'r')).toMatchObject({ rowKey: 'r' });
  });

  // What the real service does at exactly a full page is not known; code must take either.
  test('a full page has no continuation when nothing follows', async () => {
    const client = clientWithKey(tables, 'Page');
    await client.createTable();
    for (let hundred = 0; hundred < 10; hundred += 1) {
      await client.submitTransaction(
        Array.from({ length: 100 }, (_, index) => [
          'create',
          { partitionKey: 'p', rowKey: `r${hundred}${String(index).padStart(2, '0')}` },
        ]),
      );
    }
    const pages = async () => {
      const filter = `PartitionKey eq 'p' and RowKey ge 'r' and RowKey lt 's'`;
      const sizes: number[] = [];
      const paged = client.listEntities({ queryOptions: { filter } }).byPage({ maxPageSize: 1000 });
      for await (const page of paged) sizes.push(page.length);
      return sizes;
    };
    expect(await pages()).toEqual([1000]);
    await client.createEntity({ partitionKey: 'p', rowKey: 'rz' });
    expect(await pages()).toEqual([1000, 1]);
  });
});

test('over plain HTTP the key opens it', async () => {
  const tables = await startTables();
  const client = clientWithKey(tables, 'Plain');
  await client.createTable();
  await client.createEntity({ partitionKey: 'p', rowKey: 'r' });
  expect(await client.getEntity('p', 'r')).toMatchObject({ rowKey: 'r' });
  await tables.close();
});

test('a folder keeps the tables from one service to the next', async () => {
  const kept = join(folder, 'kept', 'deep');
  const first = await startTables({ folder: kept });
  const client = clientWithKey(first, 'Kept');
  await client.createTable();
  await client.createEntity({ partitionKey: 'p', rowKey: 'r' });
  await first.close();
  await expect(client.getEntity('p', 'r')).rejects.toMatchObject({ code: 'ECONNREFUSED' });

  const second = await startTables({ folder: kept });
  expect(await clientWithKey(second, 'Kept').getEntity('p', 'r')).toMatchObject({ rowKey: 'r' });
  await second.close();
  expect(await readdir(kept)).toEqual(['tables.json']);
});

test('a port that is taken is said', async () => {
  const tables = await startTables();
  const port = Number(new URL(tables.url).port);
  await expect(startTables({ port })).rejects.toThrow('EADDRINUSE');
  await tables.close();
});

test('it ends with its parent, even when that is killed, and leaves no file', async () => {
  const script = `
    import { startTables } from '${pathToFileURL(join(root, 'infra/local/tables/start-tables.ts'))}';
    console.log((await startTables()).url);
  `;
  const cwd = await mkdtemp(join(folder, 'empty-'));
  const tsx = import.meta.resolve('tsx');
  const parent = spawn(process.execPath, ['--import', tsx, '--input-type=module', '--eval', script], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: parent.stdout }), 'line');
  const connection = connect(Number(new URL(url).port), '127.0.0.1');
  await once(connection, 'connect');
  connection.on('error', () => {});
  parent.kill('SIGKILL');
  await once(connection, 'close');
  await expect(fetch(url)).rejects.toThrow();
  expect(await readdir(cwd)).toEqual([]);
});
