import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { gzipSync } from 'node:zlib';
import { createDefaultHttpClient, createEmptyPipeline } from '@azure/core-rest-pipeline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GraphClient } from '../../../src/graph/client.ts';
import { useCertificate } from '../../support/use-certificate.ts';

const certificate = useCertificate();
let server: Server;

beforeAll(async () => {
  const body = gzipSync(JSON.stringify({ value: [randomBytes(100_000).toString('base64')] }));
  server = createServer(certificate(), (request, response) => {
    response.setHeader('Content-Encoding', 'gzip');
    if (request.url === '/v1.0/whole') return void response.end(body);
    // Headers and half a body, then nothing: neither more nor an end.
    response.write(body.subarray(0, body.length / 2));
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** @param onBody called when a part of a body has arrived */
function client(onBody = () => {}) {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const inner = createDefaultHttpClient();
  return new GraphClient(
    {
      base: new URL(`https://localhost:${port}/v1.0/`),
      pipeline: createEmptyPipeline(),
      httpClient: {
        sendRequest(request) {
          request.tlsSettings = { ca: certificate().cert };
          request.headers.set('Accept-Encoding', 'gzip');
          request.onDownloadProgress = onBody;
          return inner.sendRequest(request);
        },
      },
    },
    { now: () => '2026-03-01T08:00:00.000Z' },
  );
}

it('reads a compressed body', async () => {
  const answer = await client().send({ method: 'GET', path: 'whole' }, new AbortController().signal);
  expect(answer).toMatchObject({ kind: 'response', status: 200, body: { value: [expect.any(String)] } });
});

it('ends with the signal in the middle of a compressed body, which the HTTP client alone would never notice', async () => {
  const stop = new AbortController();
  const sent = client(() => stop.abort(new Error('enough'))).send(
    { method: 'GET', path: 'half' },
    stop.signal,
  );
  await expect(sent).rejects.toThrow('enough');
});
