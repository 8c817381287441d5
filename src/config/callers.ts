import type { CallerTenants } from '../core/callers.ts';
import { readGuid } from '../core/job-key.ts';
import type { SettingReader } from './setting-reader.ts';
import type { TenantsConfig } from './tenants.ts';
import type { Wanted } from './wanted.ts';

/** Sections with `;` between: a role's value or a group's id, a colon, and `*` or tenants with commas. */
const callerTenants: Wanted<CallerTenants> = {
  read(text) {
    const callers = new Map<string, '*' | ReadonlySet<string>>();
    for (const section of text.split(';').map((each) => each.trim())) {
      if (section === '') continue;
      const [, who = '', which = ''] = /^(.+):([^:]+)$/.exec(section) ?? [];
      const tenants = which.trim() === '*' ? '*' : readIds(which);
      const key = who.trim().toLowerCase();
      if (key === '' || tenants === undefined || callers.has(key)) return undefined;
      callers.set(key, tenants);
    }
    return callers.size > 0 ? callers : undefined;
  },
  wants:
    'the values of app roles or the object ids of groups, each with a colon and * or the ids of tenants with commas behind it, and ; between them',
  example: 'Provisioning.Read.All: *; Provisioning.Read.Contoso: 8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e',
};

function readIds(text: string): ReadonlySet<string> | undefined {
  const texts = text.split(',').map((each) => each.trim());
  const ids = texts.filter((each) => each !== '').map(readGuid);
  const known = ids.filter((id) => id !== undefined);
  return known.length > 0 && known.length === ids.length ? new Set(known) : undefined;
}

/**
 * Reads which tenants signed-in callers may see: all, unless the setting says otherwise. Where the platform signs nobody in, no caller is
 * known: then nobody may see anything.
 */
export function readCallers(
  read: SettingReader,
  { home, others }: TenantsConfig,
  auth: 'key' | 'entra',
  platformSignsIn: boolean,
): CallerTenants | undefined {
  const callers = read.optional('TENANT_CALLERS', callerTenants, undefined);
  if (callers === undefined) return undefined;
  if (auth === 'key')
    read.mistakes.push(
      'TENANT_CALLERS says what signed-in callers may see, and who has a key may see all: set HTTP_AUTH to entra, or remove TENANT_CALLERS',
    );
  const known = new Set([home, ...others].map(({ tenantId }) => tenantId));
  const named = new Set([...callers.values()].flatMap((tenants) => (tenants === '*' ? [] : [...tenants])));
  for (const tenantId of named)
    if (!known.has(tenantId))
      read.mistakes.push(
        `TENANT_CALLERS names the tenant ${tenantId}, which is neither TENANT_ID nor in TENANTS: add it there, or remove it here`,
      );
  return platformSignsIn ? callers : new Map();
}
