import type { QuotaLimit } from '../../local/graph/quota.ts';
import { type Peers, poll } from '../peers/start-peer.ts';
import type { World } from '../world/start-world.ts';

export interface QuotaRun {
  readonly quota: QuotaLimit;
  /** Service principals, each of which costs one unit. */
  readonly principals: number;
  readonly milliseconds: number;
  /** What the quota makes of it at least: every window but the last is used up. */
  readonly leastMilliseconds: number;
  /** Refused requests, those inside a batch one by one. */
  readonly refused: number;
}

/** A poll of a tenant that has more service principals than the quota allows at once. It has to end complete. */
export async function measureQuota(
  peers: Peers,
  world: World,
  bundle: string,
  quota: QuotaLimit,
): Promise<QuotaRun> {
  const peer = await peers.start('connector', { ...world.env, BENCH_BUNDLE: bundle });
  try {
    // The first one writes every row, and meets the sweep.
    await peer.run(poll);
    await new Promise((resolve) => setTimeout(resolve, quota.windowMs));
    const { wallMs, graphThrottled = 0 } = await peer.run(poll);
    const principals = world.principals.length;
    const windows = Math.ceil(principals / quota.units) - 1;
    return {
      quota,
      principals,
      milliseconds: wallMs,
      leastMilliseconds: windows * quota.windowMs,
      refused: graphThrottled,
    };
  } finally {
    await peer.stop();
  }
}
