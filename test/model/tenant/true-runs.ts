import type { JsonObject } from '../../../src/core/json.ts';

/** How an execution ends: with or without objects in error, or not at all. */
type Ending = 'Succeeded' | 'EntryLevelErrors' | 'Failed';

/** One execution of a job, once it has ended. Times are milliseconds of Unix time. */
interface Execution {
  readonly number: number;
  readonly beganAt: number;
  readonly endedAt: number;
  readonly ending: Ending;
  /** Objects that it left in error. */
  readonly failing: number;
}

/** How Entra runs a job: what becomes of its executions from now on. */
export interface TrueRuns {
  everyMs: number;
  /** The time from which its executions are counted, one an interval; undefined while it stands still, whatever it says of itself. */
  from: number | undefined;
  /** It runs, and does not come to a steady state. */
  isBehind: boolean;
  /** Objects that fail in each execution, and of how many. */
  failing: number;
  entries: number;
  /** Each execution fails as a whole, and counts no objects. */
  failsWhole: boolean;
  last: Execution | undefined;
  /** When it last had nothing left to do; undefined before the first time. */
  steadyAt: number | undefined;
}

const tookMs = 90_000;

/** A job that has run on its interval for long. */
export function longRunning(now: number): TrueRuns {
  const runs: TrueRuns = {
    everyMs: 40 * 60_000,
    from: now - 60 * 60_000,
    isBehind: false,
    failing: 0,
    entries: 400,
    failsWhole: false,
    last: undefined,
    steadyAt: undefined,
  };
  runUntil(runs, now);
  return runs;
}

/** Entra runs the job, as often as fits the time. */
export function runUntil(runs: TrueRuns, now: number): void {
  const { from, everyMs, failsWhole, failing, isBehind, last } = runs;
  const times = from === undefined ? 0 : Math.floor((now - from) / everyMs);
  if (from === undefined || times < 1) return;
  const endedAt = from + times * everyMs;
  runs.from = endedAt;
  runs.last = {
    number: (last?.number ?? 0) + times,
    beganAt: endedAt - tookMs,
    endedAt,
    ending: failsWhole ? 'Failed' : failing > 0 ? 'EntryLevelErrors' : 'Succeeded',
    failing: failsWhole ? 0 : failing,
  };
  if (!isBehind && !failsWhole) runs.steadyAt = endedAt;
}

/** What an answer shows of the runs of a job, cut to seconds where it is a date. */
export interface RunsMark {
  readonly ended: string | undefined;
  readonly tookMs: number;
  readonly ending: Ending | undefined;
  readonly failing: number;
  readonly entries: number;
  readonly steady: string | undefined;
  readonly everyMs: number;
}

export function runsMarkOf({ last, steadyAt, everyMs, entries }: TrueRuns): RunsMark {
  return {
    ended: last && toSecond(last.endedAt),
    tookMs: last ? Date.parse(toSecond(last.endedAt)) - Date.parse(toSecond(last.beganAt)) : 0,
    ending: last?.ending,
    failing: last?.failing ?? 0,
    entries,
    steady: steadyAt === undefined ? undefined : toSecond(steadyAt),
    everyMs,
  };
}

/** As Graph writes them: members of `status`, and the interval of the schedule. */
export function answeredRuns({ last, steadyAt, everyMs, entries }: TrueRuns): {
  readonly status: JsonObject;
  readonly interval: string;
} {
  const never = '0001-01-01T00:00:00Z';
  return {
    interval: `PT${everyMs / 60_000}M`,
    status: {
      lastExecution: last
        ? {
            activityIdentifier: executionId(last),
            state: last.ending,
            timeBegan: written(last.beganAt),
            timeEnded: written(last.endedAt),
            countEscrowed: last.failing,
            countEscrowedRaw: last.failing,
          }
        : null,
      // The last execution without any error: it stands still while one object fails.
      lastSuccessfulExecution: null,
      steadyStateFirstAchievedTime: steadyAt === undefined ? never : written(steadyAt),
      steadyStateLastAchievedTime: steadyAt === undefined ? null : written(steadyAt),
      synchronizedEntryCountByType: entries === 0 ? [] : [{ key: 'User', value: entries }],
      progress: last ? [] : [{ currentTaskName: 'Import', completedUnits: 3, totalUnits: entries }],
    },
  };
}

function executionId({ number, ending, endedAt }: Execution): string {
  return `execution-${number}-${ending}-${endedAt}`;
}

/** With the digits that replicas write differently. */
function written(at: number): string {
  return new Date(at).toISOString().replace('Z', '1234Z');
}

function toSecond(at: number): string {
  return new Date(Math.floor(at / 1000) * 1000).toISOString();
}
