import type { CheckOptions } from './check.ts';
import type { Counts } from './counts.ts';
import { proveArrivals } from './prove-arrivals.ts';
import { proveHistories, proveMassRemovals } from './prove-histories.ts';
import { proveDispatchRaces, provePollRaces } from './prove-races.ts';

/** What there is to prove. Each counts what it went through, and throws an Error that shows the failure. */
export const proofs = {
  histories: proveHistories,
  removals: proveMassRemovals,
  races: provePollRaces,
  dispatches: proveDispatchRaces,
  arrivals: proveArrivals,
} satisfies Record<string, (options: CheckOptions) => Promise<Counts>>;

export type ProofName = keyof typeof proofs;

/** All of them in turns, most often the one with most in it. */
export const allInTurns: readonly ProofName[] = [
  'histories',
  'histories',
  'removals',
  'histories',
  'races',
  'histories',
  'histories',
  'dispatches',
  'histories',
  'arrivals',
];

export function isProofName(text: string): text is ProofName {
  return Object.hasOwn(proofs, text);
}
