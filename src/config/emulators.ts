import { isLoopbackHost } from './loopback.ts';

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
