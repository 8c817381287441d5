import { once } from 'node:events';
import { lossesOf } from '../scenario/scenario.ts';
import { returnsWithinMs } from '../subscriber/start-subscriber.ts';
import { checkFeeds } from './check-feeds.ts';
import { checkTenants } from './check-tenants.ts';
import { playScenario } from './play-scenario.ts';
import { followFeeds, openFeeds, readFeeds } from './read-feeds.ts';
import type { Running } from './running.ts';

/** One run may be under way when the scenario ends, two prove the last clear, and one more sends what waits. */
const runsNeeded = 4;
/** After that many runs, what has not been sent will not be; what was sent may take a subscriber as long as it needs to return. */
const runsGranted = 30;
/** In shorter beats a condition can be over before it is one. */
const secondMs = 1000;

/** Plays the scenario, checks that an event was sent of all that happened, and returns the exit code. */
export async function playOnce(running: Running): Promise<number> {
  const { cloud, subscriber, scenario, rules, beatMs, stopped, say } = running;
  const since = Date.now();
  const feeds = openFeeds(running.app, cloud.tenants);
  const played = new AbortController();
  const following = followFeeds(feeds, played.signal);
  try {
    await playScenario(running);
  } finally {
    played.abort();
    await following;
  }

  const { messages } = subscriber;
  const aborted = once(stopped.signal, 'abort');
  let wrong: readonly string[] = [];
  const returnedAt = Date.now() + returnsWithinMs;
  const isGranted = (run: number) => run <= runsGranted || Date.now() < returnedAt;
  for (let run = 1; isGranted(run) && !stopped.signal.aborted; run++) {
    await Promise.race([running.nextPoll(), aborted]);
    await readFeeds(feeds);
    const losses = lossesOf(scenario);
    wrong = [
      ...checkTenants(messages, {
        tenants: cloud.tenants,
        rules,
        sends: beatMs < secondMs ? {} : scenario,
        losses,
        since,
      }),
      ...checkFeeds(messages, feeds, losses),
    ];
    if (run >= runsNeeded && wrong.length === 0) break;
  }
  if (stopped.signal.aborted) return 1;
  const read = feeds.reduce((sum, { reader }) => sum + reader.events.length, 0);
  say(
    `${messages.length} events arrived, and ${read} were read from the feed: ${wrong.length === 0 ? 'all as they should be' : wrong.join('; ')}.`,
    wrong.length === 0 ? 'good' : 'bad',
  );
  return wrong.length > 0 ? 1 : 0;
}
