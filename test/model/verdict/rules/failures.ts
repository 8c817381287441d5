import { limits } from './limits.ts';
import type { Known, Word } from './word.ts';

export function failuresBy({ mark, isOpen }: Known): Word {
  const { look, runs } = mark;
  const isCounted = runs?.ended !== undefined && runs.ending !== 'Failed';
  if (look !== 'running' || isOpen.quarantine || isOpen.halt || !isCounted)
    return { says: isOpen.failures ? 'nothing' : 'inapplicable' };
  const { failing, execution } = runs;
  const from = failuresFrom(runs) / (isOpen.failures ? 2 : 1);
  return failing >= from ? { says: 'holds', why: String(failing), execution } : { says: 'over', execution };
}

/** So many objects have to fail. */
export function failuresFrom({ entries }: { readonly entries: number }): number {
  return Math.max(limits.failuresFrom, entries / 100);
}
