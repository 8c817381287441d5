import { isStandingStill } from './conditions/overdue.ts';
import type { Instant } from './instant.ts';
import { isRunning } from './job.ts';
import { isPolled, type JobState } from './state.ts';

/** Jobs that stand still although they should run. */
export interface StandingStill {
  readonly jobs: readonly JobState[];
  /** How many should run, those that do included. */
  readonly shouldRun: number;
  /** Whether so many do at once that it is hardly each of them: it is Entra, or the way to it. */
  readonly isMassDelay: boolean;
  /** Since when the first of them does. */
  readonly since: Instant | undefined;
}

/**
 * A tenth of a tenant's jobs does not fall silent at once for reasons of their own. While more than max(5, 10 % of those that should run)
 * do, new begins are held back, and health fails with the one cause.
 */
export function findStandingStill(states: readonly JobState[]): StandingStill {
  const running = states.filter(
    (state) => isPolled(state) && isRunning(state) && !state.conditions.quarantine.isOpen,
  );
  const jobs = running.filter(({ conditions: { overdue } }) => isStandingStill(overdue.facts));
  const [since] = jobs.flatMap(({ conditions: { overdue } }) => overdue.facts?.expectedBy ?? []).sort();
  const shouldRun = running.length;
  return { jobs, shouldRun, isMassDelay: jobs.length > Math.max(5, shouldRun / 10), since };
}
