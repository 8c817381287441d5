import { deployment } from '../cost/deployment.ts';
import type { PollUse } from '../cost/monthly-cost.ts';
import { type Peer, type Peers, poll } from '../peers/start-peer.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';
import { type Round, startWorkers, type Workers } from './workers.ts';

/** Polls of all tenants of a world, in the middle of the rounds. */
export interface TenantPolls {
  readonly tenants: number;
  readonly jobs: number;
  readonly delayMs: number;
  /** Instances that take messages; 0: one process that polls without the queue. */
  readonly workers: number;
  readonly wallMs: number;
  /** In each round the wall and the CPU of those of the loop beside it. */
  readonly wallOfLoop: number;
  readonly cpuOfLoop: number;
  /** Of all workers together. */
  readonly cpuMsPerTenant: number;
  readonly tableRequestsPerTenant: number;
  /** How many messages each worker took, in the last round. */
  readonly taken: readonly number[];
  /** From a message's arrival in the queue to the begin of its poll: the middle one, and the longest. */
  readonly waitedMs: number;
  readonly longestWaitedMs: number;
}

/** How many workers share the queue, one queue for each number, so that all can stay warm. */
export const workerCounts = [1, 2, 4] as const;
export const queueOf = (workers: number) => `tenants-${workers}`;

/** One of tenants that take minutes. */
const roundsOf = (jobs: number) => (jobs > 10_000 ? 1 : 3);

/** Unchanged polls of every tenant, once stored: by the loop, then by each number of workers, in turn. */
export async function measureTenants(
  peers: Peers,
  world: World,
  { bundle, staged, delayMs }: { bundle: string; staged: string; delayMs: number },
): Promise<TenantPolls[]> {
  await world.delay(delayMs);
  const loop = await peers.start('connector', { ...world.env, BENCH_BUNDLE: bundle });
  const started: Workers[] = [];
  try {
    // Stores the tenants.
    await pollAll(loop, world);
    for (const count of workerCounts) started.push(await startWorkers(staged, world, queueOf(count), count));
    const seen: CountedRound[][] = [];
    for (let round = 0; round <= roundsOf(world.tenantIds.length * world.jobs.length); round++) {
      const turn = [await counted(world, () => pollAll(loop, world))];
      for (const workers of started) turn.push(await counted(world, workers.pollAll));
      const walls = turn.map(({ wallMs }) => Math.round(wallMs)).join(', ');
      process.stderr.write(
        `  round ${round}, ms by the loop and by ${workerCounts.join(', ')} workers: ${walls}\n`,
      );
      // In the first one the workers sign in to the tenants.
      if (round > 0) seen.push(turn);
    }
    return [0, ...workerCounts].map((workers, place) => summaryOf(seen, place, workers, world, delayMs));
  } finally {
    await loop.stop();
    await Promise.all(started.map((workers) => workers.close()));
  }
}

/** What one poll takes where four run at once: without a queue, as costs are reckoned. */
export function pollUseOf(polls: readonly TenantPolls[]): PollUse {
  const loop = polls.find(({ workers }) => workers === 0);
  if (!loop) throw new Error('The loop was not measured.');
  return {
    wallMs: (loop.wallMs * deployment.tenantsAtOnce) / loop.tenants,
    tableTransactions: loop.tableRequestsPerTenant,
  };
}

async function pollAll(loop: Peer, { tenantIds }: World): Promise<Round> {
  const { wallMs, cpuMs } = await loop.run({ ...poll, call: 'pollTenants', tenantIds });
  return { wallMs, cpuMs, taken: [tenantIds.length], waitedMs: [] };
}

type CountedRound = Round & { readonly tableRequests: number };

async function counted(world: World, pollAll: () => Promise<Round>): Promise<CountedRound> {
  const before = await world.tableRequests();
  const round = await pollAll();
  return { ...round, tableRequests: (await world.tableRequests()) - before };
}

function summaryOf(
  turns: readonly (readonly CountedRound[])[],
  place: number,
  workers: number,
  world: World,
  delayMs: number,
): TenantPolls {
  const pairs = turns.flatMap((turn) => {
    const [loop, own] = [turn[0], turn[place]];
    return loop && own ? [{ loop, own }] : [];
  });
  const own = pairs.map((pair) => pair.own);
  const waited = own.flatMap(({ waitedMs }) => waitedMs);
  return {
    tenants: world.tenantIds.length,
    jobs: world.jobs.length,
    delayMs,
    workers,
    wallMs: median(own.map(({ wallMs }) => wallMs)),
    wallOfLoop: median(pairs.map((pair) => pair.own.wallMs / pair.loop.wallMs)),
    cpuOfLoop: median(pairs.map((pair) => pair.own.cpuMs / pair.loop.cpuMs)),
    cpuMsPerTenant: median(own.map(({ cpuMs }) => cpuMs)) / world.tenantIds.length,
    tableRequestsPerTenant: median(own.map((each) => each.tableRequests)) / world.tenantIds.length,
    taken: own.at(-1)?.taken ?? [],
    waitedMs: median(waited),
    longestWaitedMs: Math.max(...waited),
  };
}
