import { type ConditionType, conditionTypes } from '../../../src/contract/events/event-names.ts';
import type { usualStates } from '../../../src/contract/http/query-values.ts';
import { secondsInWords } from '../../../src/core/duration-words.ts';
import { timeOf } from '../graph/entra-time.ts';
import { hasRun, isRunning, type SynchronizationJob } from '../graph/job.ts';
import type { Motion } from '../graph/motion.ts';
import type { JobRecord, Tenant } from '../graph/tenant.ts';
import type { Rules } from './rules.ts';

/** `unclear`: neither, such as the quarantine of a paused job; nothing can be concluded from it. */
export type Truth = 'holds' | 'over' | 'unclear';

/** One of the words that the connector has for jobs that are watched. */
type StateWord = (typeof usualStates)[number];

/** A job as Entra holds it, or held it. */
export interface TrueJob {
  readonly servicePrincipalId: string;
  readonly displayName: string;
  readonly jobId: string;
  readonly isHeld: boolean;
  /** How often it went. */
  readonly removals: number;
  readonly hasRun: boolean;
  /** When its last execution ended, in milliseconds since 1970. */
  readonly lastRunAt: number | undefined;
  readonly truths: Readonly<Record<ConditionType, Truth>>;
  readonly state: StateWord;
  /** What Graph shows of it, in short. */
  readonly words: string;
}

/** What is true of each job, by the connector's rules, but from what the simulator knows rather than from what one can read. */
export function* trueJobs(tenant: Tenant, rules: Rules, now = new Date()): Iterable<TrueJob> {
  for (const record of tenant.jobRecords()) yield trueJob(record, rules, now.getTime());
}

/** A halted job that ran so long ago counts as given up by its owner. */
const dormantAfterMs = 28 * 24 * 60 * 60_000;

function trueJob(
  { principal, job, motion, isHeld, removals }: JobRecord,
  rules: Rules,
  now: number,
): TrueJob {
  const truths = truthsOf(job, motion, rules, now);
  return {
    servicePrincipalId: principal.id,
    displayName: principal.displayName,
    jobId: job.id,
    isHeld,
    removals,
    hasRun: hasRun(job),
    lastRunAt: timeOf(job.status?.lastExecution?.timeEnded),
    truths,
    state: stateOf(job, truths),
    words: wordsOf(job, motion, now),
  };
}

function truthsOf(
  job: SynchronizationJob,
  motion: Motion,
  rules: Rules,
  now: number,
): Readonly<Record<ConditionType, Truth>> {
  const quarantine = quarantineOf(job);
  const halt = haltOf(job, now);
  const runs = isRunning(job);
  return {
    quarantine,
    halt,
    // Where it does not run for a reason, that reason ends what was late.
    overdue: runs
      ? overdueOf(job, motion, rules, now)
      : [quarantine, halt].includes('holds')
        ? 'over'
        : 'unclear',
    failures: runs ? failuresOf(job, motion, rules) : 'unclear',
  };
}

function quarantineOf(job: SynchronizationJob): Truth {
  if (job.status?.code === 'Quarantine') return 'holds';
  return isRunning(job) ? 'over' : 'unclear';
}

function haltOf(job: SynchronizationJob, now: number): Truth {
  const isHalted = isSwitchedOff(job);
  if (!isHalted) return job.schedule?.state === 'Active' ? 'over' : 'unclear';
  const endedAt = timeOf(job.status?.lastExecution?.timeEnded);
  if (endedAt === undefined) return hasQuarantine(job) ? 'unclear' : 'over';
  return now - endedAt > dormantAfterMs ? 'unclear' : 'holds';
}

function isSwitchedOff({ schedule, status }: SynchronizationJob): boolean {
  const isOff = schedule?.state === 'Disabled' || schedule?.state === 'Paused';
  return isOff || status?.code === 'Paused' || status?.code === 'NotConfigured';
}

function overdueOf(job: SynchronizationJob, motion: Motion, rules: Rules, now: number): Truth {
  const { runningSince = now, isStalled, intervalMs } = motion;
  if (timeOf(job.status?.steadyStateLastAchievedTime) === undefined)
    return now - runningSince > rules.initialCycleAfterMs ? 'holds' : 'over';
  if (!isStalled) return 'over';
  const { timeBegan, timeEnded } = job.status?.lastExecution ?? {};
  const [beganAt, endedAt] = [timeOf(timeBegan) ?? now, timeOf(timeEnded) ?? now];
  const allowedMs = Math.max(4 * intervalMs, rules.overdueAfterMs) + 2 * (endedAt - beganAt);
  return now - Math.max(runningSince, endedAt) > allowedMs ? 'holds' : 'unclear';
}

function failuresOf(job: SynchronizationJob, { isStalled }: Motion, { failuresFrom }: Rules): Truth {
  const count = job.status?.lastExecution?.countEscrowed ?? 0;
  const from = Math.max(failuresFrom, entriesOf(job) / 100);
  // No other execution will confirm what the last one shows.
  if (isStalled) return 'unclear';
  if (count >= from) return 'holds';
  return count < from / 2 ? 'over' : 'unclear';
}

function entriesOf({ status }: SynchronizationJob): number {
  const types = status?.synchronizedEntryCountByType;
  if (!Array.isArray(types)) return 0;
  return types.reduce((sum: number, { value }: { value?: unknown }) => sum + Number(value ?? 0), 0);
}

function hasQuarantine({ status }: SynchronizationJob): boolean {
  const found = status?.quarantine;
  return Boolean(found) && (timeOf(found?.seriesBegan) !== undefined || (found?.seriesCount ?? 0) > 0);
}

const wordOf: Readonly<Record<ConditionType, StateWord>> = {
  quarantine: 'quarantined',
  halt: 'halted',
  overdue: 'overdue',
  failures: 'failing',
};

function stateOf(job: SynchronizationJob, truths: Readonly<Record<ConditionType, Truth>>): StateWord {
  if (hasQuarantine(job)) return 'quarantined';
  const worst = conditionTypes.find((condition) => truths[condition] === 'holds');
  if (worst) return wordOf[worst];
  if (!isRunning(job)) return isSwitchedOff(job) ? (hasRun(job) ? 'halted' : 'notStarted') : 'unknown';
  return timeOf(job.status?.steadyStateLastAchievedTime) === undefined ? 'starting' : 'healthy';
}

function wordsOf({ schedule, status }: SynchronizationJob, { isStalled }: Motion, now: number): string {
  const last = status?.lastExecution;
  const endedAt = timeOf(last?.timeEnded);
  const words = [
    status?.code,
    status?.quarantine?.reason,
    schedule?.state === 'Active' || schedule?.state === status?.code
      ? undefined
      : `schedule ${schedule?.state}`,
    last?.countEscrowed ? `${last.countEscrowed} objects fail` : undefined,
    isStalled ? 'stalled' : undefined,
    endedAt === undefined ? undefined : `last run ${secondsInWords(Math.max(0, now - endedAt) / 1000)} ago`,
  ];
  return words.filter(Boolean).join(', ') || 'no status';
}
