import type { BusConnection } from '../bus/publisher.ts';
import type { WantedEvents } from '../core/detection.ts';
import { ConfigurationError } from '../core/errors.ts';
import type { Watch } from '../core/watch.ts';
import { type Cloud, clouds } from '../graph/clouds.ts';
import type { TableConnection } from '../table/client.ts';
import { type Environment, isLoopbackHost } from './connections.ts';
import { given } from './setting.ts';
import { defaultSchedule, settings } from './settings.ts';

/** The settings, read and checked. Durations are in milliseconds, URLs without a slash at the end. */
export interface Config {
  readonly tenantId: string;
  /** With the OData filter of discovery; empty for all service principals. */
  readonly watch:
    | (Extract<Watch, { kind: 'tenant' }> & { readonly filter: string })
    | Extract<Watch, { kind: 'list' }>;
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
  };
  readonly snapshotStorage: TableConnection;
  readonly snapshotTable: string;
  readonly serviceBus: BusConnection;
  readonly eventEntity: string;
  readonly includeErrorMessage: boolean;
  readonly wanted: WantedEvents;
  /** Base of links to the connector's own HTTP functions, without `/api`. */
  readonly publicUrl: string | undefined;
}

/**
 * Reads the settings. Names it does not know are the platform's.
 *
 * @throws ConfigurationError (`InvalidConfiguration`) that names every mistake and its fix
 */
export function parseConfig(env: Environment): Config {
  const environment = { ...env };
  const read = settings.safeParse({
    ...environment,
    SnapshotStorage: environment,
    ServiceBus: environment,
  });
  if (!read.success) {
    const mistakes = read.error.issues.map(({ message }) => `- ${message}.`);
    throw new ConfigurationError(
      'InvalidConfiguration',
      ['The settings of the function app are wrong:', ...mistakes].join('\n'),
    );
  }
  const { data } = read;
  const cloud = clouds[data.GRAPH_CLOUD];
  return {
    tenantId: data.TENANT_ID,
    watch: data.WATCH.kind === 'tenant' ? { ...data.WATCH, filter: data.WATCH_FILTER } : data.WATCH,
    discoveryIntervalMs: data.DISCOVERY_INTERVAL,
    confirmAfterMs: data.CONFIRM_AFTER,
    staleAfterMs: data.STALE_AFTER,
    retentionMs: data.RETENTION,
    cloud,
    graph: {
      root: data.GRAPH_ENDPOINT ?? cloud.graphRoot,
      version: data.GRAPH_VERSION,
      clientId: data.Graph__clientId,
    },
    snapshotStorage: data.SnapshotStorage,
    snapshotTable: data.SNAPSHOT_TABLE,
    serviceBus: data.ServiceBus,
    eventEntity: data.EVENT_ENTITY,
    includeErrorMessage: data.INCLUDE_ERROR_MESSAGE === 'true',
    wanted: { changed: data.EMIT_CHANGED === 'true', remindBeforeMs: data.REMIND_BEFORE_DISABLE },
    publicUrl: data.PUBLIC_URL ?? ownUrl(given(env.WEBSITE_HOSTNAME)),
  };
}

/** The platform tells the app's host name; a host on the developer's own machine serves plain HTTP. */
function ownUrl(hostname: string | undefined): string | undefined {
  if (hostname === undefined || !URL.canParse(`https://${hostname}`)) return undefined;
  const scheme = isLoopbackHost(new URL(`https://${hostname}`).hostname) ? 'http' : 'https';
  return `${scheme}://${hostname}`;
}

/** The timer's schedule: asked for while functions are registered, so it must not throw, and the host resolves `%NAME%`. */
export function timerSchedule(env: Environment): string {
  return given(env.POLL_SCHEDULE) === undefined ? defaultSchedule : '%POLL_SCHEDULE%';
}

/**
 * Who may call an HTTP function: the holder of a key, unless the platform itself signs callers in and the key is to be
 * dropped. Asked for while functions are registered; anything doubtful keeps the key.
 */
export function authLevel(env: Environment): 'anonymous' | 'function' {
  const platformSignsIn = given(env.WEBSITE_AUTH_ENABLED)?.toLowerCase() === 'true';
  return given(env.HTTP_AUTH)?.toLowerCase() === 'entra' && platformSignsIn ? 'anonymous' : 'function';
}
