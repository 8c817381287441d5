import type { BusConnection } from '../bus/connect.ts';
import type { TableConnection } from '../table/client.ts';
import { fix, type SettingReader } from './setting-reader.ts';
import { identityClientId } from './settings.ts';
import { address, matching, type Wanted } from './wanted.ts';

/** Whether a host name, without a port, is this machine's own. */
export function isLoopbackHost(hostname: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/** Whether a connection string leads to Azurite or another emulator of storage. */
function isStorageEmulator(connectionString: string): boolean {
  const members = membersOf(connectionString);
  return (
    members.get('usedevelopmentstorage')?.toLowerCase() === 'true' ||
    members.get('accountname') === 'devstoreaccount1' ||
    isLoopback(members.get('tableendpoint'))
  );
}

/** Whether a connection string leads to the Service Bus emulator. */
function isBusEmulator(connectionString: string): boolean {
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

const tableServiceUri = address(
  ['https:'],
  'the https address of the tables, without a SAS',
  'https://contoso.table.core.windows.net',
);
const namespace = matching(
  /^[a-z0-9.-]+$/i,
  'the host name of the namespace, without sb:// and slashes',
  'contoso.servicebus.windows.net',
);
const intermediary = address(
  ['sb:', 'amqps:', 'https:'],
  'the address of the intermediary',
  'sb://gateway.contoso.com:5671',
);

export function readTableConnection(read: SettingReader): TableConnection {
  const uri = 'SnapshotStorage__tableServiceUri';
  const emulator = readEmulator(read, 'SnapshotStorage', isStorageEmulator, uri, tableServiceUri);
  const account = {
    tableServiceUri: readUnshown(read, uri, tableServiceUri) ?? '',
    clientId: readUnshown(read, 'SnapshotStorage__clientId', identityClientId),
  };
  return emulator === undefined
    ? { kind: 'identity', ...account }
    : { kind: 'connectionString', value: emulator };
}

export function readBusConnection(read: SettingReader): BusConnection {
  const host = 'ServiceBus__fullyQualifiedNamespace';
  const emulator = readEmulator(read, 'ServiceBus', isBusEmulator, host, namespace);
  const account = {
    fullyQualifiedNamespace: readUnshown(read, host, namespace) ?? '',
    clientId: readUnshown(read, 'ServiceBus__clientId', identityClientId),
    customEndpointAddress: readUnshown(read, 'ServiceBus__customEndpointAddress', intermediary),
  };
  return emulator === undefined
    ? { kind: 'identity', ...account }
    : { kind: 'connectionString', value: emulator };
}

/** The connection string where it, and not the endpoint that an identity needs, is set; wrong unless it leads to an emulator. */
function readEmulator(
  read: SettingReader,
  name: string,
  isEmulator: (connectionString: string) => boolean,
  endpoint: string,
  wanted: Wanted<string>,
): string | undefined {
  const text = read.text(name);
  const hasEndpoint = read.text(endpoint) !== undefined;
  if (text === undefined) {
    if (!hasEndpoint) read.mistakes.push(`${endpoint} is missing: ${fix(wanted)}`);
  } else if (hasEndpoint) {
    read.mistakes.push(`${name} and ${endpoint} are both set: remove ${name} to use the managed identity`);
  } else if (!isEmulator(text)) {
    read.mistakes.push(
      `${name} holds a connection string that leads to no emulator: remove it and, to use the managed identity, ${fix(wanted, endpoint)}`,
    );
  }
  return text;
}

/** What is set for a connection is never repeated: any of it may hold a secret. */
export function readUnshown<T>(read: SettingReader, name: string, wanted: Wanted<T>): T | undefined {
  const text = read.text(name);
  const value = text === undefined ? undefined : wanted.read(text);
  if (text !== undefined && value === undefined) read.mistakes.push(`${name} is not usable: ${fix(wanted)}`);
  return value;
}
