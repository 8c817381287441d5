import type { Task } from '../peers/peer.ts';
import type { Peers } from '../peers/start-peer.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';

export interface ColdStart {
  readonly path: 'timer: one poll' | 'HTTP: first page of jobs';
  /** Milliseconds from the start of Node to the end of the first call. */
  readonly bundled: number;
  readonly unbundled: number;
}

const runs = 9;

/** Each run in a process of its own, in turn bundled and not: from nothing to the end of the first call. */
export async function measureColdStart(
  peers: Peers,
  world: World,
  bundled: string,
  unbundled: string,
): Promise<ColdStart[]> {
  const first = async (bundle: string, task: Task) => {
    const peer = await peers.start('connector', { ...world.env, BENCH_BUNDLE: bundle });
    try {
      return (await peer.run(task)).sinceStartMs;
    } finally {
      await peer.stop();
    }
  };
  const task: Task = { principals: [], jobs: [], changed: 0 };
  const paths = [
    ['timer: one poll', task],
    ['HTTP: first page of jobs', { ...task, call: 'list' }],
  ] as const;
  const measured: ColdStart[] = [];
  for (const [path, asked] of paths) {
    const seen: { bundled: number; unbundled: number }[] = [];
    for (let run = -1; run < runs; run++) {
      const one = { bundled: await first(bundled, asked), unbundled: await first(unbundled, asked) };
      if (run >= 0) seen.push(one);
    }
    measured.push({
      path,
      bundled: median(seen.map((one) => one.bundled)),
      unbundled: median(seen.map((one) => one.unbundled)),
    });
  }
  return measured;
}
