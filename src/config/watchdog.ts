import { isLoopbackHost, readUnshown } from './connections.ts';
import type { SettingReader } from './setting-reader.ts';
import type { Wanted } from './wanted.ts';

/** Stands in an address for the tenant that it is about. */
const place = '{tenantId}';

/** Gives the address that is to hear of the polls of a tenant. */
export type WatchdogAddress = (tenantId: string) => string;

/** Path and query may be secret, and so is whatever was put here by mistake. */
const address: Wanted<string> = {
  read(text) {
    const sample = withTenant(text, '00000000-0000-0000-0000-000000000000');
    // A brace that is left is a place that was misspelt.
    if (!URL.canParse(sample) || /[{}#]/.test(sample)) return undefined;
    const { protocol, hostname, username, password } = new URL(sample);
    const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
    return isSafe && !username && !password ? text : undefined;
  },
  wants: 'the https address to call after each poll, without credentials and fragment',
  example: 'https://hc-ping.com/8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e',
};

/** @param isSeveral whether there are several tenants: each needs an address of its own, since any of them may fall silent */
export function readWatchdog(read: SettingReader, isSeveral: boolean): WatchdogAddress | undefined {
  const text = readUnshown(read, 'HEARTBEAT_URL', address);
  if (text === undefined) return undefined;
  if (isSeveral && !text.includes(place))
    read.mistakes.push(
      `HEARTBEAT_URL is one address for several tenants: set it to one with ${place} in it, which stands for the id of each`,
    );
  return (tenantId) => withTenant(text, tenantId);
}

function withTenant(text: string, tenantId: string): string {
  return text.replaceAll(place, tenantId);
}
