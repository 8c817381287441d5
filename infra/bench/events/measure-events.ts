import { type Peers, poll } from '../peers/start-peer.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';

export interface EventTime {
  readonly events: number;
  /** Milliseconds from the last request to Graph to the acknowledgement of the last event. */
  readonly milliseconds: number;
  /** The whole poll. */
  readonly pollMilliseconds: number;
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
    for (const events of [0, 1, 1000]) {
      const seen: { acknowledged: number; poll: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        await world.change({ what: 'quarantine', count: events });
        const { eventsSent: sent, wallMs } = await peer.run(poll);
        if (sent !== events) throw new Error(`${sent} events instead of ${events}`);
        seen.push({ acknowledged: await world.sinceRead(), poll: wallMs });
      }
      measured.push({
        events,
        milliseconds: median(seen.map(({ acknowledged }) => acknowledged)),
        pollMilliseconds: median(seen.map((one) => one.poll)),
      });
    }
    return measured;
  } finally {
    await peer.stop();
  }
}
