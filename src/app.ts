import { randomUUID } from 'node:crypto';
import { createPublisher } from './bus/publisher.ts';
import { type Config, parseConfig } from './config/config.ts';
import type { Instant } from './core/instant.ts';
import { createCredential } from './credential.ts';
import { createJobSource } from './graph/job-source.ts';
import { poll } from './poll/poll.ts';
import type { Clock, Poller } from './poll/ports.ts';
import { createTableStore } from './table/store.ts';
import type { SnapshotStore } from './views/ports.ts';

/** The connector: what its triggers can ask of it. */
export interface App extends Poller {
  readonly config: Config;
  readonly clock: Clock;
  /** When this process began. */
  readonly startedAt: Instant;
  readonly snapshots: SnapshotStore;
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

/** Settings -> adapters -> use cases. */
function compose(env: Readonly<Record<string, string | undefined>>): App {
  const config = parseConfig(env);
  const { cloud, graph, tenantId, watch } = config;
  const clock: Clock = { now: () => new Date().toISOString(), ticks: () => performance.now() };
  const withCredential = <T extends { readonly clientId: string | undefined }>(connection: T) => ({
    ...connection,
    credential: createCredential(env, connection.clientId, cloud.authority),
  });
  const { snapshotStorage, serviceBus } = config;
  const store = createTableStore(
    snapshotStorage.kind === 'identity' ? withCredential(snapshotStorage) : snapshotStorage,
    config.snapshotTable,
    tenantId,
  );
  const publisher = createPublisher(
    serviceBus.kind === 'identity' ? withCredential(serviceBus) : serviceBus,
    config.eventEntity,
  );
  const source = createJobSource({
    root: graph.root,
    audience: cloud.graphRoot,
    version: graph.version,
    tenantId,
    filter: watch.kind === 'tenant' ? watch.filter : '',
    includeErrorMessage: config.includeErrorMessage,
    credential: withCredential(graph).credential,
  });
  const settings = {
    watch,
    discoveryIntervalMs: config.discoveryIntervalMs,
    confirmAfterMs: config.confirmAfterMs,
    staleAfterMs: config.staleAfterMs,
    retentionMs: config.retentionMs,
    wanted: config.wanted,
    telling: {
      tenantId,
      portalRoot: cloud.portalRoot,
      publicUrl: config.publicUrl,
      includeErrorMessage: config.includeErrorMessage,
    },
  };
  return {
    config,
    clock,
    startedAt: clock.now(),
    snapshots: store.snapshots,
    poll: ({ budgetMs, log }) =>
      poll({ source, store: store.poll, publisher, clock, log }, settings, {
        run: randomUUID(),
        budgetMs,
      }),
  };
}
