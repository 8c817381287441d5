import type { Instant } from './instant.ts';

/** An occurrence of the poll's schedule. */
export interface Tick {
  /** When it was scheduled. */
  readonly at: Instant;
  /** When the next one is. */
  readonly next: Instant;
}

/** The last tick, as it was noted for people. */
export interface NotedTick extends Tick {
  /** The first of the ticks that were for the same tenants. */
  readonly since: Instant;
}

/** What the host tells a timer of its schedule: the state before the run that it begins. */
export interface ScheduleStatus {
  /** When the run before this one began: its occurrence, or later; year 1 where there was none. */
  readonly last?: string;
  /** This occurrence. Where it lies ahead, somebody runs the timer by hand. */
  readonly next?: string;
}

const minuteMs = 60_000;
const longestIntervalMs = 24 * 60 * minuteMs;
/** Where the host knows of no run before: that of the schedule by default. */
const usualIntervalMs = 5 * minuteMs;
/** The host may run a timer a little early, and clocks of two machines differ. */
const earlyMs = 5_000;

/**
 * The tick for which a timer runs. Every attempt of one occurrence gives the same tick, so that what is named after it is done once.
 *
 * @param status undefined where the host does not watch the schedule: of less than a minute
 * @see https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs
 */
export function tickOf(status: ScheduleStatus | undefined, now: Instant): Tick {
  const time = Date.parse(now);
  const due = Date.parse(status?.next ?? '');
  const intervalMs = status === undefined ? minuteMs : intervalOf(Date.parse(status.last ?? ''), due);
  // After a standstill: the occurrence that is due now, of those that went by.
  const gone = Math.max(0, Math.floor((time - due) / intervalMs));
  const at = due <= time + earlyMs ? due + gone * intervalMs : time - (time % 1000);
  return { at: new Date(at).toISOString(), next: new Date(at + intervalMs).toISOString() };
}

/** To the full minute, since the last run may have begun late. */
function intervalOf(last: number, due: number): number {
  if (!(last > 0 && due > last)) return usualIntervalMs;
  return Math.min(Math.ceil((due - last) / minuteMs) * minuteMs, longestIntervalMs);
}

/**
 * In how many ticks a tenant was not polled. The last one counts once it is over.
 *
 * @param tick the last one that was noted
 * @param polledAt start of the tenant's last poll; undefined where there was none: what is known then is the last tick alone
 */
export function missedTicks({ at, next }: Tick, polledAt: Instant | undefined, now: Instant): number {
  const lastOne = now >= next ? 1 : 0;
  if (polledAt === undefined) return lastOne;
  const beforeMs = Date.parse(at) - Date.parse(polledAt) - earlyMs;
  if (beforeMs <= 0) return 0;
  return lastOne + Math.floor(beforeMs / (Date.parse(next) - Date.parse(at)));
}

/** The work that one message of the queue stands for: one poll of one tenant. */
export interface Work {
  readonly tenantId: string;
  readonly tick: Tick;
}
