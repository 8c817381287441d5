import type { OverdueReason } from '../../contract/events/event-names.ts';
import { boundedText } from '../bounded-text.ts';
import { addMilliseconds, hourMs, type Instant, instantOf, laterOf } from '../instant.ts';
import type { Job } from '../job.ts';
import { jobKindOf } from '../job-kind.ts';
import { isJsonObject } from '../json.ts';
import { allowedMs, enoughEndsInTime, executionDates, intervalMs } from '../run-memory.ts';
import { type Condition, type ConditionReading, twoReads } from './condition.ts';
import type { OverdueFacts, Progress } from './record.ts';

/**
 * It should run and has not, or runs and does not catch up. Judged by the end of the last execution and by the last steady state: the
 * last execution *without any error* stands still while one object fails.
 */
export const overdue: Condition<'overdue'> = {
  assess(reading) {
    const { job, now, runs, records, record, run } = reading;
    // Runs when somebody uploads, and is idle by nature.
    if (jobKindOf(job.templateId) === 'apiInbound') return { status: 'none' };
    if (records.halt.isOpen) return { status: 'unknown', endedBy: 'halted' };
    if (records.quarantine.isOpen) return { status: 'unknown', endedBy: 'quarantined' };
    if (!job.running || job.evidence) return { status: 'unknown' };
    const late = latenessOf(reading);
    if (!late || now <= late.expectedBy) {
      const { facts } = record;
      const hasMoved =
        facts !== undefined &&
        (isNewer(runs.endedAt, facts.endedAt) || isNewer(runs.steadyAt, facts.steadyAt));
      return { status: 'false', isProof: hasMoved };
    }
    const isStandingStill = late.reason === 'notRunning';
    return {
      status: 'true',
      facts: { ...late, endedAt: runs.endedAt, steadyAt: runs.steadyAt, progress: progressOf(job) },
      isSilent: isStandingStill && runs.endsInTime < enoughEndsInTime,
      heldForMs: isStandingStill && run.isMassDelay ? heldForMs : undefined,
    };
  },
  begin: twoReads,
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

/** What is expected next of a job that runs, and by when at the latest; undefined where nothing can be expected. */
function latenessOf({ job, now, run, runs }: ConditionReading<'overdue'>): Lateness | undefined {
  const { overdueAfterMs, initialCycleAfterMs } = run.limits;
  const { runningSince, endedAt, steadyAt } = runs;
  if (runningSince === undefined) return undefined;
  // What lies ahead has just happened, also where it lies so far ahead that it is not remembered.
  const { ended, steady } = executionDates(job);
  const justEnded = isAfter(ended, now);
  const justSteady = isAfter(steady, now);
  if (steadyAt === undefined && !justSteady)
    return { reason: 'initialCycle', expectedBy: addMilliseconds(runningSince, initialCycleAfterMs) };

  const everyMs = intervalMs(job.interval);
  const caughtUpBy = addMilliseconds(laterOf(runningSince, steadyAt), initialCycleAfterMs);
  const nextEndBy =
    everyMs === undefined || justEnded
      ? undefined
      : addMilliseconds(laterOf(runningSince, endedAt), allowedMs(everyMs, runs.durationMs, overdueAfterMs));
  if (nextEndBy !== undefined && now > nextEndBy) return { reason: 'notRunning', expectedBy: nextEndBy };
  // It is behind only as far as it was seen to run since: otherwise nothing is known of it.
  return !justSteady && isAfter(endedAt, caughtUpBy)
    ? { reason: 'backlog', expectedBy: caughtUpBy }
    : undefined;
}

function isAfter(date: Instant | undefined, other: Instant): boolean {
  return date !== undefined && date > other;
}

function isNewer(date: Instant | undefined, than: Instant | undefined): boolean {
  return date !== undefined && (than === undefined || date > than);
}

const mostProgress = 10;

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

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** What of a state says that its job stands still: see `isMassDelay`. */
export function isStandingStill(facts: OverdueFacts | undefined): boolean {
  return facts?.reason === 'notRunning';
}
