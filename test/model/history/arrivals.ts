import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { World } from '../poll/world.ts';
import { perform } from '../tenant/perform.ts';
import { Truth } from '../tenant/truth.ts';

/** An application that is new, in a tenant that is polled regularly and answers. */
export interface Arrival {
  /** Principals that are known, with a job each. */
  readonly known: number;
  /** Seconds between two ticks of the timer, and by how much they differ from that. */
  readonly every: number;
  readonly jitter: readonly number[];
  /** When it comes, in seconds. */
  readonly after: number;
  /** Milliseconds a known principal takes, where a run has not time for all. */
  readonly pace: number;
  /** Ticks before it that a run did not live to see the end of. */
  readonly killed: number;
}

export const arrivals: fc.Arbitrary<Arrival> = fc.record({
  known: fc.constantFrom(0, 1, 3, 25, 70),
  every: fc.constantFrom(60, 300, 300, 900, 3600),
  jitter: fc.array(fc.integer({ min: -14, max: 14 }), { minLength: 1, maxLength: 7 }),
  after: fc.integer({ min: 1, max: 8000 }),
  pace: fc.constantFrom(0, 0, 1_000),
  killed: fc.constantFrom(0, 0, 1),
});

/** Milliseconds: with a second an answer some forty fit. */
const budgetMs = 60_000;
/** Runs that have to share a tenant of seventy, and a killed one among them. */
const runsOfRound = 4;

export function tenantOf({ known }: Arrival): Truth {
  const truth = new Truth(Array.from({ length: known + 1 }, () => 1));
  const last = truth.principals.at(-1);
  if (last) last.present = false;
  return truth;
}

/** It is told no later than an interval of discovery and a poll after it came; where runs are too short, a round of polls. */
export async function awaitArrival(world: World, arrival: Arrival): Promise<void> {
  const { truth, settings } = world;
  const { known, every, jitter, after, pace, killed } = arrival;
  const start = truth.now;
  const cameAt = start + after * 1000;
  const polls = pace > 0 && known > 40 ? runsOfRound + killed : 1 + killed;
  const bound = settings.discoveryIntervalMs + (polls * every + 60) * 1000;
  truth.pace = pace;
  let hasCome = false;
  for (let tick = 0; ; tick++) {
    const at = start + (tick * every + (jitter[tick % jitter.length] ?? 0)) * 1000;
    if (!hasCome && at >= cameAt) {
      truth.now = Math.max(truth.now, cameAt);
      perform(truth, { act: 'restorePrincipal', principal: known });
      perform(truth, { act: 'quarantine', job: known, began: 'now' });
      hasCome = true;
    }
    truth.now = Math.max(truth.now, at);
    const isKilled = hasCome && tick < killed + Math.ceil((after + 14) / every);
    const death = { among: 'writing', at: 1, kind: 'died' } as const;
    const meanwhile = { seconds: 0, acts: [], polls: false, table: undefined };
    await world.poll(isKilled ? { ...death, meanwhile } : undefined, budgetMs);
    if (world.publisher.accepted.length > 0) break;
    const waited = truth.now - cameAt;
    assert(!hasCome || waited <= bound, `not told ${Math.round(waited / 1000)} s after it came`);
  }
  assert(truth.now - cameAt <= bound, `told ${Math.round((truth.now - cameAt) / 1000)} s after it came`);
}
