import { randomUUID } from 'node:crypto';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { Config } from './config/config.ts';
import type { TenantConfig } from './config/tenants.ts';
import type { Instant } from './core/instant.ts';
import { createJobSource } from './graph/job-source.ts';
import { poll } from './poll/poll.ts';
import type { Clock, EventPublisher, Log, Poller } from './poll/ports.ts';
import type { TableStore } from './table/store.ts';
import type { ViewContext } from './views/context.ts';
import type { EventFeed, EventResender } from './views/ports.ts';
import { callWatchdog } from './watchdog.ts';

/** One tenant: what triggers and callers can ask of it. */
export type TenantApp = ViewContext & Poller & { readonly feed: EventFeed & EventResender };

/** What all tenants of a process share. */
export interface SharedParts {
  readonly config: Config;
  readonly clock: Clock;
  /** When the process began. */
  readonly startedAt: Instant;
  /** Since when polls of every tenant are asked for; undefined where that is not noted. @throws StoreError */
  watchedSince(): Promise<Instant | undefined>;
  readonly publisher: EventPublisher;
  /** By which Microsoft Graph is asked: its connections serve one tenant after the other. */
  readonly graphClient: HttpClient;
  /** Called before each poll. */
  warn(log: Log): void;
}

/** What is a tenant's own. */
export interface TenantParts {
  readonly tenant: TenantConfig;
  readonly store: TableStore;
  /** By which its Microsoft Graph is read. */
  readonly credential: TokenCredential;
  /** Where its routes are below `/api`: empty for the home tenant, and `/tenants/{id}` for others. */
  readonly routePrefix: string;
}

/** Puts the two ways of one tenant together. */
export function createTenantApp(
  { config, clock, startedAt, publisher, graphClient, warn, watchedSince }: SharedParts,
  { tenant, store, credential, routePrefix }: TenantParts,
): TenantApp {
  const { cloud, graph, includeErrorMessage, publicUrl, watchdog } = config;
  const { tenantId, watch } = tenant;
  // A person of the home tenant who follows a link is to come to the tenant that it is about.
  const portalRoot = routePrefix === '' ? cloud.portalRoot : `${cloud.portalRoot}/${tenantId}`;
  const source = createJobSource({
    root: graph.root,
    audience: cloud.graphRoot,
    version: graph.version,
    tenantId,
    appId: routePrefix === '' ? undefined : config.tenants.appId,
    filter: watch.kind === 'tenant' ? watch.filter : '',
    includeErrorMessage,
    credential,
    httpClient: graphClient,
  });
  const settings = {
    watch,
    discoveryIntervalMs: config.discoveryIntervalMs,
    confirmAfterMs: config.confirmAfterMs,
    staleAfterMs: config.staleAfterMs,
    retentionMs: config.retentionMs,
    limits: config.limits,
    wanted: config.wanted,
    eventOptions: { tenantId, portalRoot, publicUrl, routePrefix, includeErrorMessage },
  };
  return {
    tenantId,
    tenantName: tenant.name,
    others: [],
    snapshots: store.snapshots,
    feed: store.feed,
    clock,
    startedAt,
    watchedSince,
    staleAfterMs: config.staleAfterMs,
    discoveryIntervalMs: config.discoveryIntervalMs,
    publicUrl,
    portalRoot,
    graphRoot: cloud.graphRoot,
    misspelledSettings: config.misspelledSettings,
    poll: ({ budgetMs, log, about }) => {
      const ofTenant = logOfTenant(log, tenantId);
      warn(ofTenant);
      const polling = poll({ source, store: store.poll, publisher, clock, log: ofTenant }, settings, {
        run: randomUUID(),
        budgetMs,
        about,
      });
      if (watchdog)
        void callWatchdog(watchdog(tenantId), polling, { log: ofTenant, staleAfterMs: config.staleAfterMs });
      return polling;
    },
  };
}

/** Each line says of which tenant it is, right behind its name: the end of a long one may be cut. */
function logOfTenant(log: Log, tenantId: string): Log {
  const named = (line: object) => ({ line: '', tenantId, ...line });
  return {
    info: (line) => log.info(named(line)),
    error: (line) => log.error(named(line)),
  };
}
