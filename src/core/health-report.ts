import type {
  Check,
  DamagedRow,
  Health,
  HealthStatus,
  UnreadableJob,
  UnreadPrincipalBody,
} from '../contract/answers/health.ts';
import type { Instant } from './instant.ts';
import type { RunRecord } from './run-record.ts';
import type { JobState } from './state.ts';
import type { UnreadPrincipal } from './unread.ts';

export type { Check, DamagedRow, Health, HealthStatus, UnreadableJob, UnreadPrincipalBody };

/** What the store holds that bears on health. */
export interface HealthFacts {
  readonly run: RunRecord | undefined;
  /** When this process began: before the first run nothing else tells how long nothing has happened. */
  readonly processStartedAt: Instant;
  /** Milliseconds between two sweeps of the tenant. */
  readonly discoveryInterval: number;
  readonly unread: readonly UnreadPrincipal[];
  /** Removed and unwatched jobs aside. */
  readonly unreadable: readonly JobState[];
  readonly damaged: readonly DamagedRow[];
  readonly backlog: { readonly waiting: number; readonly oldest: Instant | undefined };
}
