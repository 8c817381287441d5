import { limits } from './limits.ts';
import type { Known, Word } from './word.ts';

export function failuresBy({ mark, isOpen }: Known): Word {
  const { look, runs } = mark;
  const undecided = { says: isOpen.failures ? 'nothing' : 'inapplicable' } as const;
  if (isOpen.quarantine || isOpen.halt) return undecided;
  if (mark.isBlank) return { ...undecided, keepsDoubt: true };
  if (look !== 'running') return undecided;
  // An execution that failed as a whole counts no objects.
  if (runs?.ended === undefined || runs.ending === 'Failed') return { ...undecided, keepsDoubt: true };
  const { failing, ended: execution } = runs;
  const from = failuresFrom(runs) / (isOpen.failures ? 2 : 1);
  return failing >= from ? { says: 'holds', why: String(failing), execution } : { says: 'over', execution };
}

/** So many objects have to fail. */
export function failuresFrom({ entries }: { readonly entries: number }): number {
  return Math.max(limits.failuresFrom, entries / 100);
}
