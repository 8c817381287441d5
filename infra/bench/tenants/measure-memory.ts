import type { Left } from '../peers/peer.ts';
import { type Peers, poll } from '../peers/start-peer.ts';
import type { World } from '../world/start-world.ts';

/** What tenants leave in a process, garbage apart. */
export interface TenantMemory {
  readonly tenants: number;
  readonly jobs: number;
  readonly what: 'put together' | 'polled';
  readonly kibATenant: number;
  readonly rssKibATenant: number;
  readonly heapMib: number;
  readonly rssMib: number;
  /** Open connections. */
  readonly sockets: number;
}

/** In a new process, whose first polls of two tenants load what all need. The tenants have been stored. */
export async function measureMemory(peers: Peers, world: World, bundle: string): Promise<TenantMemory[]> {
  const { tenantIds } = world;
  const first = tenantIds.slice(0, 2);
  const peer = await peers.startCollecting('connector', { ...world.env, BENCH_BUNDLE: bundle });
  const leftBy = async (call: 'tenants' | 'pollTenants', ids: readonly string[]) => {
    const { left } = await peer.run({ ...poll, call, tenantIds: ids });
    if (!left) throw new Error('The process does not say what memory is left.');
    return left;
  };
  try {
    for (let round = 0; round < 5; round++) await leftBy('pollTenants', first);
    const before = await leftBy('pollTenants', first);
    const composed = await leftBy('tenants', []);
    const polled = await leftBy('pollTenants', tenantIds);
    const row = (what: TenantMemory['what'], { heapBytes, rssBytes, sockets }: Left): TenantMemory => {
      const more = tenantIds.length - first.length;
      return {
        tenants: tenantIds.length,
        jobs: world.jobs.length,
        what,
        kibATenant: (heapBytes - before.heapBytes) / 2 ** 10 / more,
        rssKibATenant: (rssBytes - before.rssBytes) / 2 ** 10 / more,
        heapMib: heapBytes / 2 ** 20,
        rssMib: rssBytes / 2 ** 20,
        sockets,
      };
    };
    return [row('put together', composed), row('polled', polled)];
  } finally {
    await peer.stop();
  }
}
