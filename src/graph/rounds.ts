import type { Clock } from '../poll/ports.ts';
import { isTransient, type Outcome } from './answer.ts';
import { throttled } from './explain.ts';
import type { Gate } from './gate.ts';
import { createPatience } from './patience.ts';
import type { Timing } from './timing.ts';

/** What paces requests. */
export interface Pace {
  readonly gate: Gate;
  readonly timing: Timing;
  readonly clock: Clock;
}

/**
 * Sends requests that travel together, again and again, each time only those that may still be answered, and waits
 * before each round as long as any of them was asked to.
 *
 * @param count how many requests there are
 * @param send sends those at the given places and gives their outcomes in the same order
 * @returns the last outcome of each
 * @throws the signal's reason when it aborts
 */
export async function inRounds(
  { gate, timing, clock }: Pace,
  count: number,
  send: (places: readonly number[]) => Promise<readonly Outcome[]>,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const patience = createPatience(timing);
  const last = new Map<number, Outcome>();
  let places: readonly number[] = [...Array(count).keys()];
  for (let attempt = 1; places.length > 0; attempt++) {
    if (!(await gate.pass(patience.left(), signal))) break;
    const failed: { place: number; wait: number; throttled: boolean }[] = [];
    for (const [index, outcome] of (await send(places)).entries()) {
      const place = places[index] ?? 0;
      last.set(place, outcome);
      if (!isTransient(outcome)) continue;
      failed.push({ place, wait: patience.waitAfter(attempt, outcome), throttled: isThrottled(outcome) });
    }
    // A few may be throttled for reasons of their own; when most are, it is the connector.
    const held = failed.filter((request) => request.throttled);
    if (held.length * 2 > count) gate.hold(longest(held));

    const again = failed.filter(({ wait }) => patience.allows(attempt, wait));
    places = again.map(({ place }) => place);
    if (again.length > 0) await timing.sleep(longest(again), signal);
  }
  return Array.from({ length: count }, (_, place) => last.get(place) ?? heldBack(clock));
}

function isThrottled(outcome: Outcome): boolean {
  if (outcome.kind === 'silence') return false;
  return outcome.status === 429 || (outcome.status === 503 && outcome.header('retry-after') !== undefined);
}

function longest(requests: readonly { readonly wait: number }[]): number {
  return Math.max(...requests.map(({ wait }) => wait));
}

/** The outcome of a request that was not sent. */
function heldBack(clock: Clock): Outcome {
  return { kind: 'silence', at: clock.now(), cause: throttled, transient: false };
}
