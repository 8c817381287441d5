import type { Failure, RunCounts, RunOutcome } from '../core/run-record.ts';

/** What a poll tells its caller. */
export type PollReport =
  | { readonly kind: 'busy'; readonly busyUntil: string }
  | {
      readonly kind: 'ended';
      readonly outcome: RunOutcome;
      readonly startedAt: string;
      readonly counts: RunCounts;
      /** At most 20. */
      readonly failures: readonly Failure[];
    };
