import { once } from 'node:events';
import { lossesOf } from '../scenario/scenario.ts';
import { checkTenants } from './check-tenants.ts';
import { playScenario } from './play-scenario.ts';
import type { Running } from './running.ts';

/** One run may be under way when the scenario ends, two prove the last clear, and one more sends what waits. */
const runsNeeded = 4;
/** After that many runs, what has not been sent will not be. */
const runsGranted = 30;
/** In shorter beats a condition can be over before it is one. */
const secondMs = 1000;

/** Plays the scenario, checks that an event was sent of all that happened, and returns the exit code. */
export async function playOnce(running: Running): Promise<number> {
  const { cloud, subscriber, scenario, rules, beatMs, stopped, say } = running;
  const since = Date.now();
  await playScenario(running);

  const { messages } = subscriber;
  const aborted = once(stopped.signal, 'abort');
  let wrong: readonly string[] = [];
  for (let run = 1; run <= runsGranted && !stopped.signal.aborted; run++) {
    await Promise.race([running.nextPoll(), aborted]);
    wrong = checkTenants(messages, {
      tenants: cloud.tenants,
      rules,
      sends: beatMs < secondMs ? {} : scenario,
      losses: lossesOf(scenario),
      since,
    });
    if (run >= runsNeeded && wrong.length === 0) break;
  }
  if (stopped.signal.aborted) return 1;
  say(
    `${messages.length} events arrived: ${wrong.length === 0 ? 'all as they should be' : wrong.join('; ')}.`,
    wrong.length === 0 ? 'good' : 'bad',
  );
  return wrong.length > 0 ? 1 : 0;
}
