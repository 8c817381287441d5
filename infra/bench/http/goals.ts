import type { Goal } from '../report/goals.ts';
import type { HttpLoad } from './measure-http.ts';

/** How many times the load of a bare row an answer may be. */
const limits = [
  ['one job', 1.3],
  ['one job, 304', 1.1],
  ['feed, idle', 1.2],
] as const;

/** The goals of the answers, of those that were measured. */
export function httpGoals(loads: readonly HttpLoad[]): Goal[] {
  return limits.flatMap(([what, limit]) =>
    loads
      .filter((load) => load.what === what)
      .map(({ ofBare, pace }) => ({
        what: 'bare rows in its place',
        at: `${what}, ${pace}`,
        measured: ofBare,
        limit,
      })),
  );
}
