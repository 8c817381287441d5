import type { HaltReason } from '../../contract/events/event-names.ts';
import { addMilliseconds, dayMs, type Instant } from '../instant.ts';
import { isStopped, type Job, mayRun, saysNothing } from '../job.ts';
import { type Condition, type ConditionReading, twoReads } from './condition.ts';

/** Somebody, or Entra, stopped a job that has run: nobody is provisioned until it is started again. */
export const halt: Condition<'halt'> = {
  assess(reading) {
    const { job, runs, records, record, at } = reading;
    if (mayRun(job)) return { status: 'false' };
    // An answer without a status takes no stop back: else one in each `HALT_AFTER` would keep a stopped job from ever being a halt.
    if (!isStopped(job)) return { status: 'unknown', keepsDoubt: !record.isOpen && saysNothing(job) };
    // Set up, and never started: that is nobody's outage. One that was late in its first cycle was started.
    if (!runs.hasRun && !record.isOpen && !records.overdue.isOpen) return { status: 'none' };
    const facts = { reason: reasonOf(reading), quarantined: records.quarantine.isOpen };
    const lastRan = runs.endedAt ?? runs.steadyAt;
    const isDormant = lastRan !== undefined && lastRan < addMilliseconds(at, -dormantAfterMs);
    const wasSeenOtherwise = record.doubt?.after !== undefined || runs.runningSince !== undefined;
    return { status: 'true', facts, isSilent: isDormant && !wasSeenOtherwise, execution: runs.endedAt ?? '' };
  },
  begin: { afterMs: ({ limits }) => limits.haltAfterMs, execution: 'same' },
  clear: twoReads,
  clearedBy: 'resumed',
  reasonOf: ({ reason }) => ({ reason, errorCode: '' }),
  hasChanges: false,
};

/** A job that stood still for so long when it was first read is nobody's news. */
const dormantAfterMs = 28 * dayMs;

/** Entra switches a job off after four weeks in quarantine; a day before that it was hardly somebody else. */
const givenUpAfterMs = 27 * dayMs;

/** The first that holds. No field of Graph says it: who stopped a job stands in the audit log only. */
function reasonOf({ job, at, runs, record, records }: ConditionReading<'halt'>): HaltReason {
  const series = records.quarantine.isOpen ? records.quarantine.episode?.series : undefined;
  const since = firstSight(record) ?? at;
  if (series !== undefined && addMilliseconds(series, givenUpAfterMs) < since) return 'disabledInQuarantine';
  if (job.escrowsPruned && runs.inFirstCycle) return 'escrowsPruned';
  return byWord(job);
}

function firstSight({ isOpen, episode, doubt }: ConditionReading<'halt'>['record']): Instant | undefined {
  if (isOpen) return episode?.name;
  return doubt?.what === 'began' ? doubt.since : undefined;
}

function byWord({ statusCode, scheduleState }: Job): HaltReason {
  const code = statusCode.toLowerCase();
  if (code === 'notconfigured') return 'notConfigured';
  return scheduleState.toLowerCase() === 'disabled' && code !== 'paused' ? 'disabled' : 'paused';
}
