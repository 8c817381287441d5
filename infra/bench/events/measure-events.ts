import type { Outbreak } from '../options.ts';
import type { Figures } from '../peers/peer.ts';
import { type Peers, poll } from '../peers/start-peer.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';

export interface EventTime extends Outbreak {
  readonly build: string;
  /** Of Microsoft Graph. */
  readonly delayMs: number;
  readonly tableDelayMs: number;
  /** Milliseconds from the last request to Graph to the acknowledgement of the last event. */
  readonly milliseconds: number;
  /** The whole poll. */
  readonly pollMilliseconds: number;
  /** The poll in those that found nothing changed. */
  readonly ofUnchanged: number;
  readonly tableTransactions: number;
  readonly peakRssMiB: number;
}

/** What is measured, and where. */
export interface Place extends Pick<EventTime, 'build' | 'delayMs' | 'tableDelayMs'> {
  readonly bundle: string;
  readonly world: World;
}

/** One of a tenant that takes minutes. */
const roundsOf = (jobs: number) => (jobs > 10_000 ? 1 : 3);

/** Quarantines that begin at once, and how long their events take; the process is warm. */
export async function measureEvents(
  peers: Peers,
  { bundle, world, ...place }: Place,
  counts: readonly number[],
): Promise<EventTime[]> {
  await world.delay(place.delayMs);
  const peer = await peers.start('connector', { ...world.env, BENCH_BUNDLE: bundle });
  try {
    await peer.run(poll);
    await world.change({ what: 'quarantine', count: 1 });
    await peer.run(poll);
    const measured: EventTime[] = [];
    let unchanged = Number.NaN;
    for (const events of [0, ...counts]) {
      const seen: (Figures & { acknowledged: number })[] = [];
      for (let round = 0; round < roundsOf(world.jobs.length); round++) {
        await world.change({ what: 'quarantine', count: events });
        const figures = await peer.run(poll);
        if (figures.eventsSent !== events)
          throw new Error(`${figures.eventsSent} events instead of ${events}`);
        seen.push({ ...figures, acknowledged: await world.sinceRead() });
      }
      const pollMilliseconds = median(seen.map(({ wallMs }) => wallMs));
      if (events === 0) unchanged = pollMilliseconds;
      measured.push({
        ...place,
        jobs: world.jobs.length,
        events,
        milliseconds: median(seen.map(({ acknowledged }) => acknowledged)),
        pollMilliseconds,
        ofUnchanged: pollMilliseconds / unchanged,
        tableTransactions: median(seen.map(({ tableTransactions }) => tableTransactions)),
        peakRssMiB: Math.max(...seen.map(({ peakRssMiB }) => peakRssMiB)),
      });
    }
    return measured;
  } finally {
    await peer.stop();
  }
}
