import { createServer, type ServerResponse } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { listen } from '../../../infra/local/listen.ts';
import { latestRows } from '../../../src/table/keys.ts';
import { ServiceTable } from '../../../src/table/partition.ts';
import { noIdentity } from '../../support/no-identity.ts';

let close = () => {};
afterEach(() => close());

/** The pages of a table whose service gives these answers, one after the other; and what it was asked. */
async function read(...answers: ((response: ServerResponse) => void)[]) {
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://localhost').searchParams);
    answers[asked.length - 1]?.(response);
  });
  const port = await listen(server, 0);
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  const value = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:${port}/a;`;
  const table = new ServiceTable({ kind: 'connectionString', value }, noIdentity, 'Rows', 'tenant');
  const pages = [];
  const given: unknown[] = [];
  for await (const page of table.pages(latestRows, {})) {
    pages.push(page.map(({ rowKey }) => rowKey));
    given.push(...page);
  }
  return { pages, asked, given };
}

function rows(keys: readonly string[], next: Readonly<Record<string, string>> = {}) {
  return (response: ServerResponse) => {
    for (const [name, value] of Object.entries(next)) response.setHeader(`x-ms-continuation-${name}`, value);
    const value = keys.map((RowKey) => ({ PartitionKey: 'tenant', RowKey, 'odata.etag': 'W/"1"' }));
    response
      .setHeader('content-type', 'application/json;odata=minimalmetadata')
      .end(JSON.stringify({ value }));
  };
}

test('an empty page may go on, and a continuation may lack the row key', async () => {
  const { pages, asked } = await read(
    rows([], { NextPartitionKey: '1!8!dGVuYW50' }),
    rows(['a'], { NextPartitionKey: '1!8!dGVuYW50', NextRowKey: '1!4!Yg--' }),
    rows(['b']),
  );
  expect(pages).toEqual([[], ['a'], ['b']]);
  expect(asked.map((query) => [query.get('NextPartitionKey'), query.get('NextRowKey')])).toEqual([
    [null, null],
    ['1!8!dGVuYW50', null],
    ['1!8!dGVuYW50', '1!4!Yg--'],
  ]);
});

test('a row is the very object that was parsed: the client has walked over none of its columns', async () => {
  const parsed: unknown[] = [];
  const { parse } = JSON;
  const spy = vi.spyOn(JSON, 'parse').mockImplementation((text: string) => {
    const answer = parse(text);
    if (Array.isArray(answer?.value)) parsed.push(...answer.value);
    return answer;
  });
  const { given } = await read(rows(['a', 'b'])).finally(() => spy.mockRestore());
  expect(given).toHaveLength(2);
  for (const [index, row] of given.entries()) expect(row).toBe(parsed[index]);
});

test.each([
  { value: [null] },
  { value: [{ hello: 1 }] },
  { value: [{ PartitionKey: 'tenant', RowKey: 'a' }] },
  { value: [{ PartitionKey: 'tenant', RowKey: 7, 'odata.etag': 'W/"1"' }] },
])('an answer is an error that lists something else than rows: %j', async (answer) => {
  const stranger = (response: ServerResponse) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  await expect(read(stranger)).rejects.toMatchObject({
    code: 'StorageUnavailable',
    message: expect.stringMatching(/something else than rows|without its keys/),
  });
});

test('an answer that is no list of rows is an error, not an empty table', async () => {
  const portal = (response: ServerResponse) =>
    response.setHeader('content-type', 'text/html').end('<p>Sign in</p>');
  await expect(read(portal)).rejects.toMatchObject({
    code: 'StorageUnavailable',
    message: expect.stringContaining('no list of rows'),
  });
});
