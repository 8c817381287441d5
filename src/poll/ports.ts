import type { RefusedWriteError, StoreError } from '../core/errors.ts';
import type { Instant } from '../core/instant.ts';
import type { JsonObject } from '../core/json.ts';
import type { PrincipalAnswer } from '../core/observe.ts';
import type { QuarantineEvent } from '../core/quarantine-event.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Application, JobKey, JobState } from '../core/state.ts';
import type { Transition } from '../core/transition.ts';

export interface Clock {
  now(): Instant;
}

/** The tenant's synchronization jobs, as Microsoft Graph tells them. */
export interface JobSource {
  /** Requests sent since the source was made. */
  readonly requests: number;
  /** Answers 429 since the source was made, those inside a batch counted one by one. */
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
   * Asks for the jobs of each principal, several requests at a time, and yields the answers in the order asked.
   * Never throws for an answer: what cannot be read is an answer of kind `unreadable`. When the signal aborts it ends early.
   */
  jobs(servicePrincipalIds: readonly string[], signal: AbortSignal): AsyncIterable<PrincipalAnswer>;
}

/** A row of the store, and the version it had when it was read. */
export interface StoredJob {
  readonly state: JobState;
  /** Opaque; a write with it fails when the row has changed since. */
  readonly version: string;
}

/** A row that this version cannot read. It is neither overwritten nor taken for a new job. */
export interface DamagedJob {
  /** Undefined when not even the key can be read. */
  readonly key: JobKey | undefined;
  readonly rowKey: string;
  readonly problem: string;
}

export interface LoadedJobs {
  readonly jobs: readonly StoredJob[];
  readonly damaged: readonly DamagedJob[];
  /** How many events waited to be sent. */
  readonly waiting: number;
}

/** What one job's observation changes. */
export interface JobChange {
  /** The version that the decision rests on; undefined for a job without a row. */
  readonly version: string | undefined;
  readonly next: JobState;
  /** The job as Graph gave it; undefined when it was not read, then the stored body stays. */
  readonly body: JsonObject | undefined;
  readonly events: readonly RecordedEvent[];
}

export interface Refreshed {
  /** Those whose row is not of their version any more. */
  readonly conflicts: readonly JobChange[];
  /** Those that the store will not have. */
  readonly refused: readonly { readonly change: JobChange; readonly error: RefusedWriteError }[];
  /** Those whose transaction failed or lost its answer: they may be written all the same. It says nothing of the others. */
  readonly failed: readonly { readonly changes: readonly JobChange[]; readonly error: StoreError }[];
}

/** The events that are recorded but not sent. */
export interface Backlog {
  readonly waiting: number;
  /** When the oldest of them was recorded. */
  readonly oldest: Instant | undefined;
}

export interface RecordedEvent {
  readonly transition: Transition;
  readonly event: QuarantineEvent;
}

/** An event that waits in the outbox. */
export interface WaitingEvent extends JobKey {
  readonly sequence: number;
  readonly recordedAt: Instant;
  readonly event: QuarantineEvent;
}

/** Where states, the outbox and the history live; a job's part of all three is written as one. */
export interface StateStore {
  /** Transactions with the store since it was made: every request counts as one. */
  readonly transactions: number;
  /** Every job with a row, without bodies. */
  load(): Promise<LoadedJobs>;
  /** One job's row as it is now, after a conflict; undefined when there is none. @throws DamagedRowError */
  reload(key: JobKey): Promise<StoredJob | undefined>;
  /**
   * Writes state, outbox and history of one job, all or nothing. `conflict` when its row is not of `version` any more.
   * @throws RefusedWriteError when this very write is refused
   */
  record(change: JobChange): Promise<'written' | 'conflict'>;
  /** Writes many changes without events in as few transactions as fit, and tries them all. One bad change never holds up another. */
  refresh(changes: readonly JobChange[]): Promise<Refreshed>;
  /**
   * The outbox in pages; within a page oldest first, a job's events always in order.
   * @throws DamagedRowError when all else was given, and a row cannot be read: it holds up its job
   */
  waiting(): AsyncIterable<readonly WaitingEvent[]>;
  /** What waits now, without the events themselves. */
  backlog(): Promise<Backlog>;
  /** Forgets an event that was accepted. One that is already forgotten is success. */
  acknowledge(event: WaitingEvent): Promise<void>;
  /** Deletes up to `limit` rows of history, and of jobs removed or unwatched, that are older than `before`; how many. */
  prune(before: Instant, limit: number): Promise<number>;
}

/** The run row. */
export interface RunStore {
  /**
   * Claims the next run until `until`.
   * @returns undefined when another run claims to work at `now`
   */
  claim(run: string, now: Instant, until: Instant): Promise<RunRecord | undefined>;
  /** Claims more time for the run in work. */
  extend(run: string, until: Instant): Promise<void>;
  /** Ends the run: writes what it did and gives up the claim. Times in it move only forward. */
  finish(run: string, record: RunRecord): Promise<void>;
}

/** Service Bus. */
export interface EventPublisher {
  /** A connection for one dispatch. Cheap until the first event is sent. */
  open(): EventSender;
}

export interface EventSender {
  /** Resolves when Service Bus has accepted the event. @throws PublishError */
  send(event: QuarantineEvent, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
