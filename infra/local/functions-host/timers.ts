import type { TimerFunctionInfo } from './function-info.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import type { ScheduleMonitor, ScheduleStatus } from './schedule-status.ts';

/** What the host hands to a timer function, before the library changes the case of its names. */
export interface TimerInput {
  readonly Schedule: { readonly AdjustForDST: boolean };
  readonly ScheduleStatus: {
    readonly Last: string;
    readonly Next: string;
    readonly LastUpdated: string;
  } | null;
  readonly IsPastDue: boolean;
}

export interface Timer {
  /** For a run by hand, beside the schedule. */
  input(): TimerInput;
  start(): void;
  /** No run begins after this. One that has begun goes on. */
  stop(): void;
}

// setTimeout takes no longer time than this; the rest is waited for in further turns.
const longestWait = 24 * 24 * 60 * 60 * 1000;
const never = '0001-01-01T00:00:00+00:00';

/**
 * A timer of the platform. One scheduled run at a time: the next is armed when one has ended. A run that outlasts its
 * interval is followed by one more at once, never by one for every occurrence missed. With a monitor, an occurrence that
 * passed while the host was away is made up for once, at the start, as past due. A run is given the status from before it, as by
 * TimerListener in azure-webjobs-sdk-extensions: `Next` is the occurrence that it is for, `Last` when the run before it began.
 */
export function createTimer(
  info: TimerFunctionInfo,
  monitor: ScheduleMonitor,
  run: (input: TimerInput, reason: string) => Promise<void>,
): Timer {
  const { name, trigger } = info;
  const schedule = readSchedule(info);
  const isMonitored = trigger.useMonitor && schedule.isAtLeastAMinute;
  let timeout: NodeJS.Timeout | undefined;
  let isStopped = false;
  let status = firstStatus();

  function firstStatus(): ScheduleStatus {
    const known = isMonitored ? monitor.read(name) : undefined;
    // A status of another schedule says nothing about what was missed of this one.
    if (known?.schedule === trigger.schedule) return known;
    const now = new Date();
    return { schedule: trigger.schedule, last: null, next: iso(schedule.next(now)), lastUpdated: iso(now) };
  }

  function keep(next: ScheduleStatus): void {
    status = next;
    if (isMonitored) monitor.write(name, status);
  }

  function input(isPastDue: boolean): TimerInput {
    const { last, next, lastUpdated } = status;
    const known = { Last: last ?? never, Next: next, LastUpdated: lastUpdated };
    return {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: isMonitored ? known : null,
      IsPastDue: isPastDue,
    };
  }

  function arm(): void {
    if (isStopped) return;
    const wait = Date.parse(status.next) - Date.now();
    const expire = wait > longestWait ? arm : () => fire(false);
    timeout = setTimeout(expire, Math.min(Math.max(wait, 1), longestWait));
  }

  async function fire(isPastDue: boolean): Promise<void> {
    const begun = Date.now();
    await run(input(isPastDue), `Timer fired at ${new Date(begun).toISOString()}`);
    // Fired a little early: the next run is the one after the occurrence that was meant.
    const occurrence = new Date(isPastDue ? begun : Math.max(begun, Date.parse(status.next)));
    const next = iso(schedule.next(occurrence));
    keep({ schedule: trigger.schedule, last: iso(occurrence), next, lastUpdated: iso(occurrence) });
    arm();
  }

  return {
    input: () => input(false),
    start() {
      const isPastDue = isMonitored && Date.parse(status.next) < Date.now();
      keep(status);
      if (isPastDue || trigger.runOnStartup) timeout = setTimeout(() => fire(isPastDue), 1);
      else arm();
    },
    stop() {
      isStopped = true;
      clearTimeout(timeout);
    },
  };
}

function readSchedule({ name, trigger }: TimerFunctionInfo): Schedule {
  try {
    return parseSchedule(trigger.schedule);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The timer of the function '${name}' is wrong: ${why}`, { cause });
  }
}

function iso(time: Date): string {
  return time.toISOString().replace('Z', '+00:00');
}
