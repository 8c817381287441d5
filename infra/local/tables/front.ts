import { EventEmitter, once, setMaxListeners } from 'node:events';
import { createServer as createPlainServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Faults } from '../fault-list.ts';
import { listen } from '../listen.ts';
import { exchange } from './exchange.ts';
import { createTableFaults, type Fault } from './faults.ts';
import type { Forward } from './forward.ts';
import { createRequestLog, type TableRequestRecord } from './request-log.ts';

export interface FrontOptions {
  /** PEM; plain HTTP without. */
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
  /** 0 for a free one. */
  readonly port: number;
  /** `/devstoreaccount1` */
  readonly account: string;
  readonly forward: Forward;
  readonly latencyMs: number;
}

export interface Front {
  readonly port: number;
  readonly faults: Faults<Fault>;
  readonly requests: readonly TableRequestRecord[];
  stop(): void;
  freeze(): void;
  start(): void;
  close(): Promise<void>;
}

/** What clients connect to: it owns port, TLS, faults and records, and passes on what meets no fault. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { certificate, port, account, forward, latencyMs } = options;
  const faults = createTableFaults();
  const log = createRequestLog();
  const closing = new AbortController();
  const thaw = new EventEmitter();
  // Each request that waits listens to them.
  setMaxListeners(0, closing.signal, thaw);
  const connections = new Set<Socket>();
  let state: 'serving' | 'stopped' | 'frozen' = 'serving';

  const ready = async () => {
    while (state === 'frozen') await once(thaw, 'start', { signal: closing.signal });
  };
  const parts = { faults, log, forward, account, latencyMs, ready, signal: closing.signal };
  const server: Server = certificate
    ? createTlsServer({ cert: certificate.cert, key: certificate.key })
    : createPlainServer();
  server.on('connection', (socket: Socket) => {
    if (state === 'stopped') return socket.destroy();
    connections.add(socket);
    return socket.once('close', () => connections.delete(socket));
  });
  server.on('request', (incoming, outgoing) => {
    exchange(parts, incoming, outgoing).catch(() => outgoing.destroy());
  });
  const cutAll = () => {
    for (const socket of connections) socket.destroy();
  };

  return {
    port: await listen(server, port),
    faults,
    requests: log.records,
    stop() {
      state = 'stopped';
      cutAll();
      thaw.emit('start');
    },
    freeze() {
      state = 'frozen';
    },
    start() {
      state = 'serving';
      thaw.emit('start');
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      closing.abort();
      server.close();
      cutAll();
      forward.close();
      await closed;
    },
  };
}
