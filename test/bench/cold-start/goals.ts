import type { Goal } from '../report/goals.ts';
import type { ColdStart } from './measure-cold-start.ts';

/** Each time that was measured is to be half of what it is without a bundle. */
export function coldStartGoals(starts: readonly ColdStart[]): Goal[] {
  return starts
    .filter(({ what }) => what.startsWith('ms '))
    .map(({ what, bundled, unbundled }) => ({
      what: 'of unbundled',
      at: what,
      measured: bundled / unbundled,
      limit: 0.5,
    }));
}
