import { addMilliseconds, dayMs, type Instant } from './instant.ts';
import type { JobState, Observation } from './state.ts';

const standsFor = dayMs;

/** Whether a gone job would raise its first doubt: the ones counted by `screenRemovals`. */
export function isNewlyGone(state: JobState, observation: Observation): boolean {
  return observation.kind === 'gone' && state.state !== 'removed' && state.doubt?.what !== 'gone';
}

/**
 * A tenant does not lose a tenth of its applications within minutes; a broken permission or filter looks just like that.
 * When more jobs than max(5, 10 % of the known) are newly gone in one run, or the run read no known job at all, they are unreadable
 * (`massRemoval`) until that has stood for 24 hours.
 *
 * @param knownJobs how many jobs were known, and `knownRead` how many of them this run has read
 * @returns for each newly gone job, in the order given, what to observe in its place
 */
export function screenRemovals(
  newlyGone: readonly { readonly state: JobState; readonly at: Instant }[],
  { knownJobs, knownRead }: { readonly knownJobs: number; readonly knownRead: number },
): Observation[] {
  const hasStood = ({ state, at }: { state: JobState; at: Instant }) =>
    state.unreadable?.cause === 'massRemoval' && addMilliseconds(state.unreadable.since, standsFor) <= at;
  const fresh = newlyGone.filter((job) => !hasStood(job)).length;
  const tooMany = fresh > Math.max(5, knownJobs / 10) || knownRead === 0;
  const seen = knownRead === 0 ? ', and none of them was read' : '';
  return newlyGone.map((job) =>
    tooMany && !hasStood(job)
      ? {
          kind: 'unreadable',
          at: job.at,
          cause: 'massRemoval',
          detail: `${fresh} of ${knownJobs} known jobs vanished at once${seen}; they count as removed once that has stood for 24 hours`,
        }
      : { kind: 'gone', at: job.at, byId: false },
  );
}
