import { type Peers, poll } from '../peers/start-peer.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';

export interface EventTime {
  readonly events: number;
  /** Milliseconds from the last request to Graph to the acknowledgement of the last event. */
  readonly milliseconds: number;
}

const rounds = 3;

/** Quarantines that begin at once, and how long their events take; the process is warm. */
export async function measureEvents(peers: Peers, world: World, bundle: string): Promise<EventTime[]> {
  const peer = await peers.start('connector', { ...world.env, BENCH_BUNDLE: bundle });
  try {
    await peer.run(poll);
    await world.change({ what: 'quarantine', count: 1 });
    await peer.run(poll);
    const measured: EventTime[] = [];
    for (const events of [1, 1000]) {
      const seen: number[] = [];
      for (let round = 0; round < rounds; round++) {
        await world.change({ what: 'quarantine', count: events });
        const { eventsSent: sent } = await peer.run(poll);
        if (sent !== events) throw new Error(`${sent} events instead of ${events}`);
        seen.push(await world.sinceRead());
      }
      measured.push({ events, milliseconds: median(seen) });
    }
    return measured;
  } finally {
    await peer.stop();
  }
}
