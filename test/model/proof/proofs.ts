import type { CheckOptions } from './check.ts';
import type { Counts } from './counts.ts';
import { proveArrivals } from './prove-arrivals.ts';
import { proveCrowds, proveHistories, proveMassRemovals } from './prove-histories.ts';
import { proveCrowdRaces, proveDispatchRaces, provePollRaces } from './prove-races.ts';
import { proveTenants } from './prove-tenants.ts';

/** What there is to prove. Each counts what it went through, and throws an Error that shows the failure. */
export const proofs = {
  histories: proveHistories,
  removals: proveMassRemovals,
  crowds: proveCrowds,
  races: provePollRaces,
  crowdRaces: proveCrowdRaces,
  dispatches: proveDispatchRaces,
  arrivals: proveArrivals,
  tenants: proveTenants,
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
  'crowds',
  'histories',
  'arrivals',
  'tenants',
];

export function isProofName(text: string): text is ProofName {
  return Object.hasOwn(proofs, text);
}
