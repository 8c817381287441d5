import type { Caller } from './caller.ts';

/**
 * At most `units` requests in each window of `windowMs`, for each app and tenant. The directory's own: 3,500 units in 10 s
 * for tenants under 50 users, 5,000 under 500, 8,000 over that; what is read here costs one. Nothing is published for jobs.
 */
export interface QuotaLimit {
  readonly units: number;
  readonly windowMs: number;
  /** False: a refusal does not say how long to wait, as happens. */
  readonly retryAfter?: false;
}

/** What the quota says to one request: whether it is too many, and the headers that tell. */
interface Verdict {
  readonly refused: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts a request of an app in a tenant. */
export type Quota = (caller: Caller) => Verdict;

/** The headers are those that the throttling limits document for the directory. */
export function createQuota(limit: QuotaLimit | undefined): Quota {
  const windows = new Map<string, { ends: number; used: number }>();
  return ({ appId, tenantId }) => {
    if (!limit) return { refused: false, headers: {} };
    const account = `${appId}/${tenantId}`;
    const now = Date.now();
    let window = windows.get(account);
    if (!window || window.ends <= now) {
      window = { ends: now + limit.windowMs, used: 0 };
      windows.set(account, window);
    }
    window.used++;
    if (window.used > limit.units) {
      const seconds = Math.ceil((window.ends - now) / 1000);
      return {
        refused: true,
        headers: {
          ...(limit.retryAfter === false ? {} : { 'Retry-After': String(seconds) }),
          'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${account}`,
          'x-ms-throttle-information': 'ResourceUnitLimitExceeded',
        },
      };
    }
    const share = window.used / limit.units;
    return {
      refused: false,
      headers: share > 0.8 ? { 'x-ms-throttle-limit-percentage': share.toFixed(2) } : {},
    };
  };
}
