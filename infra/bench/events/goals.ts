import type { Goal } from '../report/goals.ts';
import type { EventTime } from './measure-events.ts';

/** A run's budget. */
const budgetMs = 8 * 60_000;

/** The goals of events, of those that were measured. */
export function eventGoals(times: readonly EventTime[]): Goal[] {
  return times.flatMap(
    ({ events, jobs, tableDelayMs, delayMs, ofUnchanged, pollMilliseconds, peakRssMiB }) => {
      const at = `${events} of ${jobs} jobs, ${delayMs} ms, table ${tableDelayMs} ms`;
      const goal = (what: string, measured: number, limit: number): Goal => ({ what, at, limit, measured });
      if (tableDelayMs === 20 && events === 1000)
        return [goal('wall of an unchanged poll', ofUnchanged, 1.5)];
      if (jobs === 100_000 && events === 10_000)
        return [goal('wall ms', pollMilliseconds, budgetMs), goal('peak MiB', peakRssMiB, 300)];
      return [];
    },
  );
}
