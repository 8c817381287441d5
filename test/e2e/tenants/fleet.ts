import { TableClient } from '@azure/data-tables';
import { expect } from 'vitest';
import { type BusEntities, startBus } from '../../../infra/local/bus/bus.ts';
import { type Cloud, startCloud, workQueueEntity } from '../../../infra/local/cloud.ts';
import type { CloudTenantOptions } from '../../../infra/local/cloud-tenants.ts';
import type {
  FunctionsHost,
  FunctionsHostOptions,
  LogRecord,
} from '../../../infra/local/functions-host/start-functions-host.ts';
import { createTenant, type Tenant } from '../../../infra/local/graph/tenant.ts';
import { startTables, type Tables } from '../../../infra/local/tables/start-tables.ts';
import { stagedApp } from '../../../infra/staged-app.ts';
import { checkWire } from '../../support/contract/check-wire.ts';
import { documentedFetch } from '../../support/contract/documented-answer.ts';
import { endClaimsIn } from '../../support/end-claims.ts';
import { healthyJob } from '../../support/jobs.ts';

export const topic = 'provisioning-quarantine';
export const workQueue = 'provisioning-tenants';
/** The same in each tenant: what is one's must not be told as another's. */
export const applications = [
  '11111111-1111-4111-8111-000000000001',
  '11111111-1111-4111-8111-000000000002',
] as const;
export const jobId = 'scim.1';

/** A line that the connector logged. */
export type Line = Readonly<Record<string, unknown>> & { readonly line: string };

/** As deployed, but for the locks: a test does not wait for a minute. */
const entities: BusEntities = {
  topics: {
    [topic]: { requiresDuplicateDetection: true, subscriptions: { ordered: { requiresSession: true } } },
  },
  queues: {
    [workQueue]: { ...workQueueEntity, lockDurationMs: 5_000 },
  },
};

/** A tenant with healthy applications, whose names say whose they are. */
export function tenantNamed(name: string): Tenant {
  const tenant = createTenant();
  for (const [n, id] of applications.entries()) {
    tenant.addPrincipal({ id, appId: `2222${id.slice(4)}`, displayName: `${name} ${n}` });
    tenant.setJob(id, healthyJob(jobId));
  }
  return tenant;
}

export interface Fleet {
  readonly cloud: Cloud;
  readonly tables: Tables;
  /** What instances logged, those that are gone included, in this order. */
  readonly lines: Line[];
  /** An instance of one scale group. */
  start(only: FunctionsHostOptions['only'], settings?: Record<string, string>): Promise<FunctionsHost>;
  /** The table as it is. */
  readonly table: TableClient;
  /** The time is over for which runs that were killed claim to be at work. */
  endClaims(): Promise<void>;
  /** The timer's function by hand, which sends the tick of this second. @returns how it ended */
  fire(): Promise<LogRecord>;
  /** The same, and then whatever the queue holds until it is empty. */
  tick(): Promise<void>;
  drained(): Promise<void>;
  /** GET of an instance for HTTP, which the first one starts. @throws when the answer is not as documented */
  get(path: string): Promise<Response>;
  close(): Promise<void>;
}

/** When the last tick was, or the last poll began; in milliseconds since 1970. */
function lastBegun(lines: readonly Line[]): number {
  const times = lines.map(({ line, tick, startedAt }) =>
    line === 'tick' ? tick : line === 'poll' ? startedAt : undefined,
  );
  return Math.max(0, ...times.map((time) => (time === undefined ? 0 : Date.parse(String(time)))));
}

/**
 * A deployment with several tenants: an instance for the timer, and as many for the queue as are started.
 *
 * @param options.isPlain over a bus without TLS, to which a test may send for itself
 */
export async function startFleet(
  tenants: readonly CloudTenantOptions[],
  { isPlain = false }: { readonly isPlain?: boolean } = {},
): Promise<Fleet> {
  // Over plain HTTP, where whoever has the key may look at rows and spoil them.
  const tables = await startTables();
  const plain = isPlain ? await startBus({ entities }) : undefined;
  const started = await startCloud({ tenants, bus: entities }).catch(async (error: unknown) => {
    await Promise.all([tables.close(), plain?.close()]);
    throw error;
  });
  const cloud = { ...started, bus: plain ?? started.bus };
  const lines: Line[] = [];
  const singles = new Map<string, Promise<FunctionsHost>>();
  const start: Fleet['start'] = (only, settings = {}) =>
    cloud.startApp({
      appFolder: stagedApp,
      ...(only && { only }),
      settings: {
        SnapshotStorage: tables.connectionString,
        SnapshotStorage__tableServiceUri: '',
        ...(plain && {
          ServiceBus: plain.connectionString ?? '',
          ServiceBus__fullyQualifiedNamespace: '',
          ServiceBus__customEndpointAddress: '',
          ServiceBus__clientId: '',
        }),
        POLL_SCHEDULE: '0 0 0 1 1 *',
        CONFIRM_AFTER: 'PT0.001S',
        ...settings,
      },
      onLog({ message }) {
        if (message.startsWith('{"line":')) lines.push(JSON.parse(message));
      },
    });
  const single = (only: NonNullable<FunctionsHostOptions['only']>) => {
    const host = singles.get(only) ?? start(only);
    singles.set(only, host);
    return host;
  };
  const table = TableClient.fromConnectionString(tables.connectionString, 'ProvisioningSnapshots', {
    allowInsecureConnection: true,
  });
  const fire = async () => {
    const timer = await single('function:poll');
    // A tick by hand is named after its second: one in which a tenant was polled already would ask for nothing.
    await expect
      .poll(() => Date.now() - (Date.now() % 1000), { interval: 20 })
      .toBeGreaterThan(lastBegun(lines));
    const ended = timer.nextExecution('poll');
    await timer.invoke('poll');
    return ended;
  };
  const drained = async () => {
    await expect.poll(() => cloud.bus.counts(workQueue).active, { timeout: 200_000, interval: 20 }).toBe(0);
  };
  return {
    cloud,
    tables,
    lines,
    start,
    table,
    endClaims: () => endClaimsIn(table),
    fire,
    async tick() {
      expect(await fire()).toMatchObject({ result: 'succeeded' });
      await drained();
    },
    drained,
    async get(path) {
      const { url, functionKey } = await single('http');
      return documentedFetch(`${url}/api/${path}`, { headers: { 'x-functions-key': functionKey } });
    },
    async close() {
      try {
        checkWire(cloud, topic);
      } finally {
        await cloud.close();
        await Promise.all([tables.close(), plain?.close()]);
      }
    },
  };
}

/** The heartbeats of a tenant. */
export function heartbeatsOf(lines: readonly Line[], tenantId: string): Line[] {
  return lines.filter(({ line, tenantId: of }) => line === 'poll' && of === tenantId);
}
