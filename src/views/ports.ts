import type { ShownEpisode } from '../contract/answers/history.ts';
import type { ConditionType, Stream } from '../contract/events/event-names.ts';
import { type Instant, instantOf } from '../core/instant.ts';
import type { JobKey } from '../core/job-key.ts';
import type { JsonObject } from '../core/json.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { JobState } from '../core/state.ts';
import type { UnreadPrincipal } from '../core/unread.ts';
import type { Backlog, DamagedRow } from '../poll/ports.ts';

/** A job's stored state and, unless it was too large to store, its body as Graph gave it. */
export interface Snapshot {
  readonly state: JobState;
  readonly body: JsonObject | undefined;
}

/** One line of a job's history. */
export interface HistoryEntry {
  /** Counts everything that happened to the job. */
  readonly step: number;
  /** The condition that it is about, or the job itself. */
  readonly condition: Stream;
  /** Of the event; undefined where it is not published. */
  readonly sequence: number | undefined;
  readonly recordedAt: Instant;
  /** The CloudEvent that was recorded. */
  readonly event: JsonObject;
  /** The job that caused it, where one was read and fitted. */
  readonly job: JsonObject | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; undefined at the end. An opaque text of URL-safe characters. */
  readonly next: string | undefined;
}

export interface PageRequest {
  /** At least 1, at most 1,000. */
  readonly size: number;
  /** The `next` of the page before. */
  readonly after: string | undefined;
}

/** A part of time; without a bound where one is undefined. */
export interface Span {
  /** Inclusive. */
  readonly from?: Instant | undefined;
  /** Exclusive. */
  readonly to?: Instant | undefined;
}

/** Which part of a job's history is asked for. */
export interface HistoryQuery<About extends Stream> extends Span {
  /** What it is about; everything where it is undefined. */
  readonly about?: readonly About[] | undefined;
}

/** Whether an episode reaches into the span. It lasts until its clear at the latest, and goes on while it is open. */
export function overlaps({ began, clearedBefore }: ShownEpisode, { from, to }: Span): boolean {
  const since = instantOf(began);
  const beganInTime = to === undefined || since === undefined || since < to;
  return beganInTime && (from === undefined || clearedBefore === null || clearedBefore > from);
}

/** An episode that is over, and the job that it belongs to. */
export interface EndedEpisode extends JobKey {
  readonly episode: ShownEpisode;
}

/**
 * In which rows jobs are looked for. What a job is called depends on the age of its row too, which the row does not hold.
 *
 * - `open`: watched, and a condition is open, or the last reading showed one that is not proven yet (its status is 'true')
 * - `quiet`: watched, and nothing of this
 */
export type StoredState = 'open' | 'quiet' | 'removed' | 'unwatched';

/**
 * Which jobs a survey reads: those of such rows, or, removed and unwatched ones aside
 *
 * - `unreadable`: those that cannot be read
 * - `undecided`: those that may be gone, and those that are in any way not as one that always ran well. Of what is `quiet` and is in
 *   neither of the two, and was read lately, all is known
 */
export type SurveyedJobs = StoredState | 'unreadable' | 'undecided';

export interface Survey {
  /** Those that were kept, in order of service principal and key. */
  readonly jobs: readonly JobState[];
  /** Service principals of which something was never read, in their order. */
  readonly unread: readonly UnreadPrincipal[];
  /** Rows of another version, and what else is met that cannot be read. */
  readonly damaged: readonly DamagedRow[];
  readonly backlog: Backlog;
}

