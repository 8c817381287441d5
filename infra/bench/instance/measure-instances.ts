import type { Figures } from '../peers/peer.ts';
import { type Peers, poll } from '../peers/start-peer.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';
import { type InstanceMb, instances } from './heap.ts';

export interface InstancePolls {
  readonly instance: InstanceMb;
  readonly jobs: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakRssMiB: number;
}

const rounds = 5;

/** Unchanged polls of a world that was polled before, in turn in processes that have the heap of each instance. */
export async function measureInstances(peers: Peers, world: World, bundle: string): Promise<InstancePolls[]> {
  const env = { ...world.env, BENCH_BUNDLE: bundle };
  const started = await Promise.all(
    instances.map(async (instance) => {
      const seen: Figures[] = [];
      return { instance, peer: await peers.start('connector', env, instance), seen };
    }),
  );
  try {
    // The first one of each compiles.
    for (const { peer } of started) await peer.run(poll);
    for (let round = 0; round < rounds; round++) {
      for (const { peer, seen } of started) seen.push(await peer.run(poll));
    }
    return started.map(({ instance, seen }) => ({
      instance,
      jobs: world.jobs.length,
      cpuMs: median(seen.map(({ cpuMs }) => cpuMs)),
      wallMs: median(seen.map(({ wallMs }) => wallMs)),
      peakRssMiB: Math.max(...seen.map(({ peakRssMiB }) => peakRssMiB)),
    }));
  } finally {
    await Promise.all(started.map(({ peer }) => peer.stop()));
  }
}
