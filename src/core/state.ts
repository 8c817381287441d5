import type { Application } from './application.ts';
import { addMilliseconds, dayMs, type Instant, laterOf } from './instant.ts';
import type { JobKey } from './job-key.ts';
import type { JsonObject } from './json.ts';
import type { Evidence, ReasonPair } from './quarantine.ts';

/** A reason and error code that Entra gave for a quarantine, and since when. */
export interface SeenReason extends ReasonPair {
  readonly since: Instant;
}

/** One stay in quarantine, as its events describe it. */
export interface Episode {
  /** Never changes, and is the `time` of its began event: the first usable `seriesBegan`, cut to seconds, or the instant of first sight. */
  readonly name: Instant;
  /** The latest usable `seriesBegan`, cut to seconds. */
  readonly series: Instant | undefined;
  /** 1 for a series later than any before, else a number that no episode of the job had. */
  readonly occurrence: number;
  /** The reasons seen in it, oldest first, the latest twenty: kept whether or not their change gives an event. */
  readonly reasons: readonly SeenReason[];
  /** When its reminder was recorded. */
  readonly remindedAt: Instant | undefined;
}

/** One answer is no proof: what it would mean, and since when it waits for a later run to confirm it. */
export type Doubt = {
  /** Arrival of the first answer that said so. */
  readonly since: Instant;
  /** Start of the last run that asked for the job while it was in doubt, and met no answer to the contrary. */
  readonly seenAt: Instant;
} & (
  | { readonly what: 'quarantined' | 'recovered' | 'gone' }
  /** The job is in quarantine for another reason than the last one known: `pair`. */
  | { readonly what: 'changed'; readonly pair: ReasonPair }
);

export interface Unreadable {
  readonly since: Instant;
  /** A stable code such as `http403`, `malformed`, `massRemoval`. */
  readonly cause: string;
  /** One bounded sentence for the operator. */
  readonly detail: string;
}

/** All that is known of a job between two polls, except the job's body. The events recorded so far decide `state`. */
export interface JobState extends JobKey {
  readonly application: Application;
  readonly templateId: string;
  readonly state: 'healthy' | 'quarantined' | 'removed';
  /** In quarantine by its last event, but paused, disabled or of an unknown code: nothing proves a recovery. */
  readonly suspended: boolean;
  readonly statusCode: string;
  readonly scheduleState: string;
  /** The last quarantine object seen; kept after the clear, which carries it. */
  readonly quarantine: JsonObject | undefined;
  readonly evidence: Evidence | undefined;
  /** The last episode, open or over. */
  readonly episode: Episode | undefined;
  /** How many episodes began whose series was not new. */
  readonly repeats: number;
  /** The latest series of any episode of this job. */
  readonly latestSeries: Instant | undefined;
  /** The sequence of the last event. */
  readonly sequence: number;
  readonly doubt: Doubt | undefined;
  readonly unreadable: Unreadable | undefined;
  readonly unwatchedSince: Instant | undefined;
  /** Entra pruned its per-object errors: the job will pause after the initial cycle and wait for its admin. */
  readonly escrowsPruned: boolean;
  /** The setting of accidental-deletion prevention; empty when it is not set. */
  readonly deleteThreshold: string;
  readonly troubleshootingUrl: string;
  /** Start of the last run known to have read the job when this was written; see `observedAt()`. */
  readonly observedAt: Instant;
  /** Start of the last run known to have seen the quarantine when this was written. */
  readonly quarantineSeenAt: Instant | undefined;
  /** When anything of this last changed. */
  readonly changedAt: Instant;
  /** Changes with the job's body and the application's names, but not with the order of members: see `contentHash`. */
  readonly hash: string;
}

/**
 * When the job was last read. An unchanged job is not written, so a readable row was read by the last run that asked for everything too;
 * a row that says unreadable, unwatched, removed or perhaps gone keeps the time it was written with.
 */
export function observedAt(state: JobState, coveredSince: Instant | undefined): Instant {
  const frozen =
    state.unreadable || state.unwatchedSince || state.state === 'removed' || state.doubt?.what === 'gone';
  return frozen ? state.observedAt : laterOf(state.observedAt, coveredSince);
}

/** Start of the last run that saw the quarantine, by the same reasoning: a row with a mark keeps what it was written with. */
export function quarantineSeenAt(state: JobState, coveredSince: Instant | undefined): Instant | undefined {
  const frozen =
    state.state !== 'quarantined' ||
    (state.doubt && state.doubt.what !== 'changed') ||
    state.suspended ||
    state.unreadable ||
    state.unwatchedSince;
  return frozen || state.quarantineSeenAt === undefined
    ? state.quarantineSeenAt
    : laterOf(state.quarantineSeenAt, coveredSince);
}

/** Whether polls ask for the job as for any other: it is neither removed nor unwatched. */
export function isPolled({ state, unwatchedSince }: JobState): boolean {
  return state !== 'removed' && unwatchedSince === undefined;
}

/** False for a job proven to be gone and not seen since: then there is nothing to ask for. */
export function mayExist(state: JobState): boolean {
  return state.state !== 'removed' || state.doubt !== undefined;
}

const askedOnForMs = dayMs;

/**
 * Whether a job was proven to be gone within a day: its service principal is still asked, so that what is configured in its place is
 * known at the next poll.
 */
export function wasRemovedRecently({ state, changedAt }: JobState, now: Instant): boolean {
  return state === 'removed' && addMilliseconds(changedAt, askedOnForMs) > now;
}
