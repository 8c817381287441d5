import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Container } from 'rhea';
import type { Certificate } from '../certificate.ts';
import { busHost } from './paths.ts';

export type ServerCertificate = Pick<Certificate, 'cert' | 'key'>;

/** As in the service: a larger message comes in several frames. */
const maxFrameBytes = 64 * 1024;

/** A port that can be closed to the world and opened again. */
export class Listener {
  readonly #container: Container;
  readonly #certificate: ServerCertificate | undefined;
  readonly #sockets = new Set<Socket>();
  /** Those that rhea reads from and writes to: not the ones under TLS. */
  readonly #spoken = new Set<Socket>();
  #frozen = false;
  #server: Server | undefined;
  #port: number;

  /** Port 0 takes a free one at the first opening and keeps it. */
  constructor(container: Container, certificate: ServerCertificate | undefined, port: number) {
    this.#container = container;
    this.#certificate = certificate;
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    const options = { host: busHost, port: this.#port, max_frame_size: maxFrameBytes };
    const server: Server =
      this.#certificate === undefined
        ? this.#container.listen(options)
        : this.#container.listen({ ...options, ...this.#certificate, transport: 'tls' });
    server.on('connection', (socket: Socket) => track(this.#sockets, socket));
    if (this.#certificate !== undefined)
      server.on('secureConnection', (socket: Socket) => track(this.#sockets, socket));
    server.on(this.#certificate === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
      track(this.#spoken, socket);
      if (this.#frozen) hold(socket);
    });
    await once(server, 'listening');
    this.#server = server;
    const address: AddressInfo | string | null = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
  }

  /** Resolves when every connection is gone. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    // The latest first: a TLS socket must hear of the error itself, before the socket under it goes.
    for (const socket of [...this.#sockets].reverse()) cut(socket);
    await closed;
  }

  /** Nothing is read or written any more, on connections that are open and on new ones; what clients send waits. */
  freeze(): void {
    this.#frozen = true;
    for (const socket of this.#spoken) hold(socket);
  }

  /** Requests that waited are read and answered now. */
  thaw(): void {
    this.#frozen = false;
    for (const socket of this.#spoken) {
      socket.uncork();
      socket.resume();
    }
  }
}

function track(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}

function hold(socket: Socket): void {
  socket.pause();
  socket.cork();
}

/** Ends a connection without a word. rhea stops its timers only when it sees an error or an end, so it is given one. */
export function cut(socket: Socket): void {
  if (socket.listenerCount('error') > 0) socket.destroy(new Error('The broker cut the connection.'));
  else socket.destroy();
}
