import { addMilliseconds, dayMs, type Instant } from './instant.ts';
import type { Observation } from './observe.ts';
import type { JobState } from './state.ts';

const believedAfterMs = dayMs;

/** A job that was not found. */
interface Missing {
  readonly state: JobState;
  readonly at: Instant;
  /** Whether Graph does not know it by its id either. */
  readonly byId: boolean;
}

/** What a run has seen of the jobs that were known before it. */
export interface KnownJobs {
  readonly count: number;
  readonly read: number;
  /** Those that a list lacked for the first time, and whose id was not answered: Graph throttles just when many are asked for. */
  readonly unsettled: number;
}

/**
 * A tenant does not lose a tenth of its applications within minutes; a broken permission or filter looks just like that. When more jobs
 * than max(5, 10 % of the known) are newly missing in one run, those are unreadable (`massRemoval`) until that has lasted for 24 hours, also
 * where fewer are missing in later runs. A run that read no known job at all believes no absence, not even the second one of a job.
 *
 * @returns for each missing job, in the order given, what to observe
 */
export function screenRemovals(missing: readonly Missing[], known: KnownJobs): Observation[] {
  const held = missing.filter((job) => !isLongMissing(job));
  const fresh = held.filter(({ state }) => state.absence === undefined);
  const marked = fresh.filter(({ state }) => state.unreadable?.cause === 'massRemoval');
  const isBlind = known.read === 0;
  const tooMany = fresh.length + known.unsettled > Math.max(5, known.count / 10);
  const unbelieved = new Set(isBlind ? held : tooMany ? fresh : marked);
  const seen = isBlind ? ', and none of them was read' : '';
  const lacking = unbelieved.size + known.unsettled;
  const detail = `${lacking} of ${known.count} known jobs vanished at once${seen}; they count as removed once that has lasted for 24 hours`;
  return missing.map((job) => {
    const { at, byId } = job;
    return unbelieved.has(job)
      ? { kind: 'unreadable', at, cause: 'massRemoval', detail }
      : { kind: 'gone', at, byId };
  });
}

/** Whether a job that vanished with many others has been missing for long enough. */
export function isLongMissing({ state: { unreadable }, at }: Pick<Missing, 'state' | 'at'>): boolean {
  return unreadable?.cause === 'massRemoval' && addMilliseconds(unreadable.since, believedAfterMs) <= at;
}
