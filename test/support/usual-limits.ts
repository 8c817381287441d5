import type { ConditionLimits } from '../../src/core/detection.ts';
import { dayMs, hourMs } from '../../src/core/instant.ts';

/** As they are when nothing is set. */
export const usualLimits: ConditionLimits = {
  haltAfterMs: hourMs / 2,
  overdueAfterMs: hourMs,
  initialCycleAfterMs: 2 * dayMs,
  failuresFrom: 10,
  failuresClearAfterMs: dayMs,
};
