import fc from 'fast-check';
import type { WantedEvents } from '../../../src/core/detection.ts';

const day = 24 * 60 * 60_000;

/** What `CONDITIONS` may list: quarantines are always published. */
export const wantedConditions: fc.Arbitrary<WantedEvents['conditions']> = fc.oneof(
  fc.constant(new Set(['quarantine', 'halt', 'overdue', 'failures', 'jobs'] as const)),
  fc
    .subarray(['halt', 'overdue', 'failures', 'jobs'] as const)
    .map((others) => new Set(['quarantine', ...others] as const)),
);

/** What may be asked for; nothing but quarantines' begins and clears, as it is when nothing is set, among it. */
export const wantedEvents: fc.Arbitrary<WantedEvents> = fc.record({
  conditions: wantedConditions,
  changed: fc.boolean(),
  remindBeforeMs: fc.constantFrom(undefined, 7 * day, 27 * day),
});
