import type { BusConnection } from '../bus/connect.ts';
import type { CallerTenants } from '../core/callers.ts';
import type { ConditionLimits, WantedEvents } from '../core/detection.ts';
import { ConfigurationError } from '../core/errors.ts';
import { type Cloud, clouds } from '../graph/clouds.ts';
import type { TableConnection } from '../table/client.ts';
import { readCallers } from './callers.ts';
import { isLoopbackHost, readBusConnection, readTableConnection } from './connections.ts';
import { duration } from './duration.ts';
import { type MisspelledSetting, misspelledSettings } from './misspelled-settings.ts';
import { type Environment, given, SettingReader } from './setting-reader.ts';
import {
  cloudName,
  conditions,
  countOfObjects,
  defaultSchedule,
  graphEndpoint,
  identityClientId,
  publicUrl,
  schedule,
  tableName,
  topicOrQueue,
} from './settings.ts';
import { readTenants, type TenantsConfig } from './tenants.ts';
import { choice } from './wanted.ts';
import { readWatchdog, type WatchdogAddress } from './watchdog.ts';

/** The settings, read and checked. Durations are in milliseconds, URLs without a slash at the end. */
export interface Config {
  readonly tenants: TenantsConfig;
  /** Which tenants a signed-in caller may see; undefined: all. */
  readonly callers: CallerTenants | undefined;
  readonly discoveryIntervalMs: number;
  readonly confirmAfterMs: number;
  readonly staleAfterMs: number;
  readonly retentionMs: number;
  readonly cloud: Cloud;
  readonly graph: {
    /** Where requests go: the cloud's, unless GRAPH_ENDPOINT names another address of it. */
    readonly root: string;
    readonly version: 'v1.0' | 'beta';
    /** Of a user-assigned identity. */
    readonly clientId: string | undefined;
    /** Where tokens of other tenants are asked for: the cloud's, unless AZURE_AUTHORITY_HOST names another address of it. */
    readonly authorityHost: string;
  };
  readonly snapshotStorage: TableConnection;
  readonly snapshotTable: string;
  readonly serviceBus: BusConnection;
  readonly eventEntity: string;
  readonly includeErrorMessage: boolean;
  readonly limits: ConditionLimits;
  readonly wanted: WantedEvents;
  /** Base of links to the connector's own HTTP functions, without `/api`. */
  readonly publicUrl: string | undefined;
  /** Who is called after each poll of a tenant; undefined: nobody. */
  readonly watchdog: WatchdogAddress | undefined;
  readonly misspelledSettings: readonly MisspelledSetting[];
}

/**
 * Reads the settings: their names, what they may hold and their defaults. Other names are the platform's, unless they look misspelled.
 *
 * @throws ConfigurationError (`InvalidConfiguration`) that names every mistake and its fix
 */
