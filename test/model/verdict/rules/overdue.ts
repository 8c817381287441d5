import { limits } from './limits.ts';
import { lateAfterMs, type RunsSeen } from './runs-seen.ts';
import type { Known, Word } from './word.ts';

const heldForMs = 4 * 60 * 60_000;

export function overdueBy(known: Known): Word {
  const { mark, seen, isMassDelay, past, isOpen } = known;
  if (mark.idlesByNature && !isOpen.overdue) return { says: 'inapplicable' };
  if (isOpen.halt) return { says: 'nothing', endedBy: 'halted' };
  if (isOpen.quarantine) return { says: 'nothing', endedBy: 'quarantined' };
  if (mark.look !== 'running') return { says: 'nothing', keepsDoubt: mark.isBlank && !isOpen.overdue };
  const why = mark.idlesByNature ? undefined : whyLate(known);
  if (why === undefined) {
    if (!mark.idlesByNature && isOpen.overdue && isOnlyForgiven(known)) return { says: 'nothing' };
    const { shown } = past;
    const hasCaughtUp = shown !== undefined && isNewer(seen.steady, shown.steady);
    const hasRun = shown?.why === 'notRunning' && isNewer(seen.ended, shown.ended);
    return { says: 'over', alone: hasCaughtUp || hasRun };
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

/**
 * It is late no longer only because its time counts from a new start, which shows no run: without that start one of the things that were wrong
 * would still be so.
 */
function isOnlyForgiven({ mark, seen, now, past }: Known): boolean {
  if (seen.runningSince === past.ranSince || !mark.runs) return false;
  const { ended, steady, tookMs } = seen;
  const known = new Set([...past.reasons, past.shown?.why]);
  const standsStill = Date.parse(now) > latest(ended, steady) + lateAfterMs(mark.runs.everyMs, tookMs);
  const isBehind =
    steady === undefined ||
    (ended !== undefined && Date.parse(ended) > Date.parse(steady) + limits.initialCycleAfterMs);
  return (
    (known.has('notRunning') && standsStill) ||
    ((known.has('backlog') || known.has('initialCycle')) && isBehind)
  );
}

function whyLate({ mark, seen, now }: Known): string | undefined {
  const { runningSince, ended, steady, tookMs } = seen;
  const { everyMs } = mark.runs ?? {};
  if (runningSince === undefined || everyMs === undefined) return undefined;
  const time = Date.parse(now);
  if (steady === undefined)
    return time > Date.parse(runningSince) + limits.initialCycleAfterMs ? 'initialCycle' : undefined;
  // To come to a steady state it has run.
  if (time > latest(runningSince, ended, steady) + lateAfterMs(everyMs, tookMs)) return 'notRunning';
  const isBehind =
    ended !== undefined && Date.parse(ended) > latest(runningSince, steady) + limits.initialCycleAfterMs;
  return isBehind ? 'backlog' : undefined;
}

function latest(...dates: readonly (string | undefined)[]): number {
  return Math.max(...dates.map((date) => (date === undefined ? 0 : Date.parse(date))));
}

function isNewer(date: RunsSeen['ended'], than: RunsSeen['ended']): boolean {
  return date !== undefined && (than === undefined || date > than);
}