/** The rows as the HTTP functions read them. Every method throws StoreError when the store cannot be reached. */
export interface SnapshotStore {
  /** As it was when it was asked for, or a moment earlier: calls close to each other share a read. */
  run(): Promise<RunRecord | undefined>;
  /** As this process last read it, up to two minutes ago; undefined where it did not, or has written it since. Reads nothing. */
  recentRun(): RunRecord | undefined;
  /** One job by its id or its row's key (`keyOf`); undefined when it is unknown. @throws DamagedRowError */
  job(servicePrincipalId: string, jobIdOrKey: string): Promise<Snapshot | undefined>;
  /** The memory of a service principal that was never read; undefined when there is none. */
  unread(servicePrincipalId: string): Promise<UnreadPrincipal | undefined>;
  /**
   * Jobs in any of these rows that are wanted, in order of service principal and key; a page holds as many as asked while there are
   * more. Damaged rows are left out.
   *
   * @param servicePrincipalId only its jobs
   * @throws BadPageError when `after` is not one of its own
   */
  jobs(
    rows: readonly StoredState[],
    page: PageRequest,
    isWanted?: (state: JobState) => boolean,
    servicePrincipalId?: string,
  ): Promise<Page<JobState>>;
  /**
   * What was recorded of a job in the span, newest first; empty when there is nothing.
   * @throws BadPageError when `after` is not one of its own
   */
  history(
    servicePrincipalId: string,
    jobIdOrKey: string,
    page: PageRequest,
    query?: HistoryQuery<Stream>,
  ): Promise<Page<HistoryEntry>>;
  /** A job's episodes that are over and overlap the span, newest first, out of its history. @throws BadPageError as there */
  episodes(
    servicePrincipalId: string,
    jobIdOrKey: string,
    page: PageRequest,
    query?: HistoryQuery<ConditionType>,
  ): Promise<Page<ShownEpisode>>;
  /** Every episode of the tenant whose clear was recorded at or after `since`, in order of job, newest first. */
  ended(since: Instant): Promise<readonly EndedEpisode[]>;
  /**
   * All jobs in any of these rows, and what health depends on.
   *
   * @param isKept is shown each job once, in their order, and says whether it is among the jobs of the survey; all are unless given
   */
  survey(rows: readonly SurveyedJobs[], isKept?: (state: JobState) => boolean): Promise<Survey>;
}

/** Where the feed has come to. */
export interface FeedPlace {
  /** The highest number that was given; 0 before the first. */
  readonly last: number;
  /** Up to here events may be missing: deleted for their age, or of a table before this one. 0 where none are. */
  readonly prunedThrough: number;
}

/** An event of the feed. */
export interface FeedEntry {
  readonly number: number;
  readonly recordedAt: Instant;
  /** The CloudEvent, the very text that was stored and is sent. */
  readonly event: string;
}

/** Which events of the feed are asked for. */
export interface FeedQuery {
  /** Their types; all where it is undefined. */
  readonly types?: readonly string[] | undefined;
  /** Only those about jobs of it. */
  readonly servicePrincipalId?: string | undefined;
}

/**
 * The feed: the events for subscribers, in the order of their commits. Their numbers only rise, and a number is seen together with
 * everything up to it. Every method throws StoreError when the store cannot be reached.
 */
export interface EventFeed {
  /** One point read. */
  place(): Promise<FeedPlace>;
  /** The first events with numbers above `after` and up to `through`, in their order, and whether those are all. */
  events(
    after: number,
    through: number,
    query: FeedQuery,
    size: number,
  ): Promise<{ readonly items: readonly FeedEntry[]; readonly isWhole: boolean }>;
  /** One event; undefined where there is none for subscribers. */
  event(number: number): Promise<FeedEntry | undefined>;
  /** The last events up to `through`, newest first. */
  newest(through: number, size: number): Promise<readonly FeedEntry[]>;
}

/** What became of a wish to send an event once more. */
type Resent =
  /** It waits to be sent: by this wish, or since before. */
  | { readonly kind: 'waits'; readonly isNew: boolean; readonly id: string; readonly messageId: string }
  /** There is none of that number for subscribers. */
  | { readonly kind: 'none' };

/** Sends recorded events once more. */
export interface EventResender {
  /**
   * Puts an event behind all that waits, as it was sent, under a message id of its own; nothing where it waits already.
   *
   * @throws StoreError
   */
  resend(number: number, now: Instant): Promise<Resent>;
}
