import type { Check, DamagedRow, Health, HealthStatus, UnreadableJob } from '../contract/answers/health.ts';
import type { Instant } from './instant.ts';
import type { RunRecord } from './run-record.ts';
import type { JobState } from './state.ts';

export type { Check, DamagedRow, Health, HealthStatus, UnreadableJob };

/** What the store holds that bears on health. */
export interface HealthFacts {
  readonly run: RunRecord | undefined;
  /** Removed and unwatched jobs aside. */
  readonly unreadable: readonly JobState[];
  readonly damaged: readonly DamagedRow[];
  readonly backlog: { readonly waiting: number; readonly oldest: Instant | undefined };
}
