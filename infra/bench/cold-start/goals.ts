import type { Goal } from '../report/goals.ts';
import type { ColdStart } from './measure-cold-start.ts';

/** Times, modules and bytes are to be half of what they are without a bundle. */
export function coldStartGoals(starts: readonly ColdStart[]): Goal[] {
  return starts
    .filter(({ isGoal }) => isGoal)
    .map(({ node, what, bundled, unbundled }) => ({
      what: 'of unbundled',
      at: node === undefined ? what : `Node ${node}: ${what}`,
      measured: bundled / unbundled,
      limit: 0.5,
    }));
}
