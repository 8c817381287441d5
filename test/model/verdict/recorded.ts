import assert from 'node:assert/strict';
import type { JobChange } from '../../../src/poll/ports.ts';
import type { Entered } from './ledger.ts';

/** What is written with a change of a job is what the books say, published or not: no more, no less, in that order and under those numbers. */
export function assertRecorded(
  entered: readonly Entered[],
  events: JobChange['events'],
  about: string,
): void {
  const written = events.map(({ transition: { condition, kind, step, sequence } }) => ({
    condition,
    kind,
    step,
    sequence,
  }));
  const wanted = entered.map(({ condition, kind, step, sequence }) => ({ condition, kind, step, sequence }));
  assert.deepEqual(written, wanted, `${about}: recorded otherwise than observed`);
}
