import type { OverdueReason } from '../../contract/events/event-names.ts';
import { boundedText } from '../bounded-text.ts';
import { addMilliseconds, hourMs, type Instant, instantOf, laterOf, latest } from '../instant.ts';
import { type Job, saysNothing } from '../job.ts';
import { jobKindOf } from '../job-kind.ts';
import { isCount, isJsonObject } from '../json.ts';
import { allowedMs, enoughEndsInTime, executionDates, intervalMs } from '../run-memory.ts';
import { type Condition, type ConditionReading, twoReads } from './condition.ts';
import type { Progress, Reason } from './record.ts';

/**
 * It should run and has not, or runs and does not catch up. Judged by the end of the last execution and by the last steady state: the
 * last execution *without any error* stands still while one object fails.
 */
export const overdue: Condition<'overdue'> = {
  assess(reading) {
    const { job, runs, records, record, run } = reading;
    // Runs when somebody uploads, and is idle by nature: what was open before that was known is over.
    const mayIdle = jobKindOf(job.templateId) === 'apiInbound';
    if (mayIdle && !record.isOpen) return { status: 'none' };
    if (records.halt.isOpen) return { status: 'unknown', endedBy: 'halted' };
    if (records.quarantine.isOpen) return { status: 'unknown', endedBy: 'quarantined' };
    // An answer without a status, between two that say that it is late, takes nothing back.
    if (!job.running || job.evidence)
      return { status: 'unknown', keepsDoubt: !record.isOpen && !job.evidence && saysNothing(job) };
    const late = mayIdle ? undefined : latenessOf(reading);
    if (!late) {
      const mayBeOver = mayIdle || isOver(reading);
      return mayBeOver ? { status: 'false', isProof: hasMoved(reading) } : { status: 'unknown' };
    }
    const standsStill = isStandingStill(late);
    return {
      status: 'true',
      facts: {
        ...late,
        runningSince: record.isOpen ? record.facts?.runningSince : runs.runningSince,
        endedAt: runs.endedAt,
        steadyAt: runs.steadyAt,
        progress: progressOf(job),
      },
      // Late in another way is another delay: the one before is over.
      execution: late.reason,
      isSilent: standsStill && runs.endsInTime < enoughEndsInTime,
      heldForMs: standsStill && run.isMassDelay ? heldForMs : undefined,
    };
  },
  begin: { ...twoReads, execution: 'same' },
  clear: twoReads,
  clearedBy: 'caughtUp',
  reasonOf: ({ reason }) => ({ reason, errorCode: '' }),
  hasChanges: false,
};

/** For how long begins are held back while many jobs are late at once. */
const heldForMs = 4 * hourMs;

interface Lateness {
  readonly reason: OverdueReason;
  readonly expectedBy: Instant;
}

/** In which way a job that runs is late; undefined where it is on time, or nothing can be expected of it. */
function latenessOf(reading: ConditionReading<'overdue'>): Lateness | undefined {
  const { runs } = reading;
  const late = latenessIn(reading, { ...runs, isEnding: false, isSteady: false });
  return late && latenessIn(reading, knownDates(reading));
}

/** The dates by which lateness is judged, and what has happened this very moment. */
interface KnownDates {
  readonly endedAt: Instant | undefined;
  readonly steadyAt: Instant | undefined;
  readonly isEnding: boolean;
  readonly isSteady: boolean;
}

/**
 * What lies ahead has just happened, also where it lies so far ahead that it is not remembered; once its time has come it is a date as any other,
 * though the answer is the same and teaches the memory nothing.
 */
function knownDates({ job, now, runs }: ConditionReading<'overdue'>): KnownDates {
  const { ended, steady } = executionDates(job);
  const isEnding = isAfter(ended, now);
  const isSteady = isAfter(steady, now);
  return {
    endedAt: isEnding ? runs.endedAt : latest(ended, runs.endedAt),
    steadyAt: isSteady ? runs.steadyAt : latest(steady, runs.steadyAt),
    isEnding,
    isSteady,
  };
}

