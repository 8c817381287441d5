import { addMilliseconds, dayMs, graphInstant, type Instant, latest } from './instant.ts';
import { hasCode, type Job, saysNothing } from './job.ts';
import { isJsonObject } from './json.ts';

/** What readings have shown of the runs of a job so far. Dates are cut to seconds, as replicas differ in the digits after them. */
export interface RunMemory {
  /** Whether it ever ran: one of its dates says so, a quarantine does, or it was read as active, as it is not before its first run. */
  readonly hasRun: boolean;
  /**
   * Whether it was running by the last answer that said anything of it: one without a status leaves it as it was. Of a job that nobody
   * watches it is not known.
   */
  readonly isRunning: boolean;
  /** First reading that showed it running after one that did not, or anew; or the first of all. Kept while it does not run. */
  readonly runningSince: Instant | undefined;
  /** The latest end of an execution ever read. */
  readonly endedAt: Instant | undefined;
  /** How long the execution lasted whose end was read last, in milliseconds; 0 where it is not known, or cannot be. */
  readonly durationMs: number;
  /** How often its end was seen to move, and within its bound; counted up to 2. */
  readonly endsInTime: number;
  /** The latest steady state ever read, since its last restart. */
  readonly steadyAt: Instant | undefined;
  /** Whether it had no steady state yet when it was last seen running. */
  readonly inFirstCycle: boolean;
}

/** As much as proves that a job runs on its schedule. */
export const enoughEndsInTime = 2;

/** How far ahead a date may lie that is remembered: one that lies further ahead is read, and forgotten. */
const furthestAheadMs = dayMs;

/**
 * The memory after a reading.
 *
 * @param before undefined for a job that was never read, or by a version that remembered nothing
 * @param at the time of the reading, by Graph's clock where ours is far off
 * @param overdueAfterMs see `allowedMs`
 */
export function rememberRuns(
  before: RunMemory | undefined,
  job: Job,
  { at, overdueAfterMs }: { readonly at: Instant; readonly overdueAfterMs: number },
): RunMemory {
  const { ended, began, steady, isNeverSteady } = executionDates(job, addMilliseconds(at, furthestAheadMs));
  const endedAt = latest(ended, before?.endedAt);
  const isRunning = isSeenRunning(job);
  // It had a steady state, and waits for its first run now: somebody restarted it. Dates that are missing alone prove nothing.
  const isRestarted = isRunning && hasCode(job, 'notrun') && isNeverSteady && before?.steadyAt !== undefined;
  const steadyAt = isRestarted ? undefined : latest(steady, before?.steadyAt);
  const wasRunning = before?.isRunning === true;
  const goesOn = wasRunning && before.runningSince !== undefined && !isRestarted;
  const hasMoved = before?.endedAt !== undefined && ended !== undefined && ended > before.endedAt;
  const durationMs =
    ended === undefined || ended !== endedAt
      ? (before?.durationMs ?? 0)
      : began === undefined
        ? 0
        : durationOf(began, ended);
  const isInTime =
    hasMoved &&
    Date.parse(ended) - Date.parse(before.endedAt ?? ended) <=
      allowedMs(intervalMs(job.interval) ?? 0, durationMs, overdueAfterMs);
  return {
    hasRun:
      before?.hasRun === true ||
      job.evidence !== undefined ||
      (isRunning && hasCode(job, 'active')) ||
      endedAt !== undefined ||
      began !== undefined ||
      steadyAt !== undefined,
    isRunning: isRunning || (wasRunning && saysNothing(job) && !job.evidence),
    runningSince: isRunning && !goesOn ? at : before?.runningSince,
    endedAt,
    durationMs,
    endsInTime: Math.min(enoughEndsInTime, (before?.endsInTime ?? 0) + (isInTime ? 1 : 0)),
    steadyAt,
    inFirstCycle: isRunning ? steadyAt === undefined : (before?.inFirstCycle ?? false),
  };
}

/** Whether an answer shows that the job runs: one in quarantine does not, whatever its code. */
export function isSeenRunning({ running, evidence }: Pick<Job, 'running' | 'evidence'>): boolean {
  return running && !evidence;
}

/** No execution lasts a year: one of the two dates is wrong then, and would keep the job from being late for as long. */
function durationOf(began: Instant, ended: Instant): number {
  const durationMs = Math.max(0, Date.parse(ended) - Date.parse(began));
  return durationMs <= longestIntervalDays * dayMs ? durationMs : 0;
}

/**
 * How long after the end of one execution the next one has to end: four intervals, but at least `overdueAfterMs`, and twice as long as
 * the last execution took.
 */
export function allowedMs(everyMs: number, durationMs: number, overdueAfterMs: number): number {
  return Math.max(4 * everyMs, overdueAfterMs) + 2 * durationMs;
}

const duration = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/;
const longestIntervalDays = 366;
const intervals = new Map<string, number | undefined>();
const mostIntervals = 1000;

/**
 * The time between two executions, from an ISO 8601 duration as Graph writes it; undefined for none: blank, zero, or .NET's largest
 * span, by which Graph says that a job has no schedule.
 */
export function intervalMs(interval: string): number | undefined {
  if (intervals.has(interval)) return intervals.get(interval);
  const [, ...numbers] = duration.exec(interval.trim()) ?? [];
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = numbers.map((number) => Number(number ?? 0));
  const milliseconds = days * dayMs + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const found = milliseconds > 0 && milliseconds <= longestIntervalDays * dayMs ? milliseconds : undefined;
  if (intervals.size < mostIntervals) intervals.set(interval, found);
  return found;
}

/** The dates of the last execution and of the last steady state; undefined where they mean "never" or lie after `latestDate`. */
export function executionDates({ raw }: Job, latestDate?: Instant) {
  const status = isJsonObject(raw.status) ? raw.status : {};
  const execution = isJsonObject(status.lastExecution) ? status.lastExecution : {};
  const inTime = (instant: Instant | undefined) =>
    instant !== undefined && instant <= (latestDate ?? instant) ? instant : undefined;
  const first = graphInstant(status.steadyStateFirstAchievedTime);
  const last = graphInstant(status.steadyStateLastAchievedTime);
  return {
    ended: inTime(graphInstant(execution.timeEnded)),
    began: inTime(graphInstant(execution.timeBegan)),
    steady: latest(inTime(last), inTime(first)),
    isNeverSteady: first === undefined && last === undefined,
  };
}
