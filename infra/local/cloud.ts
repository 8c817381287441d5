import { type Bus, type BusEntities, startBus } from './bus/bus.ts';
import { createCertificate } from './certificate.ts';
import {
  type FunctionsHost,
  type FunctionsHostOptions,
  startFunctionsHost,
} from './functions-host/start-functions-host.ts';
import { type Graph, type GraphOptions, startGraph } from './graph/start-graph.ts';
import { createTenant, type Tenant } from './graph/tenant.ts';
import { type Identity, type IdentityOptions, startIdentity } from './identity/start-identity.ts';
import { createTemporaryFolder } from './process/temporary-folder.ts';
import { type Subscriber, type SubscriberOptions, startSubscriber } from './subscriber/start-subscriber.ts';
import { startTables, type Tables, type TablesOptions } from './tables/start-tables.ts';

export interface CloudOptions {
  /** An empty one unless given. */
  readonly tenant?: Tenant;
  /** Options of the Graph simulator beside its tenant. */
  readonly graph?: Partial<Pick<GraphOptions, 'pageSize' | 'jobPageSize' | 'batch' | 'quota'>>;
  /** The connector's identity has the two app roles that it needs unless given otherwise. */
  readonly identity?: Omit<IdentityOptions, 'tenantId' | 'port'>;
  /** Where the tables are kept; in memory unless given. */
  readonly tables?: Pick<TablesOptions, 'folder'>;
  /** The entities of a deployment unless given. */
  readonly bus?: BusEntities;
}

/** A cloud on one machine, made of parts that speak the protocols of the real ones. */
export interface Cloud {
  readonly tenantId: string;
  readonly tenant: Tenant;
  readonly graph: Graph;
  readonly identity: Identity;
  readonly tables: Tables;
  readonly bus: Bus;
  /** The app settings of the connector, as a deployment would set them: identities and endpoints, no key. */
  readonly settings: Readonly<Record<string, string>>;
  /** PEM file of the authority to trust: NODE_EXTRA_CA_CERTS of other processes. */
  readonly caFile: string;
  /** Runs the staged app. `settings` are added to the cloud's, or replace them. */
  startApp(options: AppOptions): Promise<FunctionsHost>;
  startSubscriber(
    options: Pick<SubscriberOptions, 'subscription' | 'onMessage' | 'onProblem'>,
  ): Promise<Subscriber>;
  /** Stops everything, apps and subscribers included, and leaves nothing behind. */
  close(): Promise<void>;
}

export type AppOptions = Omit<FunctionsHostOptions, 'settings' | 'caFile'> & {
  readonly settings?: Readonly<Record<string, string>>;
};

const topic = 'provisioning-quarantine';
const neededRoles = ['Synchronization.Read.All', 'Application.Read.All'];

/** The entities of a deployment: one topic, a subscription without sessions for workflows and one with them for code. */
const entities: BusEntities = {
  topics: {
    [topic]: {
      requiresDuplicateDetection: true,
      subscriptions: { workflows: {}, ordered: { requiresSession: true } },
    },
  },
};

export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const folder = await createTemporaryFolder('local-cloud-');
  // Closed in reverse: what was started last depends on what was started first.
  const closing: (() => Promise<void>)[] = [folder.remove];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  const started = async <T extends { close(): Promise<void> }>(part: Promise<T>): Promise<T> => {
    const running = await part;
    closing.push(() => running.close());
    return running;
  };
  try {
    const certificate = await createCertificate(folder.path);
    const tenantId = '5a3f1c9e-7b24-4d80-9c61-2e8f0a4b6d13';
    const tenant = options.tenant ?? createTenant();
    const [identity, graph, tables, bus] = await Promise.all([
      started(startIdentity({ tenantId, roles: neededRoles, ...options.identity })),
      started(startGraph({ certificate, tenant, tenantId, ...options.graph })),
      started(startTables({ certificate, ...options.tables })),
      started(startBus({ certificate, tenantId, entities: options.bus ?? entities })),
    ]);
    const settings = settingsOf(tenantId, identity, graph, tables, bus);
    return {
      tenantId,
      tenant,
      graph,
      identity,
      tables,
      bus,
      settings,
      caFile: certificate.caFile,
      startApp: ({ settings: more, ...app }) =>
        started(
          startFunctionsHost({ ...app, settings: { ...settings, ...more }, caFile: certificate.caFile }),
        ),
      startSubscriber: (subscriber) =>
        started(
          startSubscriber({
            ...subscriber,
            topic,
            fullyQualifiedNamespace: bus.host,
            customEndpointAddress: bus.endpoint,
            env: { NODE_EXTRA_CA_CERTS: certificate.caFile, ...identity.env },
          }),
        ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function settingsOf(tenantId: string, identity: Identity, graph: Graph, tables: Tables, bus: Bus) {
  return {
    TENANT_ID: tenantId,
    GRAPH_ENDPOINT: graph.endpoint,
    SnapshotStorage__tableServiceUri: tables.url,
    ServiceBus__fullyQualifiedNamespace: bus.host,
    ServiceBus__customEndpointAddress: bus.endpoint,
    ...identity.env,
  };
}
