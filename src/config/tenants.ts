import { boundedText } from '../core/bounded-text.ts';
import { readGuid } from '../core/job-key.ts';
import type { Watch } from '../core/watch.ts';
import { type Environment, fix, given, type SettingReader } from './setting-reader.ts';
import { authorityHost, filter, queueName } from './settings.ts';
import { guid, type Wanted } from './wanted.ts';
import { type WatchSections, watchSections, wholeWatch } from './watch.ts';

/** A tenant whose jobs are watched. */
export interface TenantConfig {
  readonly tenantId: string;
  /** For people; undefined where none is set. */
  readonly name: string | undefined;
  /** With the OData filter of discovery; empty for all service principals. */
  readonly watch:
    | (Extract<Watch, { kind: 'tenant' }> & { readonly filter: string })
    | Extract<Watch, { kind: 'list' }>;
}

/** What is watched: the tenant of the managed identity and, where there are several tenants, the others. */
export interface TenantsConfig {
  readonly home: TenantConfig;
  /** In the order of the setting; empty with one tenant. */
  readonly others: readonly TenantConfig[];
  /** Client id of the app that has the consent of the other tenants; undefined with one tenant. */
  readonly appId: string | undefined;
  /** Where AZURE_AUTHORITY_HOST says that tokens are asked for; undefined with one tenant, for which it has no effect. */
  readonly authorityHost: string | undefined;
  /** The queue that holds a message for each tenant that is to be polled. */
  readonly workQueue: string;
}

type NamedTenants = ReadonlyMap<string, string | undefined>;

const longestName = 100;

/** Ids with commas, each alone or with a blank and a name behind it; named twice is named once. */
const namedTenants: Wanted<NamedTenants> = {
  read(text) {
    const tenants = new Map<string, string | undefined>();
    for (const entry of text.split(',').map((each) => each.trim())) {
      if (entry === '') continue;
      const [, id = '', name] = /^(\S+)(?:\s+(.+))?$/.exec(entry) ?? [];
      const tenantId = readGuid(id);
      if (tenantId === undefined) return undefined;
      tenants.set(tenantId, name === undefined ? tenants.get(tenantId) : boundedText(name, longestName));
    }
    return tenants.size > 0 ? tenants : undefined;
  },
  wants: 'the ids of tenants, with commas, each alone or with a blank and a name behind it that holds no id',
  example: '8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e Contoso, b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b Fabrikam',
};

const appClientId = guid('the client id of the multi-tenant app by which the tenants of TENANTS are read');
const defaultWorkQueue = 'provisioning-tenants';
const wholeTenant: WatchSections = { of: new Map(), others: { kind: 'tenant' } };

/** Reads which tenants are watched, and what of each. */
export function readTenants(read: SettingReader): TenantsConfig {
  const homeId = read.required('TENANT_ID', guid('the id of the tenant'));
  const named = read.optional('TENANTS', namedTenants, new Map<string, undefined>());
  if (named) checkCommas(read);
  const otherIds = otherThan(homeId, named);
  const isSeveral = otherIds.length > 0;
  const watch = read.optional('WATCH', isSeveral ? watchSections : wholeWatch, wholeTenant);
  const watchFilter = read.optional('WATCH_FILTER', filter, '');
  const appId = read.optional('Graph__appId', appClientId, undefined);
  const workQueue = read.optional('WORK_QUEUE', queueName, defaultWorkQueue);
  if (isSeveral) {
    checkAppId(read);
    // What is wrong is reported as such, and not once more as what does not fit it.
    if (watch) checkSections(read, watch, [homeId, ...otherIds]);
  }
  const configOf = (tenantId: string): TenantConfig => {
    const watched = watch?.of.get(tenantId) ?? watch?.others ?? { kind: 'tenant' };
    const isList = watched.kind === 'list';
    return {
      tenantId,
      name: named?.get(tenantId),
      watch: isList ? watched : { ...watched, filter: watchFilter },
    };
  };
  return {
    home: configOf(homeId),
    others: otherIds.map(configOf),
    appId: isSeveral ? appId : undefined,
    // A variable of the Azure SDKs, which may be set for something else.
    authorityHost: isSeveral ? read.optional('AZURE_AUTHORITY_HOST', authorityHost, undefined) : undefined,
    workQueue,
  };
}

/** The tenants beside the home tenant; none where the setting cannot be read. */
function otherThan(homeId: string | undefined, named: NamedTenants | undefined): string[] {
  return [...(named?.keys() ?? [])].filter((tenantId) => tenantId !== homeId);
}

const anyGuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Without its comma a tenant would be part of the name of the one before, and nobody would look at it. */
function checkCommas(read: SettingReader): void {
  const inEntries = read
    .text('TENANTS')
    ?.split(',')
    .map((entry) => entry.match(anyGuid) ?? []);
  const [tenantId, next] = inEntries?.find((ids) => ids.length > 1) ?? [];
  if (next !== undefined)
    read.mistakes.push(
      `TENANTS has no comma between the tenants ${tenantId} and ${next}: ${fix(namedTenants)}`,
    );
}

function checkAppId(read: SettingReader): void {
  if (read.text('Graph__appId') === undefined)
    read.mistakes.push(`Graph__appId is missing, and TENANTS names other tenants: ${fix(appClientId)}`);
}

function checkSections(read: SettingReader, { of, others }: WatchSections, known: readonly string[]): void {
  if (others.kind === 'list')
    read.mistakes.push(
      'WATCH lists service principals without their tenant, and there are several: set it to the list with the id of its tenant and a colon in front, and ; between tenants',
    );
  for (const tenantId of of.keys())
    if (!known.includes(tenantId))
      read.mistakes.push(
        `WATCH says what to watch of the tenant ${tenantId}, which is neither TENANT_ID nor in TENANTS: add it there, or remove it here`,
      );
}

/**
 * The queue of the work; undefined with one tenant. It is wanted while functions are registered, so this must not throw; what is wrong
 * with the settings is said by the first call.
 */
export function workQueueOf(env: Environment): string | undefined {
  const named = namedTenants.read(given(env.TENANTS) ?? '');
  const homeId = readGuid(given(env.TENANT_ID) ?? '');
  return otherThan(homeId, named).length === 0 ? undefined : (given(env.WORK_QUEUE) ?? defaultWorkQueue);
}
