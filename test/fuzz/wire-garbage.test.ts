import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { gzipSync } from 'node:zlib';
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GraphClient } from '../../src/graph/client.ts';
import { useCertificate } from '../support/use-certificate.ts';

const certificate = useCertificate();
const json = '{"value":[]}';
const zipped = gzipSync(json.repeat(1_000));

/** What goes over the wire, and what the connector makes of it; a body that is none must never pass for an empty list. */
const wire: readonly (readonly [string, Record<string, string>, Uint8Array | string, object])[] = [
  ['a sound body', {}, json, { kind: 'response', body: { value: [] } }],
  ['plain text that calls itself gzip', { 'content-encoding': 'gzip' }, json, { kind: 'noResponse' }],
  ['half of a gzip', { 'content-encoding': 'gzip' }, zipped.subarray(0, 40), { kind: 'noResponse' }],
  ['random bytes as deflate', { 'content-encoding': 'deflate' }, '\u0001\u0002xyz', { kind: 'noResponse' }],
  ['an encoding nobody knows', { 'content-encoding': 'x' }, zipped, { kind: 'response', body: undefined }],
  ['a byte order mark', {}, `\ufeff${json}`, { kind: 'response', body: { value: [] } }],
  [
    'UTF-16',
    { 'content-type': 'application/json; charset=utf-16' },
    Buffer.from(json, 'utf16le'),
    { body: undefined },
  ],
  ['a length that is too long', { 'content-length': '9999' }, json, { kind: 'noResponse' }],
  ['a length that is too short', { 'content-length': '5' }, json, { body: undefined }],
  ['nothing', { 'content-length': '0' }, '', { kind: 'response', body: undefined }],
  ['HTML as JSON', { 'content-type': 'application/json' }, '<html></html>', { body: undefined }],
];

let server: Server;

beforeAll(async () => {
  server = createServer(certificate(), (request, response) => {
    const [, headers, body] = wire[Number(request.url?.split('/').at(-1))] ?? ['', {}, ''];
    response.writeHead(200, { connection: 'close', ...headers });
    if (!('content-length' in headers)) return void response.end(body);
    // Past the server's own care for lengths.
    response.write(body);
    response.socket?.end();
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it.each(wire.map(([name], place) => [name, place] as const))(
  '%s is taken for what it is',
  async (_, place) => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const inner = createDefaultHttpClient();
    const connection = {
      base: new URL(`https://localhost:${port}/v1.0/`),
      pipeline: createEmptyPipeline(),
      httpClient: {
        sendRequest(request: PipelineRequest) {
          request.tlsSettings = { ca: certificate().cert };
          request.headers.set('Accept-Encoding', 'gzip,deflate');
          return inner.sendRequest(request);
        },
      },
    };
    const clock = { now: () => '2026-03-01T08:00:00.000Z' };
    const client = new GraphClient(connection, clock);
    const outcome = await client.send({ method: 'GET', path: `${place}` }, new AbortController().signal);
    expect(outcome).toMatchObject(wire[place]?.[3] ?? {});
  },
);
