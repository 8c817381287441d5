import * as z from 'zod/mini';
import type { BusConnection } from '../bus/publisher.ts';
import type { TableConnection } from '../table/client.ts';
import { fix, given, guid, matching, readUrl, type Wanted } from './setting.ts';

/** Whether a host name, without a port, is this machine's own. */
export function isLoopbackHost(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Whether a connection string leads to Azurite or another emulator of storage. */
export function isStorageEmulator(connectionString: string): boolean {
  const members = membersOf(connectionString);
  return (
    members.get('usedevelopmentstorage')?.toLowerCase() === 'true' ||
    members.get('accountname') === 'devstoreaccount1' ||
    isLoopback(members.get('tableendpoint'))
  );
}

/** Whether a connection string leads to the Service Bus emulator. */
export function isBusEmulator(connectionString: string): boolean {
  const members = membersOf(connectionString);
  return (
    members.get('usedevelopmentemulator')?.toLowerCase() === 'true' || isLoopback(members.get('endpoint'))
  );
}

/** The members of a connection string, their names in lower case. */
function membersOf(connectionString: string): ReadonlyMap<string, string> {
  return new Map(
    connectionString.split(';').map((member) => {
      const [name = '', ...value] = member.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim()];
    }),
  );
}

function isLoopback(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

export type Environment = Readonly<Record<string, string | undefined>>;

export const identity = guid('the client id of a user-assigned identity');

const tableServiceUri: Wanted<string> = {
  read: (text) => readUrl(text, ['https:']),
  wants: 'the https address of the tables, without a SAS',
  example: 'https://contoso.table.core.windows.net',
};
const namespace = matching(
  /^[a-z0-9.-]+$/i,
  'the host name of the namespace, without sb:// and slashes',
  'contoso.servicebus.windows.net',
);
const intermediary: Wanted<string> = {
  read: (text) => readUrl(text, ['sb:', 'amqps:', 'https:']),
  wants: 'the address of the intermediary',
  example: 'sb://gateway.contoso.com:5671',
};

/** The settings that begin with `SnapshotStorage`. The input is the whole environment: they mean something together only. */
export const snapshotStorage = connection((part): TableConnection => {
  const emulator = part.emulator('SnapshotStorage', 'tableServiceUri', tableServiceUri, isStorageEmulator);
  const uri = part.read('SnapshotStorage__tableServiceUri', tableServiceUri) ?? '';
  const clientId = part.read('SnapshotStorage__clientId', identity);
  return emulator !== undefined
    ? { kind: 'connectionString', value: emulator }
    : { kind: 'identity', tableServiceUri: uri, clientId };
});

/** The settings that begin with `ServiceBus`, in the same way. */
export const serviceBus = connection((part): BusConnection => {
  const emulator = part.emulator('ServiceBus', 'fullyQualifiedNamespace', namespace, isBusEmulator);
  const fullyQualifiedNamespace = part.read('ServiceBus__fullyQualifiedNamespace', namespace) ?? '';
  const clientId = part.read('ServiceBus__clientId', identity);
  const customEndpointAddress = part.read('ServiceBus__customEndpointAddress', intermediary);
  return emulator !== undefined
    ? { kind: 'connectionString', value: emulator }
    : { kind: 'identity', fullyQualifiedNamespace, clientId, customEndpointAddress };
});

/** Reads one connection's settings and notes what is wrong with them; values are never repeated, any may hold a secret. */
interface Parts {
  /** Undefined when the setting is absent or wrong. */
  read(name: string, wanted: Wanted<string>): string | undefined;
  /** The connection string where it, and not an endpoint, is given; wrong unless it leads to an emulator. */
  emulator(
    name: string,
    endpoint: string,
    wanted: Wanted<string>,
    isEmulator: (connectionString: string) => boolean,
  ): string | undefined;
}

function connection<T>(reader: (parts: Parts) => T): z.ZodMiniType<T, Environment> {
  return z.pipe(
    z.record(z.string(), z.optional(z.string())),
    z.transform((env, context) => {
      const note = (message: string) => {
        context.issues.push({ code: 'custom', message, input: undefined });
      };
      // A wrong part may come back as a blank: what is noted fails the parse, so nobody sees it.
      return reader({
        read(name, wanted) {
          const text = given(env[name]);
          const value = text && wanted.read(text);
          if (text && !value) note(`${name} is not usable: ${fix(wanted)}`);
          return value;
        },
        emulator(name, endpoint, wanted, isEmulator) {
          const text = given(env[name]);
          const address = `${name}__${endpoint}`;
          if (text === undefined) {
            if (!given(env[address])) note(`${address} is missing: ${fix(wanted)}`);
          } else if (given(env[address])) {
            note(`${name} and ${address} are both set: remove ${name} to use the managed identity`);
          } else if (!isEmulator(text)) {
            note(
              `${name} holds a connection string that leads to no emulator: remove it and, to use the managed identity, ${fix(wanted, address)}`,
            );
          }
          return text;
        },
      });
    }),
  );
}
