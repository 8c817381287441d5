import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Tables } from '../../../infra/local/tables/start-tables.ts';

/** What becomes of a request: it is passed on, its connection is cut before or after it took effect, or it is answered. */
export type Fate =
  | 'pass'
  | 'cutBefore'
  | 'cutAfter'
  | { readonly status: number; readonly code: string; readonly headers?: Readonly<Record<string, string>> };

export interface Seen {
  readonly method: string;
  /** Without the account. */
  readonly path: string;
  readonly body: string;
}

export interface FaultyTables {
  readonly connectionString: string;
  /** Everything that was sent, faults included. */
  readonly seen: readonly Seen[];
  /** Decides about each request, from now on. */
  fate: (request: Seen) => Fate | Promise<Fate>;
  close(): Promise<void>;
}

/** Stands before a table service and does to requests what networks and busy services do. */
export async function startFaultyTables(tables: Tables): Promise<FaultyTables> {
  const seen: Seen[] = [];
  const target = new URL(tables.url);
  const server = createServer(async (incoming, answer) => {
    const body = await buffer(incoming);
    const { method = '', url = '' } = incoming;
    const one = { method, path: url.replace(target.pathname, ''), body: body.toString() };
    seen.push(one);
    const fate = await faulty.fate(one);
    if (fate === 'cutBefore') return incoming.socket.destroy();
    if (typeof fate === 'object') return refuse(answer, fate);
    const told = await passOn(incoming, body, target);
    const text = await buffer(told);
    if (fate === 'cutAfter') return incoming.socket.destroy();
    answer.writeHead(told.statusCode ?? 500, told.headers);
    return answer.end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const faulty: FaultyTables = {
    connectionString: tables.connectionString.replace(target.host, `127.0.0.1:${address.port}`),
    seen,
    fate: () => 'pass',
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return faulty;
}

async function passOn(incoming: IncomingMessage, body: Buffer, target: URL): Promise<IncomingMessage> {
  const sent = request({
    host: target.hostname,
    port: target.port,
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
  });
  sent.end(body);
  const [told] = await once(sent, 'response');
  return told;
}

function refuse(answer: ServerResponse, { status, code, headers }: Exclude<Fate, string>): void {
  answer.writeHead(status, { 'content-type': 'application/json;odata=minimalmetadata', ...headers });
  answer.end(
    JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value: `refused\nwith ${code}` } } }),
  );
}
