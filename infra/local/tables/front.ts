import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createPlainServer, Agent as PlainAgent, request as requestPlainly } from 'node:http';
import { createServer as createTlsServer, request as requestOverTls, Agent as TlsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { refusalOf } from './entity-limits.ts';
import { refused, type TableAnswer, transactionRefused } from './refusal.ts';
import type { TableFault, TableRequest } from './table-fault.ts';
import { isTransaction, writtenEntities } from './written-entities.ts';

export interface FrontOptions {
  /** Of both sides; plain HTTP without. */
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
  readonly port: number;
  /** Where Azurite listens. */
  readonly behind: number;
  /** Hears each request, and says what is to go wrong with it. */
  readonly meet: (request: TableRequest) => TableFault | undefined;
}

export interface Front {
  readonly port: number;
  /** Cuts every connection, old and new, until `open`; the port is kept, so that nobody else gets it. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

const account = '/devstoreaccount1';

/** Stands before Azurite and adds what it lacks: limits of the service, and things that go wrong. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { certificate } = options;
  const agent = certificate
    ? new TlsAgent({ keepAlive: true, ca: certificate.cert, servername: 'localhost' })
    : new PlainAgent({ keepAlive: true });
  const sockets = new Set<Socket>();
  let isShut = false;

  const serve = (request: IncomingMessage, response: ServerResponse) => {
    // What breaks here is a connection: the client's, or Azurite's when everything ends.
    answer(request, response).catch(() => request.socket.destroy());
  };
  const server: Server = certificate ? createTlsServer(certificate, serve) : createPlainServer(serve);
  server.on('connection', (socket: Socket) => {
    if (isShut) return socket.destroy();
    sockets.add(socket);
    return socket.once('close', () => sockets.delete(socket));
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The table service has no port.');
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const { method = '', url = '' } = request;
    const asked = { method, path: url.replace(account, ''), body: body.toString() };
    const fault = options.meet(asked);
    await fault?.meanwhile?.();
    if (fault?.delayMs !== undefined) await delay(fault.delayMs, undefined, { ref: false });
    if (fault?.hang) return;
    if (fault?.cut === 'before') return void request.socket.destroy();
    const answered = refusalByFault(fault) ?? refusalByLimit(asked) ?? (await passOn(request, body));
    if (fault?.cut === 'after') return void request.socket.destroy();
    const bytes = Buffer.from(answered.body);
    response.writeHead(answered.status, { ...answered.headers });
    response.end(fault?.malformed ? bytes.subarray(0, bytes.length / 2) : bytes);
  }

  async function passOn(incoming: IncomingMessage, body: Buffer) {
    const send = certificate ? requestOverTls : requestPlainly;
    const { method, url, headers } = incoming;
    const sent = send({ host: '127.0.0.1', port: options.behind, method, path: url, headers, agent });
    sent.end(body);
    const [told]: IncomingMessage[] = await once(sent, 'response');
    if (!told) throw new Error('Azurite gave no answer.');
    // The front says the length itself.
    const { 'transfer-encoding': _, 'content-length': __, ...kept } = told.headers;
    return { status: told.statusCode ?? 500, headers: kept, body: await buffer(told) };
  }

  return {
    port: address.port,
    shut() {
      isShut = true;
      cutAll();
    },
    open() {
      isShut = false;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      cutAll();
      await closed;
      agent.destroy();
    },
  };
}

function refusalByFault(fault: TableFault | undefined): TableAnswer | undefined {
  if (fault?.status === undefined) return undefined;
  const { status, code = 'InternalError', headers } = fault;
  return refused(status, { code, message: `The request was refused with ${code}.` }, headers);
}

function refusalByLimit(request: TableRequest): TableAnswer | undefined {
  let place = 0;
  for (const entity of writtenEntities(request)) {
    const refusal = refusalOf(entity);
    if (refusal)
      return isTransaction(request.path) ? transactionRefused(place, refusal) : refused(400, refusal);
    place++;
  }
  return undefined;
}
