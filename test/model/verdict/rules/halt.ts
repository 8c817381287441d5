import type { Known, Word } from './word.ts';

const day = 24 * 60 * 60_000;

export function haltBy(known: Known): Word {
  const { mark, at, seen, past } = known;
  if (mark.isBlank) return { says: 'nothing' };
  if (!mark.stopped) return { says: 'over' };
  if (!seen.hasRun) return { says: 'inapplicable' };
  const lastRan = seen.ended ?? seen.steady;
  const isOld = lastRan !== undefined && Date.parse(lastRan) < Date.parse(at) - 28 * day;
  return {
    says: 'holds',
    why: reasonOf(known),
    execution: seen.ended ?? '',
    silent: isOld && !past.wasOtherwise && past.said !== 'over',
  };
}

function reasonOf({ mark, at, seen, past, quarantineSeries }: Known): string {
  const since = Date.parse(past.firstSeen ?? at);
  if (quarantineSeries !== undefined && quarantineSeries * 1000 + 27 * day < since)
    return 'disabledInQuarantine';
  if (mark.escrowsPruned && seen.inFirstCycle) return 'escrowsPruned';
  return mark.stopped ?? '';
}
