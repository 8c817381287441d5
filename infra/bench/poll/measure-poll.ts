import { concurrency } from '../../../src/graph/job-source.ts';
import type { Figures, Task } from '../peers/peer.ts';
import type { Peer, Peers } from '../peers/start-peer.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';

export interface PollCell {
  readonly jobs: number;
  readonly delayMs: number;
  readonly change: ChangeName;
  /** Jobs. */
  readonly changed: number;
  readonly connector: Figures;
  readonly floor: Figures;
  /** The loops' wall milliseconds, scaled up from the jobs that they were given; only where nothing has changed. */
  readonly loop: number | undefined;
  readonly loopOfEight: number | undefined;
}

type ChangeName = 'nothing' | '20 %' | 'all' | '1 % quarantined';

/** Which share of the jobs changes, and how. */
export const changes: readonly (readonly [ChangeName, 'cycle' | 'quarantine', number])[] = [
  ['nothing', 'cycle', 0],
  ['20 %', 'cycle', 0.2],
  ['all', 'cycle', 1],
  ['1 % quarantined', 'quarantine', 0.01],
];
/** One of a tenant that takes minutes. */
const roundsOf = (jobs: number) => (jobs > 10_000 ? 1 : 3);
/** A loop asks for one job like for the next: a part of them says its time. */
const sample = { alone: 100, ofEight: 400 };

/** The environment of a bundle that polls a world one poll right after another: a doubt may be confirmed at once. */
export function pollingEnv(world: World, bundle: string): Readonly<Record<string, string>> {
  return { ...world.env, BENCH_BUNDLE: bundle, CONFIRM_AFTER: 'PT0.001S' };
}

/** All changes of one world at one latency. Connector and floor alternate, and the medians of their rounds count. */
export async function measurePoll(
  peers: Peers,
  world: World,
  bundle: string,
  delayMs: number,
): Promise<PollCell[]> {
  await world.delay(delayMs);
  const env = pollingEnv(world, bundle);
  const connector = await peers.start('connector', env);
  const floor = await peers.start('floor', { ...env, BENCH_CONCURRENCY: `${concurrency}` });
  const task: Task = { principals: world.principals, jobs: [], changed: 0 };
  const cells: PollCell[] = [];
  try {
    for (const peer of [connector, floor]) await peer.run(task);
    for (const [change, what, share] of changes) {
      const seen: { connector: Figures; floor: Figures }[] = [];
      const changed = Math.round(share * world.jobs.length);
      for (let round = 0; round < roundsOf(world.jobs.length); round++) {
        await world.change({ what, count: changed });
        const measured = { ...task, changed };
        seen.push({ connector: await connector.run(measured), floor: await floor.run(measured) });
      }
      cells.push({
        jobs: world.jobs.length,
        delayMs,
        change,
        changed,
        connector: middle(seen.map((one) => one.connector)),
        floor: middle(seen.map((one) => one.floor)),
        loop: change === 'nothing' ? await loop(peers, world, 1, sample.alone) : undefined,
        loopOfEight: change === 'nothing' ? await loop(peers, world, 8, sample.ofEight) : undefined,
      });
    }
  } finally {
    await Promise.all([connector, floor].map((peer: Peer) => peer.stop()));
  }
  return cells;
}

async function loop(peers: Peers, world: World, atOnce: number, most: number): Promise<number> {
  const peer = await peers.start('loop', { ...world.env, BENCH_CONCURRENCY: `${atOnce}` });
  try {
    const jobs = world.jobs.slice(0, most);
    // The first run pays for connections, tokens, the table and compiled code.
    await peer.run({ principals: [], jobs: jobs.slice(0, 40), changed: 0 });
    const { wallMs } = await peer.run({ principals: [], jobs, changed: 0 });
    return (wallMs * world.jobs.length) / jobs.length;
  } finally {
    await peer.stop();
  }
}

/** The run of the median wall time. */
function middle(runs: readonly Figures[]): Figures {
  const wall = median(runs.map(({ wallMs }) => wallMs));
  const found = runs.find(({ wallMs }) => wallMs === wall);
  if (!found) throw new Error('There was no run.');
  return found;
}
