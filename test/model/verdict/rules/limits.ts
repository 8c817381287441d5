/** From when on something is wrong, as the connector of the model is set. */
export const limits = {
  haltAfterMs: 30 * 60_000,
  overdueAfterMs: 60 * 60_000,
  initialCycleAfterMs: 6 * 60 * 60_000,
  failuresFrom: 10,
  failuresClearAfterMs: 2 * 60 * 60_000,
} as const;
