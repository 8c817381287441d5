import { setTimeout } from 'node:timers/promises';
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { createPublisher } from './bus/publisher.ts';
import { createWorkQueue } from './bus/work-queue.ts';
import { parseConfig } from './config/config.ts';
import type { TenantConfig } from './config/tenants.ts';
import type { CallerTenants } from './core/callers.ts';
import type { Tick } from './core/tick.ts';
import { createCredential, createFederatedCredential } from './credential.ts';
import type { Clock, Log } from './poll/ports.ts';
import type { WorkPorts } from './poll/work.ts';
import { createTableStore } from './table/store.ts';
import { createTenantApp, type TenantApp } from './tenant-app.ts';

/** The connector: one tenant or several, and what brings their polls. */
export interface App {
  /** The tenant of the managed identity. */
  readonly home: TenantApp;
  /** Every watched tenant, the home tenant first. */
  readonly tenantIds: readonly string[];
  /** Undefined for one that is not watched. @param tenantId in lower case */
  tenant(tenantId: string): TenantApp | undefined;
  /** Which tenants signed-in callers may see; undefined: all. */
  readonly callers: CallerTenants | undefined;
  /** What polls several tenants; undefined with one. */
  readonly work: WorkPorts | undefined;
  /** The last tick of the schedule; undefined before the first one, and with one tenant. @throws StoreError */
  lastTick(): Promise<Tick | undefined>;
}

let composed: App | undefined;

/**
 * The connector of this process, put together by the first call: a wrong setting fails calls, which say so, rather than the
 * loading of the app, which would leave it without functions and without a word.
 *
 * @throws ConfigurationError that names every wrong setting
 */
export function app(): App {
  composed ??= compose(process.env);
  return composed;
}

/** Settings become adapters, and adapters the tenants' two ways. */
function compose(env: Readonly<Record<string, string | undefined>>): App {
  const config = parseConfig(env);
  const { cloud, graph, misspelledSettings, serviceBus } = config;
  const { home, others, appId, workQueue } = config.tenants;
  const clock: Clock = { now: () => new Date().toISOString(), ticks: () => performance.now() };
  // One for each identity, so that its tokens are shared.
  const credentialOf = remembered((clientId: string | undefined) =>
    createCredential(env, clientId, graph.authorityHost),
  );
  const publisher = createPublisher(serviceBus, credentialOf, config.eventEntity);
  let hasWarned = misspelledSettings.length === 0;
  const warn = (log: Log) => {
    // Health says it at any time; the log, once a process.
    if (!hasWarned) log.error({ line: 'misspelledSettings', settings: misspelledSettings.slice(0, 20) });
    hasWarned = true;
  };
  const graphClient = createDefaultHttpClient();
  const storeOf = remembered((tenantId: string) =>
    createTableStore(
      config.snapshotStorage,
      credentialOf,
      config.snapshotTable,
      tenantId,
      others.length === 0,
    ),
  );
  const { ticks } = storeOf(home.tenantId);
  const lastTick = async () => (others.length === 0 ? undefined : await ticks.lastTick());
  const watchedSince = async () => (await lastTick())?.since;
  const shared = { config, clock, startedAt: clock.now(), publisher, graphClient, warn, watchedSince };
  const identity = credentialOf(graph.clientId);
  const configs = new Map([home, ...others].map((each) => [each.tenantId, each]));
  // Each is put together when it is wanted: of many tenants a process polls only some.
  const appOf = remembered((watched: TenantConfig): TenantApp => {
    const { tenantId } = watched;
    const isHome = watched === home || appId === undefined;
    const audience = cloud.tokenExchangeAudience;
    const credential = isHome
      ? identity
      : createFederatedCredential({
          tenantId,
          appId,
          identity,
          audience,
          authorityHost: graph.authorityHost,
        });
    const routePrefix = isHome ? '' : `/tenants/${tenantId}`;
    return createTenantApp(shared, { tenant: watched, store: storeOf(tenantId), credential, routePrefix });
  });
  // Of an id that is not watched nothing is remembered: callers may give any.
  const tenant = (tenantId: string): TenantApp | undefined => {
    const watched = configs.get(tenantId);
    return watched && appOf(watched);
  };
  const tenantIds = [...configs.keys()];
  return {
    home: appOf(home),
    tenantIds,
    tenant,
    callers: config.callers,
    work:
      others.length === 0
        ? undefined
        : {
            queue: createWorkQueue(serviceBus, credentialOf, workQueue),
            notes: ticks,
            tenantIds,
            tenant,
            clock,
            sleep: (milliseconds) => setTimeout(milliseconds),
          },
    lastTick,
  };
}

/** The function with a memory of what it gave for what. */
function remembered<Key, Value extends object>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
