/** Rounds of polls: in each, every tenant is polled at least once. */
export interface Rounds {
  /** Hears that a poll of a tenant has ended. */
  ended(tenantId: string): void;
  /** Resolves when a poll of each has ended since it was asked for. */
  next(): Promise<void>;
}

export function createRounds(tenantIds: readonly string[]): Rounds {
  const waiting = new Set<(tenantId: string) => void>();
  return {
    ended(tenantId) {
      for (const hear of waiting) hear(tenantId);
    },
    next() {
      const missing = new Set(tenantIds);
      return new Promise((resolve) => {
        const hear = (tenantId: string) => {
          missing.delete(tenantId);
          if (missing.size > 0) return;
          waiting.delete(hear);
          resolve();
        };
        waiting.add(hear);
      });
    },
  };
}