function latenessIn(
  { job, now, run, runs }: ConditionReading<'overdue'>,
  { endedAt, steadyAt, isEnding, isSteady }: KnownDates,
): Lateness | undefined {
  const { overdueAfterMs, initialCycleAfterMs } = run.limits;
  const { runningSince } = runs;
  if (runningSince === undefined) return undefined;
  if (steadyAt === undefined && !isSteady)
    return late('initialCycle', runningSince, initialCycleAfterMs, now);

  const everyMs = intervalMs(job.interval);
  if (everyMs !== undefined && !isEnding) {
    const allowed = allowedMs(everyMs, runs.durationMs, overdueAfterMs);
    const standsStill = late('notRunning', laterOf(runningSince, latest(endedAt, steadyAt)), allowed, now);
    if (standsStill) return standsStill;
  }
  // It is behind only as far as it was seen to run since: otherwise nothing is known of it.
  return isSteady || endedAt === undefined
    ? undefined
    : late('backlog', laterOf(runningSince, steadyAt), initialCycleAfterMs, endedAt);
}

/**
 * Whether an open delay may be over, where nothing is late by the clock. A clock that began anew since it was late says nothing: the job was
 * stopped and started, answered in a way that is not known, or was not watched, and has not run by that. Then the dates alone say it, in each
 * way in which it was late. So they do of a job that stood still where no interval is given.
 */
function isOver(reading: ConditionReading<'overdue'>): boolean {
  const { job, now, run, runs, record } = reading;
  const { isOpen, facts, episode } = record;
  if (!isOpen || facts === undefined) return true;
  const { overdueAfterMs, initialCycleAfterMs } = run.limits;
  const { endedAt, steadyAt, isEnding, isSteady } = knownDates(reading);
  // A steady state is reached by a run, also where Graph gives none.
  const ranAt = latest(endedAt, steadyAt);
  const isAnew = runs.runningSince !== facts.runningSince;
  const everyMs = intervalMs(job.interval);

  const hasRun = (): boolean => {
    const allowed = allowedMs(everyMs ?? 0, runs.durationMs, overdueAfterMs);
    return isEnding || (ranAt !== undefined && !late('notRunning', ranAt, allowed, now));
  };
  const hasCaughtUp = (): boolean =>
    isSteady ||
    (steadyAt !== undefined && !late('backlog', steadyAt, initialCycleAfterMs, endedAt ?? steadyAt));
  return [facts, ...(episode?.reasons ?? [])].every((way) =>
    isStandingStill(way) ? (!isAnew && everyMs !== undefined) || hasRun() : !isAnew || hasCaughtUp(),
  );
}

/** Whether the date is newer by which it was late: the end of a run where it stood still, else its steady state. */
function hasMoved({ runs, record: { facts } }: ConditionReading<'overdue'>): boolean {
  if (facts === undefined) return false;
  const hasRun = isStandingStill(facts) && isNewer(runs.endedAt, facts.endedAt);
  return hasRun || isNewer(runs.steadyAt, facts.steadyAt);
}

/** By milliseconds, since nearly every job is on time: to write down an instant takes longer than all of this. */
function late(reason: OverdueReason, since: Instant, afterMs: number, by: Instant): Lateness | undefined {
  return Date.parse(by) - Date.parse(since) > afterMs
    ? { reason, expectedBy: addMilliseconds(since, afterMs) }
    : undefined;
}

function isAfter(date: Instant | undefined, other: Instant): boolean {
  return date !== undefined && date > other;
}

function isNewer(date: Instant | undefined, than: Instant | undefined): boolean {
  return date !== undefined && (than === undefined || date > than);
}

/** Members of a progress that are kept. */
export const mostProgress = 10;

function progressOf({ raw }: Job): Progress[] {
  const list = isJsonObject(raw.status) ? raw.status.progress : undefined;
  if (!Array.isArray(list)) return [];
  return list.slice(0, mostProgress).flatMap((item): Progress[] => {
    if (!isJsonObject(item)) return [];
    const { currentTaskName, description, completedUnits, totalUnits, progressObservationDateTime } = item;
    const observedAt =
      typeof progressObservationDateTime === 'string' ? instantOf(progressObservationDateTime) : undefined;
    const name = [currentTaskName, description].find((text) => typeof text === 'string' && text !== '');
    return [
      {
        name: typeof name === 'string' ? boundedText(name, 256) : '',
        ...(isCount(completedUnits) && { completedUnits }),
        ...(isCount(totalUnits) && { totalUnits }),
        ...(observedAt !== undefined && { observedAt }),
      },
    ];
  });
}

/** Whether a job is late since it stands still. What of a state says so counts for `isMassDelay`. */
export function isStandingStill(late: Pick<Reason, 'reason'> | undefined): boolean {
  return late?.reason === 'notRunning';
}
