import { Claims } from './claims.ts';
import { ClientConnection } from './client-connection.ts';
import { createContainer } from './container.ts';
import { type BusEntities, buildNamespace, type Destination } from './entities.ts';
import type { SendFault } from './faults.ts';
import { HOST, Listener, type ServerCertificate } from './listener.ts';
import type { WireMessage } from './wire-message.ts';

export type { BusEntities, QueueOptions, SubscriptionOptions, TopicOptions } from './entities.ts';
export type { SendFault } from './faults.ts';
export type { BodyKind, WireMessage, WireProperties } from './wire-message.ts';

export interface BusOptions {
  readonly entities: BusEntities;
  /** With one, clients come over TLS and with an Entra ID token; without, over plain TCP like the official emulator's. */
  readonly certificate?: ServerCertificate;
  /** A free one when absent. */
  readonly port?: number;
  /** Milliseconds since the epoch: what locks, token expiry and duplicate detection go by. */
  readonly clock?: () => number;
}

/** A running broker that stands in for a Service Bus namespace. Entities are named by path, upper and lower case alike. */
export interface Bus {
  readonly host: string;
  readonly port: number;
  /** For the client's `customEndpointAddress`. */
  readonly endpoint: string;
  /** Emulator mode only. */
  readonly connectionString: string | undefined;
  /** What senders to a queue or topic have been told is accepted, oldest first, repeats included. */
  messages(entity: string): readonly WireMessage[];
  /** Refuses the next sends to a queue or topic, a batch counting as one. */
  failNext(entity: string, fault: SendFault): void;
  /** Accepts the next sends to a queue or topic, but cuts the connection instead of saying so. */
  loseAcknowledgements(entity: string, times: number): void;
  /** The service is down: every connection is cut, new ones are refused. Messages stay. */
  pause(): Promise<void>;
  /** The service is back, on the same port. */
  resume(): Promise<void>;
  /** Leaves no socket and no timer behind. */
  close(): Promise<void>;
}

const SWEEP_MS = 50;

/** @throws when the port is taken */
export async function startBus(options: BusOptions): Promise<Bus> {
  const { entities, certificate, port = 0, clock = Date.now } = options;
  const namespace = buildNamespace(entities);
  const container = createContainer((drop) => {
    const claims = new Claims(certificate === undefined ? 'sas' : 'jwt');
    return new ClientConnection({ namespace, claims, clock, drop });
  });
  const listener = new Listener(container, certificate, port);
  await listener.open();
  const sweep = setInterval(() => {
    for (const queue of namespace.queues()) queue.sweep(clock());
  }, SWEEP_MS).unref();

  const destination = (path: string): Destination => {
    const found = namespace.destination(path);
    if (found === undefined) throw new Error(`The bus has no queue or topic '${path}'.`);
    return found;
  };
  const endpoint = `sb://${HOST}:${listener.port}`;
  return {
    host: HOST,
    port: listener.port,
    endpoint,
    connectionString:
      certificate === undefined
        ? `Endpoint=${endpoint};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true;`
        : undefined,
    messages: (entity) => [...destination(entity).accepted],
    failNext: (entity, fault) => destination(entity).faults.refuseNext(fault),
    loseAcknowledgements: (entity, times) => destination(entity).faults.loseAcknowledgements(times),
    pause: () => listener.close(),
    resume: () => listener.open(),
    close: async () => {
      clearInterval(sweep);
      await listener.close();
    },
  };
}
