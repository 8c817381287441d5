import type { Application } from '../core/application.ts';
import type { ProvisioningEvent } from '../core/cloud-event.ts';
import type { RefusedWriteError, StoreError } from '../core/errors.ts';
import type { Failure } from '../core/failure.ts';
import type { Instant } from '../core/instant.ts';
import type { JobKey } from '../core/job-key.ts';
import type { JsonObject } from '../core/json.ts';
import type { Answer, Question } from '../core/observe.ts';
import type { Claim } from '../core/run-claim.ts';
import type { Cursor, RunCounts, RunOutcome, RunRecord } from '../core/run-record.ts';
import type { JobState } from '../core/state.ts';
import type { Tick, Work } from '../core/tick.ts';
import type { Transition } from '../core/transition.ts';
import type { UnreadPrincipal } from '../core/unread.ts';

export interface Clock {
  now(): Instant;
  /** Milliseconds that only ever rise, whatever is done to the time of day. */
  ticks(): number;
}

/** The tenant's synchronization jobs in Microsoft Graph. Made once a process: what it learns of Graph outlives a run. */
export interface JobSource {
  /** For one run: its instants are of the run's clock, its lines go to the run's log. */
  open(run: { readonly clock: Pick<Clock, 'now'>; readonly log: Log }): OpenJobSource;
}

/** The questions of one run to Microsoft Graph. */
export interface OpenJobSource {
  /** Requests sent since it was opened. */
  readonly requests: number;
  /** Answers 429 since it was opened, those inside a batch counted one by one. */
  readonly throttled: number;
  /**
   * Proves that the source answers for the tenant that is configured, before anything is read or written.
   * @throws SourceError when there is no token, or it is another tenant's
   */
  authenticate(signal: AbortSignal): Promise<void>;
  /**
   * All service principals of the tenant (of the filter, where one is set), read whole.
   * @throws SourceError when the list could not be read to its end
   */
  principals(signal: AbortSignal): Promise<ReadonlyMap<string, Application>>;
  /**
   * Asks each question, several requests at a time, and yields the answers in the order asked.
   * Never throws for an answer: what cannot be read is an answer of kind `unreadable`. When the signal aborts it ends early.
   */
  ask(questions: readonly Question[], signal: AbortSignal): AsyncIterable<Answer>;
}

/** A row of the store, and the version it had when it was read. */
export interface StoredJob {
  readonly state: JobState;
  /** Opaque; a write with it fails when the row has changed since. */
  readonly version: string;
}

/** The memory of a service principal that was never read, and the version of its row. */
export interface StoredUnread {
  readonly unread: UnreadPrincipal;
  readonly version: string;
}

/** A row that this version cannot read. It is neither overwritten nor taken for a new job. */
export interface DamagedRow {
  /** Undefined when not even the key can be read. */
  readonly key: JobKey | undefined;
  /** The service principal whose memory it is; undefined for the row of a job. */
  readonly unreadOf?: string;
  readonly rowKey: string;
  readonly problem: string;
}

export interface LoadedJobs {
  readonly jobs: readonly StoredJob[];
  readonly unread: readonly StoredUnread[];
  readonly damaged: readonly DamagedRow[];
  /** How many events waited to be sent. */
  readonly waiting: number;
}

/** A change of one job's rows. */
export interface JobChange {
  readonly kind: 'job';
  /** The version that the decision rests on; undefined for a job without a row. */
  readonly version: string | undefined;
  readonly next: JobState;
  /** The job as Graph gave it; undefined when it was not read, then the stored body stays. */
  readonly body: JsonObject | undefined;
  /** Those without a sequence are recorded like the others, and never sent. */
  readonly events: readonly RecordedEvent[];
}

/** A change of the memory of a service principal that was never read. */
export interface UnreadChange {
  readonly kind: 'unread';
  readonly servicePrincipalId: string;
  /** The version that the decision rests on; undefined where there is no row. */
  readonly version: string | undefined;
  /** Undefined: it was read, and the row goes. */
  readonly next: UnreadPrincipal | undefined;
}

export type Change = JobChange | UnreadChange;

export interface Refreshed {
  /** Changes whose row is not of their version any more. */
  readonly conflicts: readonly Change[];
  /** Changes that the store refuses. */
  readonly refused: readonly { readonly change: Change; readonly error: RefusedWriteError }[];
  /** Changes whose transaction failed or lost its answer: they may be written all the same. */
  readonly failed: readonly { readonly changes: readonly Change[]; readonly error: StoreError }[];
}

/** The events that are recorded but not sent. */
export interface Backlog {
  readonly waiting: number;
  /** When the oldest of them was recorded. */
  readonly oldest: Instant | undefined;
}

export interface RecordedEvent {
  readonly transition: Transition;
  readonly event: ProvisioningEvent;
}

/** An event that waits in the outbox. */
export interface WaitingEvent extends JobKey {
  /** Its place in the feed of the tenant's events: rises in the order of commits, with gaps. */
  readonly number: number;
  readonly sequence: number;
  readonly recordedAt: Instant;
  readonly event: ProvisioningEvent;
  /** Opaque; the row is deleted only as it was read. */
  readonly version: string;
}

