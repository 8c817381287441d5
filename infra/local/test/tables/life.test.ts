import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTables, type Tables } from '../../tables/start-tables.ts';
import { clientWithKey, createTable } from './table-client.ts';

const root = join(import.meta.dirname, '../../../..');
const startTablesModule = pathToFileURL(join(root, 'infra/local/tables/start-tables.ts')).href;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tables-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('A service', () => {
  let tables: Tables;
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables.close());

  test('goes away and comes back with what it had', async () => {
    const client = await createTable(tables, 'Away');
    await client.createEntity({ partitionKey: 'p', rowKey: 'r' });
    await tables.stop();
    await expect(client.getEntity('p', 'r')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await tables.start();
    expect(await client.getEntity('p', 'r')).toMatchObject({ rowKey: 'r' });
  });

  test('freezes: a request waits, and is served when it thaws', async () => {
    const client = await createTable(tables, 'Frozen');
    tables.freeze();
    const created = client.createEntity({ partitionKey: 'p', rowKey: 'r' });
    const first = await Promise.race([created.then(() => 'answered'), arrival(tables, '/Frozen')]);
    expect(first).toBe('waits');
    await tables.start();
    await created;
    expect(await client.getEntity('p', 'r')).toMatchObject({ rowKey: 'r' });
  });

  test('that is frozen can go away, and be closed', async () => {
    const own = await startTables();
    const client = await createTable(own, 'Frozen');
    for (const [rowKey, end] of [
      ['stopped', () => own.stop()],
      ['closed', () => own.close()],
    ] as const) {
      await own.start();
      own.freeze();
      const read = client.getEntity('p', rowKey);
      const outcome = expect(read).rejects.toMatchObject({ code: 'ECONNRESET' });
      await arrival(own, `/Frozen(PartitionKey='p',RowKey='${rowKey}')`);
      await end();
      await outcome;
    }
  });

  test('with a latency lets each request wait so long, and ends those that wait when it is closed', async () => {
    const quick = await startTables({ latencyMs: 5 });
    const client = await createTable(quick, 'Late');
    await client.createEntity({ partitionKey: 'p', rowKey: 'r' });
    expect(await client.getEntity('p', 'r')).toMatchObject({ rowKey: 'r' });
    await quick.close();

    const slow = await startTables({ latencyMs: 60 * 60_000 });
    const asked = clientWithKey(slow, 'Late').createTable();
    const outcome = expect(asked).rejects.toMatchObject({ code: 'ECONNRESET' });
    await arrival(slow, '/Tables');
    expect(slow.requests.map(({ status }) => status)).toEqual([0]);
    await slow.close();
    await outcome;
  });

  test('says that its port is taken', async () => {
    const port = Number(new URL(tables.url).port);
    await expect(startTables({ port })).rejects.toThrow('EADDRINUSE');
  });
});

test('a folder keeps the tables from one service to the next', async () => {
  const kept = join(folder, 'kept', 'deep');
  const first = await startTables({ folder: kept });
  const client = await createTable(first, 'Kept');
  await client.createEntity({ partitionKey: 'p', rowKey: 'r' });
  await first.close();
  await expect(client.getEntity('p', 'r')).rejects.toMatchObject({ code: 'ECONNREFUSED' });

  const second = await startTables({ folder: kept });
  expect(await clientWithKey(second, 'Kept').getEntity('p', 'r')).toMatchObject({ rowKey: 'r' });
  await second.close();
  expect(await readdir(kept)).toEqual(['tables.json']);
});

test('those that start after their process has died have another one, and the one that died with it says so', async () => {
  const script = `
    import { subscribe } from 'node:diagnostics_channel';
    import { once } from 'node:events';
    import { startTables } from '${startTablesModule}';
    const children = [];
    subscribe('child_process', ({ process }) => children.push(process));
    const first = await startTables();
    const child = children.find(({ spawnargs }) => spawnargs.some((each) => each.includes('child-entry')));
    child.kill('SIGKILL');
    await once(child, 'close');
    const second = await startTables();
    const { status } = await fetch(second.url);
    await second.close();
    const closed = await first.close().catch(({ message }) => message);
    console.log(JSON.stringify({ isAnswered: status > 0 && status !== 502, closed }));
  `;
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 120_000 });
  expect(JSON.parse(stdout)).toEqual({
    isAnswered: true,
    closed: expect.stringContaining('The table service ended by SIGKILL'),
  });
});

test('both of its ports end with its parent, even when that is killed, and no file is left', async () => {
  const script = `
    import { subscribe } from 'node:diagnostics_channel';
    import { startTables } from '${startTablesModule}';
    const { url } = await startTables();
    // The only client in this process is the way from the front to the tables.
    subscribe('net.client.socket', ({ socket }) => {
      socket.once('connect', () => console.log(new URL(url).port + ' ' + socket.remotePort));
    });
    console.log(url);
  `;
  const cwd = await mkdtemp(join(folder, 'empty-'));
  const tsx = import.meta.resolve('tsx');
  const parent = spawn(process.execPath, ['--import', tsx, '--input-type=module', '--eval', script], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: parent.stdout });
  const [url] = await once(lines, 'line');
  const ports = once(lines, 'line');
  await fetch(url);
  const [line] = await ports;
  const connections = String(line)
    .split(' ')
    .map((port) => connect(Number(port), '127.0.0.1'));
  await Promise.all(connections.map((connection) => once(connection, 'connect')));
  const closed = connections.map(
    (connection) =>
      new Promise((resolve) => {
        connection.on('close', resolve).on('error', () => {});
      }),
  );
  expect(closed).toHaveLength(2);
  parent.kill('SIGKILL');
  await Promise.all(closed);
  await expect(fetch(url)).rejects.toThrow();
  expect(await readdir(cwd)).toEqual([]);
});

/** Resolves when a request to the path has come in and is not answered. */
async function arrival(tables: Tables, path: string): Promise<'waits'> {
  await expect
    .poll(() => tables.requests.filter((one) => one.path.startsWith(path) && one.status === 0).length)
    .toBeGreaterThan(0);
  return 'waits';
}
