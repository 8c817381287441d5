import { randomUUID } from 'node:crypto';
import { createPublisher } from './bus/publisher.ts';
import { parseConfig } from './config/config.ts';
import { createCredential } from './credential.ts';
import { createJobSource } from './graph/job-source.ts';
import { poll } from './poll/poll.ts';
import type { Clock, Poller } from './poll/ports.ts';
import { createTableStore } from './table/store.ts';
import type { ViewContext } from './views/context.ts';

/** The connector: what its triggers can ask of it. */
export type App = ViewContext & Poller;

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

/** Settings become adapters, and adapters the two ways. */
function compose(env: Readonly<Record<string, string | undefined>>): App {
  const config = parseConfig(env);
  const { cloud, graph, tenantId, watch } = config;
  const clock: Clock = { now: () => new Date().toISOString(), ticks: () => performance.now() };
  const credentialOf = (clientId: string | undefined) => createCredential(env, clientId, cloud.authority);
  const store = createTableStore(config.snapshotStorage, credentialOf, config.snapshotTable, tenantId);
  const publisher = createPublisher(config.serviceBus, credentialOf, config.eventEntity);
  const source = createJobSource({
    root: graph.root,
    audience: cloud.graphRoot,
    version: graph.version,
    tenantId,
    filter: watch.kind === 'tenant' ? watch.filter : '',
    includeErrorMessage: config.includeErrorMessage,
    credential: credentialOf(graph.clientId),
  });
  const settings = {
    watch,
    discoveryIntervalMs: config.discoveryIntervalMs,
    confirmAfterMs: config.confirmAfterMs,
    staleAfterMs: config.staleAfterMs,
    retentionMs: config.retentionMs,
    limits: config.limits,
    wanted: config.wanted,
    eventOptions: {
      tenantId,
      portalRoot: cloud.portalRoot,
      publicUrl: config.publicUrl,
      includeErrorMessage: config.includeErrorMessage,
    },
  };
  const { misspelledSettings } = config;
  let hasWarned = misspelledSettings.length === 0;
  return {
    snapshots: store.snapshots,
    clock,
    startedAt: clock.now(),
    staleAfterMs: config.staleAfterMs,
    discoveryIntervalMs: config.discoveryIntervalMs,
    publicUrl: config.publicUrl,
    portalRoot: cloud.portalRoot,
    graphRoot: cloud.graphRoot,
    misspelledSettings,
    poll: ({ budgetMs, log }) => {
      // Health says it at any time; the log, once a process.
      if (!hasWarned) log.error({ line: 'misspelledSettings', settings: misspelledSettings.slice(0, 20) });
      hasWarned = true;
      return poll({ source, store: store.poll, publisher, clock, log }, settings, {
        run: randomUUID(),
        budgetMs,
      });
    },
  };
}
