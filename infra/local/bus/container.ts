import { Socket } from 'node:net';
import rhea, { type Connection, type Container, type EventContext } from 'rhea';
import type { ClientConnection } from './client-connection.ts';
import { cut } from './listener.ts';

/** `drop` cuts the connection without a word. */
export type CreateClient = (drop: () => void) => ClientConnection;

export interface Served {
  readonly container: Container;
  /** Those who are connected now. */
  readonly clients: () => Iterable<ClientConnection>;
}

/** SASL as Service Bus offers it: who a client is comes later, over `$cbs`. */
export function createContainer(createClient: CreateClient): Served {
  const container = rhea.create_container({
    receiver_options: { autoaccept: false },
    sender_options: { treat_modified_as_released: false },
  });
  container.sasl_server_mechanisms.enable_anonymous();
  container.sasl_server_mechanisms.MSSBCBS = () => ({ outcome: undefined, start: anyone });
  return { container, clients: serve(container, createClient) };
}

function anyone(this: { outcome: boolean | undefined }): void {
  this.outcome = true;
}

/** Leads what rhea reports to the connection that it belongs to. */
function serve(container: Container, createClient: CreateClient): Served['clients'] {
  const clients = new Map<Connection, ClientConnection>();
  const clientOf = (connection: Connection): ClientConnection => {
    const known = clients.get(connection);
    if (known !== undefined) return known;
    const client = createClient(() => {
      const socket: unknown = connection.socket;
      if (socket instanceof Socket) cut(socket);
    });
    clients.set(connection, client);
    return client;
  };

  container.on('receiver_open', ({ connection, receiver }: EventContext) => {
    if (receiver !== undefined) clientOf(connection).attachSending(receiver);
  });
  container.on('sender_open', ({ connection, sender }: EventContext) => {
    if (sender !== undefined) clientOf(connection).attachReceiving(sender);
  });
  container.on('sender_close', ({ connection, sender }: EventContext) => {
    clientOf(connection).end('detached', (ended) => ended === sender);
  });
  container.on('receiver_close', ({ connection, receiver }: EventContext) => {
    clientOf(connection).end('detached', (ended) => ended === receiver);
  });
  container.on('session_close', ({ connection, session }: EventContext) => {
    clientOf(connection).end('gone', (ended) => ended.session === session);
  });
  for (const event of ['connection_close', 'disconnected']) {
    container.on(event, ({ connection }: EventContext) => {
      clients.get(connection)?.end('gone', () => true);
      clients.delete(connection);
    });
  }
  // A client that breaks the protocol or its connection ends that connection, not the broker: rhea closes it by itself.
  for (const event of [
    'error',
    'protocol_error',
    'connection_error',
    'session_error',
    'sender_error',
    'receiver_error',
  ]) {
    container.on(event, () => {});
  }
  return () => [...clients.values()];
}
