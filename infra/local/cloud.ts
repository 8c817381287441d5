import { type Bus, type BusEntities, startBus } from './bus/bus.ts';
import { createCertificate } from './certificate.ts';
import {
  type CloudTenant,
  type CloudTenantOptions,
  type CompleteTenant,
  cloudTenants,
  completeTenants,
} from './cloud-tenants.ts';
import {
  type FunctionsHost,
  type FunctionsHostOptions,
  startFunctionsHost,
} from './functions-host/start-functions-host.ts';
import { type Graph, type GraphOptions, startGraph } from './graph/start-graph.ts';
import type { Tenant } from './graph/tenant.ts';
import { type SignIn, type SignInOptions, startSignIn } from './identity/sign-in/start-sign-in.ts';
import { type Identity, type IdentityOptions, startIdentity } from './identity/start-identity.ts';
import { createTemporaryFolder } from './process/temporary-folder.ts';
import { type Subscriber, type SubscriberOptions, startSubscriber } from './subscriber/start-subscriber.ts';
import { startTables, type Tables, type TablesOptions } from './tables/start-tables.ts';

export interface CloudOptions {
  /** An empty one unless given. */
  readonly tenant?: Tenant;
  /**
   * Several, the home tenant first: so many empty ones, or these. The cloud then has a sign-in service, a multi-tenant app with consent in
   * all of them, and a queue for the work; the connector has a user-assigned identity that the app trusts.
   */
  readonly tenants?: number | readonly (Tenant | CloudTenantOptions)[];
  /** Options of the Graph simulator beside its tenant. */
  readonly graph?: Partial<Pick<GraphOptions, 'pageSize' | 'jobPageSize' | 'batch' | 'quota'>>;
  /** The connector's identity has the two app roles that it needs unless given otherwise. */
  readonly identity?: Omit<IdentityOptions, 'tenantId' | 'port'>;
  /** Of the app, where there are several tenants. */
  readonly signIn?: Pick<SignInOptions, 'lifetimeSeconds'>;
  /** Where the tables are kept, in memory unless given; and how long they take. */
  readonly tables?: Pick<TablesOptions, 'folder' | 'latencyMs'>;
  /** The entities of a deployment unless given. */
  readonly bus?: BusEntities;
  /** More variables of each process that the cloud starts: of the tables, of apps and of subscribers; none unless given. */
  readonly processEnv?: Readonly<Record<string, string>>;
}

/** A cloud on one machine, made of parts that speak the protocols of the real ones. */
export interface Cloud {
  readonly tenantId: string;
  readonly tenant: Tenant;
  /** All, the home tenant first. */
  readonly tenants: readonly CloudTenant[];
  readonly graph: Graph;
  readonly identity: Identity;
  /** Only where there are several tenants. */
  readonly signIn: SignIn | undefined;
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
const workQueue = 'provisioning-tenants';
const appId = 'a9900000-5c2e-4f7a-8b31-6d0e9f4c2a58';
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

/** The queue of a deployment with several tenants. */
export const workQueueEntity = {
  requiresDuplicateDetection: true,
  duplicateDetectionWindowMs: 10 * 60_000,
  defaultMessageTimeToLiveMs: 24 * 60 * 60_000,
  maxDeliveryCount: 10,
} as const;
const entitiesOfSeveral: BusEntities = { ...entities, queues: { [workQueue]: workQueueEntity } };

export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const { processEnv } = options;
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
    const { tenant: only, tenants: several } = options;
    const tenants = completeTenants(several ?? [only ? { tenant: only } : {}]);
    const [home, ...others] = tenants;
    if (!home) throw new Error('A cloud has one tenant at least.');
    const { tenantId, tenant } = home;
    const roles = options.identity?.roles ?? neededRoles;
    const identity = await started(
      startIdentity({ tenantId, roles, ...(several && { userAssigned: [{}] }), ...options.identity }),
    );
    const [trusted] = several ? identity.userAssigned : [];
    const [signIn, graph, tables, bus] = await Promise.all([
      trusted &&
        started(
          startSignIn({
            certificate,
            appId,
            trusts: { tenantId, principalId: trusted.principalId },
            tenants: others.map((each) => ({ tenantId: each.tenantId, roles: neededRoles })),
            ...options.signIn,
          }),
        ),
      started(startGraph({ certificate, tenant, tenantId, others, ...options.graph })),
      started(startTables({ certificate, ...(processEnv && { env: processEnv }), ...options.tables })),
      started(
        startBus({
          certificate,
          tenantId,
          entities: options.bus ?? (several ? entitiesOfSeveral : entities),
        }),
      ),
    ]);
    const settings: Readonly<Record<string, string>> = {
      ...settingsOf(tenantId, identity, graph, tables, bus),
      ...(trusted && signIn && settingsOfSeveral(tenants, signIn, trusted.clientId)),
    };
    return {
      tenantId,
      tenant,
      tenants: cloudTenants(tenants, { graph, identity, signIn: signIn?.tenants ?? [] }, roles),
      graph,
      identity,
      signIn,
      tables,
      bus,
      settings,
      caFile: certificate.caFile,
      startApp: ({ settings: more, ...app }) =>
        started(
          startFunctionsHost({
            ...app,
            settings: { ...processEnv, ...settings, ...more },
            caFile: certificate.caFile,
          }),
        ),
      startSubscriber: (subscriber) =>
        started(
          startSubscriber({
            ...subscriber,
            topic,
            fullyQualifiedNamespace: bus.host,
            customEndpointAddress: bus.endpoint,
            env: { ...processEnv, NODE_EXTRA_CA_CERTS: certificate.caFile, ...identity.env },
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

/** What only a deployment with several tenants sets: among them what the Functions host takes in place of host.json's own. */
function settingsOfSeveral(tenants: readonly CompleteTenant[], signIn: SignIn, clientId: string) {
  return {
    TENANTS: tenants.map(({ tenantId, name }) => `${tenantId} ${name}`).join(', '),
    Graph__appId: appId,
    Graph__clientId: clientId,
    SnapshotStorage__clientId: clientId,
    ServiceBus__credential: 'managedidentity',
    ServiceBus__clientId: clientId,
    AZURE_AUTHORITY_HOST: signIn.authorityHost,
    WORK_QUEUE: workQueue,
    AzureFunctionsJobHost__extensionBundle__id: 'Microsoft.Azure.Functions.ExtensionBundle',
    AzureFunctionsJobHost__extensionBundle__version: '[4.*, 5.0.0)',
  };
}