export function parseConfig(env: Environment): Config {
  const read = new SettingReader(env);
  const tenants = readTenants(read);
  read.optional('POLL_SCHEDULE', schedule, defaultSchedule);
  const discoveryIntervalMs = read.optional('DISCOVERY_INTERVAL', duration('P7D', 'PT1H'), 60 * 60_000);
  const confirmAfterMs = read.optional('CONFIRM_AFTER', duration('P1D', 'PT2M'), 2 * 60_000);
  const staleAfterMs = read.optional('STALE_AFTER', duration('P7D', 'PT15M'), 15 * 60_000);
  const retentionMs = read.optional('RETENTION', duration('P3650D', 'P180D'), 180 * 24 * 60 * 60_000);
  const cloud = read.optional('GRAPH_CLOUD', cloudName, 'Global');
  const graphRoot = read.optional('GRAPH_ENDPOINT', graphEndpoint, undefined);
  const version = read.optional('GRAPH_VERSION', choice('v1.0', 'beta'), 'v1.0');
  const clientId = read.optional('Graph__clientId', identityClientId, undefined);
  const snapshotTable = read.optional('SNAPSHOT_TABLE', tableName, 'ProvisioningSnapshots');
  const eventEntity = read.optional('EVENT_ENTITY', topicOrQueue, 'provisioning-quarantine');
  const includeErrorMessage = read.optional('INCLUDE_ERROR_MESSAGE', choice('true', 'false'), 'true');
  const published = read.optional('CONDITIONS', conditions, onlyQuarantine);
  const haltAfterMs = read.optional('HALT_AFTER', duration('P7D', 'PT30M'), 30 * 60_000);
  const overdueAfterMs = read.optional('OVERDUE_AFTER', duration('P7D', 'PT1H'), 60 * 60_000);
  const initialCycleAfterMs = read.optional(
    'INITIAL_CYCLE_AFTER',
    duration('P28D', 'P2D'),
    2 * 24 * 60 * 60_000,
  );
  const failuresFrom = read.optional('FAILURES_FROM', countOfObjects, 10);
  const failuresClearAfterMs = read.optional(
    'FAILURES_CLEAR_AFTER',
    duration('P28D', 'P1D'),
    24 * 60 * 60_000,
  );
  const emitChanged = read.optional('EMIT_CHANGED', choice('true', 'false'), 'false');
  const remindBeforeMs = read.optional('REMIND_BEFORE_DISABLE', duration('P28D', 'P7D'), undefined);
  const url = read.optional('PUBLIC_URL', publicUrl, undefined);
  const auth = read.optional('HTTP_AUTH', choice('key', 'entra'), 'key');
  const callers = readCallers(read, tenants, auth, platformSignsIn(env));
  const watchdog = readWatchdog(read, tenants.others.length > 0);
  const snapshotStorage = readTableConnection(read);
  const serviceBus = readBusConnection(read);
  const misspelled = misspelledSettings(env, read.names);
  for (const { name, meant } of misspelled)
    if (protective.has(meant) && read.text(meant) === undefined)
      read.mistakes.push(
        `${name} looks like ${meant} and would protect nothing: name it ${meant}, or remove it`,
      );
  if (read.mistakes.length > 0) {
    const lines = read.mistakes.map((mistake) => `- ${mistake}.`);
    throw new ConfigurationError(
      'InvalidConfiguration',
      ['The settings of the function app are wrong:', ...lines].join('\n'),
      read.text('TENANT_CALLERS') === undefined &&
        !misspelled.some(({ meant }) => meant === 'TENANT_CALLERS'),
    );
  }
  return {
    tenants,
    callers,
    discoveryIntervalMs,
    confirmAfterMs,
    staleAfterMs,
    retentionMs,
    cloud: clouds[cloud],
    graph: {
      root: graphRoot ?? clouds[cloud].graphRoot,
      version,
      clientId,
      authorityHost: tenants.authorityHost ?? clouds[cloud].authority,
    },
    snapshotStorage,
    snapshotTable,
    serviceBus,
    eventEntity,
    includeErrorMessage: includeErrorMessage === 'true',
    limits: { haltAfterMs, overdueAfterMs, initialCycleAfterMs, failuresFrom, failuresClearAfterMs },
    wanted: { conditions: published, changed: emitChanged === 'true', remindBeforeMs },
    publicUrl: url ?? ownUrl(given(env.WEBSITE_HOSTNAME)),
    watchdog,
    misspelledSettings: misspelled,
  };
}

/** Without these everybody sees more: a name that only looks like one of them must not pass for one that was never wanted. */
const protective: ReadonlySet<string> = new Set(['TENANT_CALLERS', 'INCLUDE_ERROR_MESSAGE']);

const onlyQuarantine: WantedEvents['conditions'] = new Set(['quarantine']);

/** The platform sets the app's host name; a host on the developer's own machine serves plain HTTP. */
function ownUrl(hostname: string | undefined): string | undefined {
  if (hostname === undefined || !URL.canParse(`https://${hostname}`)) return undefined;
  const scheme = isLoopbackHost(new URL(`https://${hostname}`).hostname) ? 'http' : 'https';
  return `${scheme}://${hostname}`;
}

/** The timer's schedule. It is wanted while functions are registered, so this must not throw; the host resolves `%NAME%`. */
export function timerSchedule(env: Environment): string {
  return given(env.POLL_SCHEDULE) === undefined ? defaultSchedule : '%POLL_SCHEDULE%';
}

/**
 * Who may call an HTTP function: the holder of a key, unless the platform itself signs callers in and the setting says that
 * no key is wanted. It is read while functions are registered; anything doubtful keeps the key.
 */
export function authLevel(env: Environment): 'anonymous' | 'function' {
  const isWanted = given(env.HTTP_AUTH)?.toLowerCase() === 'entra';
  return isWanted && platformSignsIn(env) ? 'anonymous' : 'function';
}

/** Whether the platform's own authentication stands in front of the functions. */
function platformSignsIn(env: Environment): boolean {
  return given(env.WEBSITE_AUTH_ENABLED)?.toLowerCase() === 'true';
}
