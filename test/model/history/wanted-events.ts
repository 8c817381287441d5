import fc from 'fast-check';
import type { WantedEvents } from '../../../src/core/detection.ts';

const day = 24 * 60 * 60_000;

/** What may be asked for beside begins and clears; nothing, as it is when nothing is set, among it. */
export const wantedEvents: fc.Arbitrary<WantedEvents> = fc.record({
  changed: fc.boolean(),
  remindBeforeMs: fc.constantFrom(undefined, 7 * day, 27 * day),
});
