import { TableClient } from '@azure/data-tables';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTables, type TableRequest, type Tables } from '../../../infra/local/tables/start-tables.ts';

let tables: Tables;
let client: TableClient;

beforeAll(async () => {
  tables = await startTables();
  client = TableClient.fromConnectionString(tables.connectionString, 'Limits', {
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
  await client.createTable();
});

afterAll(() => tables.close());

const key = (rowKey: string) => ({ partitionKey: 'p', rowKey });
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 1]));
const year1 = new Date('0001-01-01T00:00:00Z');
const long = 'x'.repeat(30_000);
/** 17 properties of 60,000 bytes and a little more: under a mebibyte, and with one more over it. */
const large = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`q${index}`, long]));

describe('What the service refuses and Azurite takes', () => {
  it.each([
    ['a date before 1601', { at: year1 }, 'OutOfRangeInput'],
    ['more than 252 properties', many(253), 'TooManyProperties'],
    ['an entity over 1 MiB, two bytes a character', large(18), 'EntityTooLarge'],
    ['a property that is no identifier', { 'not-a-name': 1 }, 'PropertyNameInvalid'],
  ])('%s, alone', async (_what, properties, code) => {
    const created = client.createEntity({ ...key('alone'), ...properties });
    await expect(created).rejects.toMatchObject({ statusCode: 400, details: { errorCode: code } });
    await expect(client.upsertEntity({ ...key('alone'), ...properties }, 'Replace')).rejects.toThrow(code);
    await expect(client.getEntity('p', 'alone')).rejects.toMatchObject({ statusCode: 404 });
  });

  it.each([
    ['a date before 1601', { at: year1 }, 'OutOfRangeInput'],
    ['more than 252 properties', many(253), 'TooManyProperties'],
  ])(
    '%s, in a transaction, which is refused as a whole and names the place',
    async (_what, properties, code) => {
      const sent = client.submitTransaction([
        ['create', key('good')],
        ['upsert', { ...key('bad'), ...properties }],
      ]);
      await expect(sent).rejects.toMatchObject({
        statusCode: 400,
        code,
        message: expect.stringMatching(/^1:/),
      });
      await expect(client.getEntity('p', 'good')).rejects.toMatchObject({ statusCode: 404 });
    },
  );

  it('and nothing less', async () => {
    await client.createEntity({ ...key('most'), ...many(252) });
    await client.createEntity({ ...key('largest'), ...large(17) });
    await client.createEntity({
      ...key('oldest'),
      at: new Date('1601-01-01T00:00:00Z'),
      text: '0001-01-01T00:00:00Z',
    });
    await client.submitTransaction([
      ['delete', key('most')],
      ['update', { ...key('oldest'), more: 1 }, 'Merge'],
    ]);
    expect(await client.getEntity('p', 'oldest')).toMatchObject({ more: 1 });
  });
});

describe('A fault', () => {
  afterEach(() => tables.faults.clear());
  const isWrite = ({ method }: TableRequest) => method === 'POST';
  const create = (rowKey: string) => client.createEntity(key(rowKey));
  const exists = (rowKey: string) =>
    client.getEntity('p', rowKey).then(
      () => true,
      () => false,
    );

  it('refuses as often as it says, and lets other requests pass', async () => {
    tables.faults.add({
      match: isWrite,
      status: 503,
      code: 'ServerBusy',
      headers: { 'retry-after': '7' },
      times: 1,
    });
    expect(await exists('busy')).toBe(false);
    const refused = await create('busy').catch((error) => error);
    expect(refused).toMatchObject({ statusCode: 503, details: { errorCode: 'ServerBusy' } });
    expect(refused.response.headers.get('retry-after')).toBe('7');
    await create('busy');
  });

  it.each([
    ['before', false],
    ['after', true],
  ] as const)('cuts the connection %s the write took effect', async (cut, tookEffect) => {
    tables.faults.add({ match: isWrite, cut, times: 1 });
    await expect(create(`cut-${cut}`)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await exists(`cut-${cut}`)).toBe(tookEffect);
  });

  it('delays, mangles, and can be taken back', async () => {
    const list = () => client.listEntities({ queryOptions: { filter: `RowKey eq 'none'` } }).next();
    const isQuery = ({ method }: TableRequest) => method === 'GET';
    let came = 0;
    const takeBack = tables.faults.add({
      match: isQuery,
      delayMs: 20,
      malformed: true,
      meanwhile: () => came++,
    });
    const begin = performance.now();
    await expect(list()).rejects.toThrow('JSON');
    expect(performance.now() - begin).toBeGreaterThanOrEqual(19);
    expect(came).toBe(1);
    takeBack();
    expect(await list()).toMatchObject({ done: true });
    expect(came).toBe(1);
  });

  it('never answers, until the client gives up', async () => {
    tables.faults.add({ match: isWrite, hang: true });
    const patience = new AbortController();
    const sent = client.createEntity(key('hanging'), { abortSignal: patience.signal });
    const seen = tables.requests.length;
    await expect.poll(() => tables.requests.length).toBeGreaterThan(seen - 1);
    patience.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    expect(await exists('hanging')).toBe(false);
  });
});
