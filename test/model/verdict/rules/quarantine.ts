import type { Known, Word } from './word.ts';

/** Dates that lie further ahead are those of a wrong clock. */
const clocksDiffer = 5 * 60_000;

export function quarantineBy({ mark, at, isOpen }: Known): Word {
  const { look, series, pair, stopped } = mark;
  if (look === 'running') return { says: 'over' };
  // A job that does not run proves no recovery.
  if (look === 'idle') return { says: stopped && !isOpen.quarantine ? 'over' : 'nothing' };
  const given = series === undefined ? Number.POSITIVE_INFINITY : Math.floor(Date.parse(series) / 1000);
  const isUsable = given * 1000 <= Date.parse(at) + clocksDiffer;
  return { says: 'holds', why: pair, series: isUsable ? given : undefined, alone: true };
}
