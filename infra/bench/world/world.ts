/** The simulators in a process of their own: their time and memory are nobody's who is measured. Run by `startWorld`. */
import type { BusEntities } from '../../local/bus/bus.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { quarantine } from '../../local/graph/job.ts';
import { populate } from '../../local/graph/populate.ts';
import { createTenant, type Tenant } from '../../local/graph/tenant.ts';
import { endWithParent } from '../../local/process/child.ts';
import type { Change, FromWorld, ToWorld, WorldOptions } from './messages.ts';
import type { World } from './start-world.ts';

endWithParent();
process.on('message', (message: ToWorld) => void obey(message));

const jobsPerPrincipal = 2.5;
const topic = 'provisioning-quarantine';
/** The dearest setting: everything that can be sent is. */
const everyCondition = 'quarantine,halt,overdue,failures,jobs';

let world: Awaited<ReturnType<typeof build>> | undefined;
let askedAt = 0;
let tableRequests = 0;
/** Where the next change begins, so that it meets other jobs each time. */
let place = 0;
/** From one job that changes to the next: a prime, so that they lie all over the tenant and none is met twice before all were. */
const stride = 7919;

async function obey(message: ToWorld): Promise<void> {
  if (message.kind === 'build') {
    world = await build(message.jobs, message);
    const { env, tenantIds, principals, jobs } = world;
    send({ kind: 'built', env, tenantIds, principals, jobs });
    return;
  }
  if (!world) throw new Error('The world is not built yet.');
  const { cloud, jobs } = world;
  switch (message.kind) {
    case 'serve': {
      // Its timer waits for next January: nothing polls while answers are measured.
      const settings = { POLL_SCHEDULE: '0 0 0 1 1 *' };
      const host = await cloud.startApp({ appFolder: message.appFolder, settings });
      return send({ kind: 'served', url: host.url, key: host.functionKey });
    }
    case 'delay':
      delay(cloud, message.milliseconds);
      break;
    case 'change':
      change(cloud.tenant, jobs, message.change);
      break;
    case 'look':
      break;
  }
  const last = cloud.bus.messages(topic).at(-1)?.acceptedAt ?? 0;
  send({ kind: 'done', askedAt, acceptedAt: last, tableRequests });
}

async function build(
  jobs: number,
  { quota, tableLatencyMs: latencyMs = 0, tenants: count, queues = [] }: WorldOptions,
) {
  const filled = () => {
    const tenant = createTenant();
    populate(tenant, { principals: Math.ceil(jobs / jobsPerPrincipal), jobs });
    return tenant;
  };
  const tenants = Array.from({ length: count ?? 1 }, filled);
  const [tenant = createTenant()] = tenants;
  const principals = [...tenant.principals()].map(({ principal }) => principal.id);
  const cloud = await startCloud({
    ...(count === undefined ? { tenant } : { tenants, bus: busWith(queues) }),
    tables: { latencyMs },
    ...(quota && { graph: { quota } }),
  });
  cloud.tables.faults.add({ match: countTableRequest });
  delay(cloud, 0);
  return {
    cloud,
    env: { ...cloud.settings, CONDITIONS: everyCondition, NODE_EXTRA_CA_CERTS: cloud.caFile },
    tenantIds: cloud.tenants.map(({ tenantId }) => tenantId),
    principals,
    jobs: principals.flatMap((id) => [...(tenant.jobs(id) ?? [])].map((job) => [id, job.id] as const)),
  };
}

function countTableRequest(): boolean {
  tableRequests += 1;
  return false;
}

/** The topic of every deployment, and queues as one with several tenants has them. */
function busWith(queues: readonly string[]): BusEntities {
  const queue = { requiresDuplicateDetection: true };
  return {
    topics: {
      [topic]: {
        requiresDuplicateDetection: true,
        subscriptions: { ordered: { requiresSession: true } },
      },
    },
    queues: Object.fromEntries(queues.map((name) => [name, queue])),
  };
}

/** Graph answers this much later, a batch as a whole. */
function delay({ graph }: Cloud, milliseconds: number): void {
  graph.faults.clear();
  const note = ({ inner }: { readonly inner: boolean }) => {
    if (!inner) askedAt = Date.now();
    return false;
  };
  graph.faults.add({ match: note });
  if (milliseconds > 0) graph.faults.add({ match: { path: /^/ }, inner: false, delayMs: milliseconds });
}

function change(tenant: Tenant, jobs: World['jobs'], { what, count }: Change): void {
  for (let done = 0; done < count; done++, place++) {
    const [principal, id] = jobs[(place * stride) % jobs.length] ?? ['', ''];
    tenant.changeJob(principal, id, (job) =>
      what === 'quarantine'
        ? quarantine(job, { reason: 'EncounteredQuarantineException', at: new Date() })
        : {
            ...job,
            status: {
              ...job.status,
              lastExecution: { ...job.status?.lastExecution, activityIdentifier: `cycle ${place}` },
            },
          },
    );
  }
}

function send(message: FromWorld): void {
  process.send?.(message);
}
