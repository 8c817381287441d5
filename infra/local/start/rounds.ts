/** The polls of several tenants, as they end. */
export interface Rounds {
  /** Hears that a poll of a tenant has ended. */
  ended(tenantId: string): void;
  /** Resolves when so many polls of each of these tenants have ended since it was asked for. */
  after(count: number, tenantIds: readonly string[]): Promise<void>;
}

export function createRounds(): Rounds {
  const waiting = new Set<(tenantId: string) => void>();
  return {
    ended(tenantId) {
      for (const hear of waiting) hear(tenantId);
    },
    after(count, tenantIds) {
      const missing = new Map(tenantIds.map((tenantId) => [tenantId, count]));
      return new Promise((resolve) => {
        const hear = (tenantId: string) => {
          const left = (missing.get(tenantId) ?? 0) - 1;
          if (left > 0) missing.set(tenantId, left);
          else missing.delete(tenantId);
          if (missing.size > 0) return;
          waiting.delete(hear);
          resolve();
        };
        waiting.add(hear);
      });
    },
  };
}