/** A part of the outbox. */
export interface WaitingPage {
  readonly events: readonly WaitingEvent[];
  /** Those that cannot be read: each holds up its job. */
  readonly damaged: readonly Pick<DamagedRow, 'rowKey' | 'problem'>[];
}

export interface Undeleted {
  readonly event: WaitingEvent;
  readonly error: StoreError;
}

/**
 * Where states, the outbox, the feed and the history live; a job's part of all of them is written as one. It belongs to one run: every
 * transaction proves that no other run has taken over since, and that the table is still the one that was claimed.
 *
 * Every method throws StoreError when the store cannot be used, and TakenOverError once the run is not the one that may write.
 */
export interface ClaimedStore {
  /** The run row as it is with the claim; what the last runs did is in it. */
  readonly runRecord: RunRecord;
  /** Whether the run before was killed: its claim was still there. */
  readonly afterKilledRun: boolean;
  /** The store's own time of day at the claim, cut to seconds; undefined where it does not say. */
  readonly date: Instant | undefined;
  /** Every job with a row, without bodies, and what was never read. */
  load(): Promise<LoadedJobs>;
  /** One job's row as it is now, after a conflict; undefined when there is none. @throws DamagedRowError */
  reload(key: JobKey): Promise<StoredJob | undefined>;
  /**
   * Writes state, outbox, feed and history of the first of these jobs, as many as fit one transaction, all or nothing.
   *
   * @returns how many were written; 0 on a conflict: the row of one of them is not of its `version` any more
   * @throws RefusedWriteError when this very write is refused
   */
  record(changes: readonly JobChange[]): Promise<number>;
  /** Writes many changes without events in as few transactions as fit, and tries them all. One bad change never holds up another. */
  refresh(changes: readonly Change[]): Promise<Refreshed>;
  /** The outbox in pages, in the order in which events were recorded. */
  waiting(): AsyncIterable<WaitingPage>;
  /** Counts what waits now. */
  backlog(): Promise<Backlog>;
  /**
   * Deletes events that were accepted, as many together as fit. One that is already deleted is success.
   *
   * @returns those that could not be deleted, each with why: they are sent again
   */
  acknowledge(events: readonly WaitingEvent[]): Promise<readonly Undeleted[]>;
  /**
   * Deletes up to `limit` rows: events and their history recorded before `before` that do not wait, and `jobs` that are as they were
   * read. Ends early when the signal aborts.
   *
   * @returns how many
   */
  prune(before: Instant, jobs: readonly StoredJob[], limit: number, signal: AbortSignal): Promise<number>;
  /** Claims more time, and saves how far the run has come. */
  renew(until: Instant, cursor: Cursor): Promise<void>;
  /** Ends the run: writes what it did and gives up the claim. Times in it move only forward. */
  finish(record: RunRecord): Promise<void>;
}

/** Where runs begin. */
export interface StateStore {
  /** Transactions with the store since it was made: every request counts as one. */
  readonly transactions: number;
  /** Claims the next run; until when another run claims to work, where one does. */
  claim(claim: Claim): Promise<ClaimedStore | { readonly busyUntil: Instant }>;
}

/** Service Bus. */
export interface EventPublisher {
  /** A connection for the dispatches of one run. Cheap until the first event is sent. */
  open(): EventSender;
}

export interface EventSender {
  /**
   * Sends the first of some events, as many as fit one request: Service Bus accepts all of those, or none.
   *
   * @returns how many were accepted: one at least, where there is one
   * @throws PublishError of a message, where some of several were refused: another one alone may be accepted
   */
  send(events: readonly ProvisioningEvent[], signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** The queue of the tenants that are to be polled. */
export interface WorkQueue {
  /** @throws PublishError when not all were accepted; one that was is not taken twice */
  send(works: readonly Work[], now: Instant): Promise<void>;
}

/** Where the last tick is noted, so that people see which tenants missed it. */
export interface TickNotes {
  /** @throws StoreError */
  noteTick(tick: Tick, tenantIds: readonly string[]): Promise<void>;
}

/** The poll of one tenant, as a trigger starts it. */
export interface Poller {
  /** @param options.about what the trigger adds to the heartbeat */
  poll(options: {
    readonly budgetMs: number;
    readonly log: Log;
    readonly about?: object;
  }): Promise<PollReport>;
}

/** The result of a poll, for its caller. */
export type PollReport =
  | { readonly kind: 'busy'; readonly busyUntil: Instant }
  | {
      readonly kind: 'ended';
      readonly outcome: RunOutcome;
      /** Whether every known job was asked, answered in any way, and every change written. */
      readonly covered: boolean;
      readonly startedAt: Instant;
      readonly counts: RunCounts;
      /** At most 20. */
      readonly failures: readonly Failure[];
    };

/** Where the structured lines go: one JSON object a line, which alerts and workbooks read. */
export interface Log {
  info(line: object): void;
  error(line: object): void;
}
