import { addMilliseconds, type Instant } from './instant.ts';

/** An occurrence of the poll's schedule. */
export interface Tick {
  /** When it was scheduled. */
  readonly at: Instant;
  /** When the next one is. */
  readonly next: Instant;
}

/** What the host tells a timer of its schedule: the state before the run that it begins. */
export interface ScheduleStatus {
  /** The occurrence before this one; year 1 where there was none. */
  readonly last?: string;
  /** This occurrence, a little before the time of day or at it. */
  readonly next?: string;
}

/** Where the schedule's interval is not known: the first tick after a deployment. */
const usualIntervalMs = 5 * 60_000;
const longestIntervalMs = 24 * 60 * 60_000;
/** The host may run a timer a little early, and the clocks of two machines differ. */
const earlyMs = 5_000;

/**
 * The tick for which a timer runs. Every attempt of one occurrence gives the same tick, so that what is named after it is not done twice.
 *
 * @param status undefined where the host does not watch the schedule
 */
export function tickOf(status: ScheduleStatus | undefined, now: Instant): Tick {
  const [last, next] = [Date.parse(status?.last ?? ''), Date.parse(status?.next ?? '')];
  const time = Date.parse(now);
  const given = next - last;
  const intervalMs = given > 0 && given <= longestIntervalMs ? given : usualIntervalMs;
  // A tick that is long past is one of an app that stood still: what it was for is due now.
  const isThisOne = next <= time + earlyMs && next > time - intervalMs;
  const at = new Date(isThisOne ? next : time - (time % 1000)).toISOString();
  return { at, next: addMilliseconds(at, intervalMs) };
}

/**
 * How many ticks have gone by, up to the last one, in which a tenant was not polled. The last one itself counts once it is over.
 *
 * @param tick the last one that was noted
 * @param polledAt start of the tenant's last poll; undefined where there was none: then all that is known is that it is at least one
 */
export function missedTicks({ at, next }: Tick, polledAt: Instant | undefined, now: Instant): number {
  const isOver = now >= next ? 1 : 0;
  if (polledAt === undefined) return isOver;
  if (polledAt >= at) return 0;
  const intervalMs = Date.parse(next) - Date.parse(at);
  return isOver + Math.floor((Date.parse(at) - Date.parse(polledAt) - 1) / intervalMs);
}

/** The work that one message of the queue stands for: one poll of one tenant. */
export interface Work {
  readonly tenantId: string;
  readonly tick: Tick;
}
