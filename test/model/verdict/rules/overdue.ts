import { limits } from './limits.ts';
import { lateAfterMs, type RunsSeen } from './runs-seen.ts';
import type { Known, Word } from './word.ts';

const heldForMs = 4 * 60 * 60_000;

export function overdueBy(known: Known): Word {
  const { mark, seen, isMassDelay, past, isOpen } = known;
  if (mark.idlesByNature) return { says: 'inapplicable' };
  if (isOpen.halt) return { says: 'nothing', endedBy: 'halted' };
  if (isOpen.quarantine) return { says: 'nothing', endedBy: 'quarantined' };
  if (mark.look !== 'running') return { says: 'nothing' };
  const why = whyLate(known);
  if (why === undefined) {
    const { shown } = past;
    const hasMoved = shown && (isNewer(seen.ended, shown.ended) || isNewer(seen.steady, shown.steady));
    return { says: 'over', alone: hasMoved === true };
  }
  const standsStill = why === 'notRunning';
  return {
    says: 'holds',
    why,
    execution: why,
    // Where it never came in time nobody knows what in time would be.
    silent: standsStill && seen.movesInTime < 2,
    heldForMs: standsStill && isMassDelay ? heldForMs : undefined,
  };
}

function whyLate({ mark, seen, now }: Known): string | undefined {
  const { runningSince, ended, steady, tookMs } = seen;
  const { everyMs } = mark.runs ?? {};
  if (runningSince === undefined || everyMs === undefined) return undefined;
  const time = Date.parse(now);
  if (steady === undefined)
    return time > Date.parse(runningSince) + limits.initialCycleAfterMs ? 'initialCycle' : undefined;
  if (time > latest(runningSince, ended) + lateAfterMs(everyMs, tookMs)) return 'notRunning';
  const isBehind =
    ended !== undefined && Date.parse(ended) > latest(runningSince, steady) + limits.initialCycleAfterMs;
  return isBehind ? 'backlog' : undefined;
}

function latest(a: string, b: string | undefined): number {
  return Math.max(Date.parse(a), b === undefined ? 0 : Date.parse(b));
}

function isNewer(date: RunsSeen['ended'], than: RunsSeen['ended']): boolean {
  return date !== undefined && (than === undefined || date > than);
}
