import type { Known, Word } from './word.ts';

const day = 24 * 60 * 60_000;

export function haltBy(known: Known): Word {
  const { mark, at, seen, past, isOpen } = known;
  if (mark.isBlank) return { says: 'nothing', keepsDoubt: !isOpen.halt };
  if (!mark.stopped) return { says: 'over' };
  // One that was late in its first cycle was started.
  if (!seen.hasRun && !isOpen.halt && !isOpen.overdue) return { says: 'inapplicable' };
  const lastRan = seen.ended ?? seen.steady;
  const isOld = lastRan !== undefined && Date.parse(lastRan) < Date.parse(at) - 28 * day;
  const wasOtherwise = past.wasOtherwise || past.said === 'over' || seen.runningSince !== undefined;
  return {
    says: 'holds',
    why: reasonOf(known),
    execution: seen.ended ?? '',
    silent: isOld && !wasOtherwise,
  };
}

function reasonOf({ mark, at, seen, past, quarantineSeries }: Known): string {
  const since = Date.parse(past.firstSeen ?? at);
  if (quarantineSeries !== undefined && quarantineSeries * 1000 + 27 * day < since)
    return 'disabledInQuarantine';
  if (mark.escrowsPruned && seen.inFirstCycle) return 'escrowsPruned';
  return mark.stopped ?? '';
}
