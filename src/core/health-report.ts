import type { Freshness } from './freshness.ts';
import type { Instant } from './instant.ts';
import type { Cause } from './observe.ts';
import type { Failure, RunOutcome, RunRecord } from './run-record.ts';
import type { JobState } from './state.ts';

export type HealthStatus = 'pass' | 'warn' | 'fail';

export interface Check {
  readonly status: HealthStatus;
  /** For a person. */
  readonly message: string;
}

/** Whether the connector does its work. It fails when a person has to act, and warns of what may pass by itself. */
export interface Health extends Freshness {
  /** The worst of the checks. */
  readonly status: HealthStatus;
  readonly checks: {
    readonly lastCompletePoll: Check & { readonly at: Instant | null; readonly ageSeconds: number | null };
    readonly lastRun: Check & {
      readonly outcome: RunOutcome | null;
      readonly startedAt: Instant | null;
      readonly failures: readonly Failure[];
    };
    readonly unsentEvents: Check & { readonly waiting: number; readonly oldest: Instant | null };
    readonly unreadableJobs: Check & { readonly count: number; readonly sample: readonly UnreadableJob[] };
    readonly massRemoval: Check & { readonly count: number; readonly since: Instant | null };
    readonly damagedRows: Check & { readonly count: number; readonly sample: readonly DamagedRow[] };
  };
}

export interface UnreadableJob extends Cause {
  readonly servicePrincipalId: string;
  readonly jobId: string;
  readonly displayName: string | null;
  readonly since: Instant;
}

export interface DamagedRow {
  readonly rowKey: string;
  readonly problem: string;
}

/** What the store holds that bears on health. */
export interface HealthFacts {
  readonly run: RunRecord | undefined;
  /** Removed and unwatched jobs aside. */
  readonly unreadable: readonly JobState[];
  readonly damaged: readonly DamagedRow[];
  readonly backlog: { readonly waiting: number; readonly oldest: Instant | undefined };
}
