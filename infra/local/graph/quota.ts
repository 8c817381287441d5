/** At most `units` requests in each window of `windowMs`, for each app and tenant. */
export interface QuotaLimit {
  readonly units: number;
  readonly windowMs: number;
}

/** Counts a request of `account`; gives the seconds to wait when it is one too many. */
export type Quota = (account: string) => number | undefined;

export function createQuota(limit: QuotaLimit | undefined): Quota {
  const windows = new Map<string, { ends: number; used: number }>();
  return (account) => {
    if (!limit) return undefined;
    const now = Date.now();
    let window = windows.get(account);
    if (!window || window.ends <= now) {
      window = { ends: now + limit.windowMs, used: 0 };
      windows.set(account, window);
    }
    window.used++;
    return window.used > limit.units ? Math.ceil((window.ends - now) / 1000) : undefined;
  };
}
