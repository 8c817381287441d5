import { ClientConnection } from './client-connection.ts';
import { createContainer } from './container.ts';
import type { BusEntities, EntityStatus } from './entities.ts';
import { Listener, type ServerCertificate } from './listener.ts';
import { type BusQueue, buildNamespace, type Destination } from './namespace.ts';
import { busHost } from './paths.ts';
import type { SendFault } from './sending/faults.ts';
import { Claims } from './tokens/claims.ts';
import type { Permissions } from './tokens/permissions.ts';
import type { SharedAccessKey } from './tokens/read-token.ts';
import type { TokenPolicy } from './tokens/token.ts';
import type { WireMessage } from './wire-message.ts';

export type { BusEntities } from './entities.ts';
export type { CorrelationFilter } from './rules/correlation-filter.ts';
export type { RuleFilter } from './rules/rule-filter.ts';
export { serviceErrors } from './service-errors.ts';
export type { WireMessage } from './wire-message.ts';

export interface BusOptions {
  readonly entities: BusEntities;
  /** With one, clients come over TLS and with an Entra ID token; without, over plain TCP like the official emulator's. */
  readonly certificate?: ServerCertificate;
  /** With a certificate: only tokens of this tenant count (`tid`). Of any when absent. */
  readonly tenantId?: string;
  /** With a certificate: which identity (`oid`) may send or listen where. Everybody everywhere when absent. */
  readonly allow?: Permissions;
  /** A free one when absent. */
  readonly port?: number;
  /** Milliseconds since the epoch: what locks, token expiry and time to live go by, beside duplicate detection. */
  readonly clock?: () => number;
}

interface MessageCounts {
  readonly active: number;
  readonly deadLettered: number;
}

/** A running broker that stands in for a Service Bus namespace. Entities are named by path, upper and lower case alike. */
export interface Bus {
  readonly host: string;
  readonly port: number;
  /** For the client's `customEndpointAddress`. */
  readonly endpoint: string;
  /** Emulator mode only. */
  readonly connectionString: string | undefined;
  /** How many messages a queue or subscription holds, those under lock included, and how many its dead-letter queue does. */
  counts(entity: string): MessageCounts;
  /** What was accepted from senders to a queue or topic, oldest first, repeats included. */
  messages(entity: string): readonly WireMessage[];
  /** Refuses the next sends to a queue or topic, a batch counting as one. */
  failNext(entity: string, fault: SendFault): void;
  /** As an administrator does it: links that the status does not allow are closed. */
  setStatus(entity: string, status: EntityStatus): void;
  /** Accepts the next sends to a queue or topic, but cuts the connection instead of saying so. */
  loseAcknowledgements(entity: string, times: number): void;
  /**
   * The locks of all messages of a queue or subscription are lost, as happens in the service when a broker restarts: they are
   * delivered anew, and whoever works on one finds out when renewing or completing it. Sessions keep theirs.
   */
  loseLocks(entity: string): void;
  /** The service is down: every connection is cut, new ones are refused. Messages stay. */
  pause(): Promise<void>;
  /** The service is back, on the same port. */
  resume(): Promise<void>;
  /** A half-open network: connections stay, new ones are taken, but nothing is read or answered. What clients send waits. */
  freeze(): void;
  /** The network is back: what waited is read and answered, however late. */
  thaw(): void;
  /** Leaves no socket and no timer behind. */
  close(): Promise<void>;
}

const sweepIntervalMs = 50;

/** The name and the key that the official emulator has, too. */
const emulatorKey: SharedAccessKey = { name: 'RootManageSharedAccessKey', key: 'SAS_KEY_VALUE' };

/** @throws when the port is taken */
export async function startBus(options: BusOptions): Promise<Bus> {
  const { entities, certificate, port = 0, clock = Date.now } = options;
  const namespace = buildNamespace(entities);
  const policy: TokenPolicy =
    certificate === undefined
      ? { kind: 'sas', key: emulatorKey }
      : { kind: 'jwt', tenantId: options.tenantId };
  const { container, clients } = createContainer((drop) => {
    const claims = new Claims(policy, options.allow);
    return new ClientConnection({ namespace, claims, clock, drop });
  });
  const listener = new Listener(container, certificate, port);
  await listener.open();
  const sweep = setInterval(() => {
    for (const queue of namespace.queues()) queue.sweep(clock());
    for (const client of clients()) client.sweep();
  }, sweepIntervalMs).unref();

  const destination = (path: string): Destination => {
    const found = namespace.destination(path);
    if (found === undefined) throw new Error(`The bus has no queue or topic '${path}'.`);
    return found;
  };
  const queueOf = (path: string): BusQueue => {
    const found = namespace.queue(path);
    if (found === undefined) throw new Error(`The bus has no queue or subscription '${path}'.`);
    return found;
  };
  const endpoint = `sb://${busHost}:${listener.port}`;
  return {
    host: busHost,
    port: listener.port,
    endpoint,
    connectionString:
      certificate === undefined
        ? `Endpoint=${endpoint};SharedAccessKeyName=${emulatorKey.name};SharedAccessKey=${emulatorKey.key};UseDevelopmentEmulator=true;`
        : undefined,
    messages: (entity) => [...destination(entity).accepted],
    counts: (entity) => {
      const { size, deadLetters } = queueOf(entity);
      return { active: size, deadLettered: deadLetters?.size ?? 0 };
    },
    loseLocks: (entity) => queueOf(entity).loseLocks(clock()),
    failNext: (entity, fault) => destination(entity).faults.refuseNext(fault),
    loseAcknowledgements: (entity, times) => destination(entity).faults.loseAcknowledgements(times),
    setStatus: (entity, status) => {
      namespace.setStatus(entity, status);
      for (const client of clients()) client.sweep();
    },
    freeze: () => listener.freeze(),
    thaw: () => listener.thaw(),
    pause: () => listener.close(),
    resume: () => listener.open(),
    close: async () => {
      clearInterval(sweep);
      await listener.close();
    },
  };
}
