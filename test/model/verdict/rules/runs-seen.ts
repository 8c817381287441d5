import type { Mark } from '../../tenant/true-job.ts';

/** What the answers about a job have shown of its runs so far. */
export interface RunsSeen {
  readonly hasRun: boolean;
  /** By the last answer that was not blank. */
  readonly isRunning: boolean;
  /** The first answer that showed it running, after one that did not. */
  readonly runningSince: string | undefined;
  readonly ended: string | undefined;
  readonly tookMs: number;
  /** How often its end was seen to move, and in time. */
  readonly movesInTime: number;
  readonly steady: string | undefined;
  readonly inFirstCycle: boolean;
}

export const noRunsSeen: RunsSeen = {
  hasRun: false,
  isRunning: false,
  runningSince: undefined,
  ended: undefined,
  tookMs: 0,
  movesInTime: 0,
  steady: undefined,
  inFirstCycle: false,
};

const hour = 60 * 60_000;

/** How long after the end of one execution the next one is late. */
export function lateAfterMs(everyMs: number, tookMs: number): number {
  return Math.max(4 * everyMs, hour) + 2 * tookMs;
}

/** @param wasRunning whether it was running by the answers before */
export function afterAnswer(
  before: RunsSeen,
  { look, runs, isActive, isBlank }: Mark,
  now: string,
  wasRunning: boolean,
): RunsSeen {
  const { ended, steady } = runs ?? {};
  const isNewEnd = ended !== undefined && (before.ended === undefined || ended >= before.ended);
  const tookMs = isNewEnd && runs ? runs.tookMs : before.tookMs;
  const moves =
    ended !== undefined && before.ended !== undefined && ended > before.ended && runs !== undefined
      ? Date.parse(ended) - Date.parse(before.ended) <= lateAfterMs(runs.everyMs, tookMs)
      : false;
  const isRunning = look === 'running';
  // It had a steady state, and waits for its first run now: its first cycle begins anew. Dates that are missing alone say nothing.
  const isRestarted = isRunning && !isActive && steady === undefined && before.steady !== undefined;
  const steadySince = isRestarted ? undefined : latest(before.steady, steady);
  return {
    hasRun:
      before.hasRun ||
      look === 'quarantined' ||
      (isRunning && isActive) ||
      ended !== undefined ||
      steady !== undefined,
    isRunning: isBlank ? wasRunning : isRunning,
    runningSince: isRunning && (!wasRunning || isRestarted) ? now : before.runningSince,
    ended: latest(before.ended, ended),
    tookMs,
    movesInTime: Math.min(2, before.movesInTime + (moves ? 1 : 0)),
    steady: steadySince,
    inFirstCycle: isRunning ? steadySince === undefined : before.inFirstCycle,
  };
}

function latest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
