import { toEvent } from '../core/cloud-event.ts';
import { detect } from '../core/detect.ts';
import type { DetectionContext } from '../core/detection.ts';
import { isStoreFailure, RefusedWriteError, StoreError } from '../core/errors.ts';
import { type JobKey, jobName } from '../core/job-key.ts';
import type { Cause, Observation } from '../core/observe.ts';
import { causeOfError } from './failures.ts';
import { eventLine } from './log-lines.ts';
import type { Change, JobChange, Refreshed, StoredJob, UnreadChange } from './ports.ts';
import type { RunContext } from './run-context.ts';
import { Waves } from './waves.ts';

/** Changes without events are written together: as many as fit the transactions that the store sends side by side. */
const refreshesAtOnce = 396;

/** A change that may not be written. */
interface Unsure extends Cause {
  readonly servicePrincipalId: string;
  /** `new`: a job without a row; `known`: a job with one; `unread`: the memory of what was never read. */
  readonly of: 'new' | 'known' | 'unread';
}

/** A change that could not be written: it is set aside and tried again, and the run reads on. */
interface Aside {
  readonly change: Change;
  readonly error: StoreError;
}

/**
 * Where decisions become rows: the state, the outbox and the history of a job in one transaction, which jobs share.
 *
 * A write that fails or is refused holds up no other. Whether the table itself is down is decided by a renewal of the claim.
 *
 * @throws StoreError from its methods when the table is down, TakenOverError when the run may not write any more
 */
export class Recorder {
  /** Service principals of jobs without a row that the table refuses, and why. */
  readonly refused = new Map<string, Cause>();
  readonly #run: RunContext;
  readonly #detection: DetectionContext;
  readonly #committed: (events: number) => void;
  readonly #waves = new Waves((changes) => this.#recordFirst(changes));
  /** Changes without events that wait for others to share a transaction with. */
  #batch: JobChange[] = [];
  /** The row that each change was decided on, for changes that the table refuses. */
  readonly #basis = new WeakMap<JobChange, StoredJob | undefined>();
  /** Changes that could not be written, to be tried once more. */
  #aside: Aside[] = [];
  /** Those that could not be written then either. */
  readonly #unwritten: Aside[] = [];
  #conflicts: JobKey[] = [];
  #hasFailed = false;

  /** @param committed is called with each number of events that were committed and are to be sent */
  constructor(run: RunContext, detection: DetectionContext, committed: (events: number) => void) {
    this.#run = run;
    this.#detection = detection;
    this.#committed = committed;
  }

  /** Whether a write failed or met a conflict, or its answer was lost: then there may be events in the outbox that were not counted. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Changes that may not be written. */
  get unsure(): Unsure[] {
    return [...this.#aside, ...this.#unwritten].map(({ change, error }) => ({
      servicePrincipalId: principalOf(change),
      of: kindOf(change),
      ...causeOfError(error),
    }));
  }

  /** Decides what an observation means. What has to be written is written with others, by the next `flush` at the latest. */
  async record(key: JobKey, stored: StoredJob | undefined, observation: Observation): Promise<void> {
    const change = this.#decide(key, stored, observation);
    if (!change) return;
    if (change.events.length > 0) return await this.#waves.add(change);
    this.#batch.push(change);
    if (this.#batch.length >= refreshesAtOnce) await this.#refresh();
  }

  /** Writes what waits for others. */
  async flush(): Promise<void> {
    await this.#refresh();
    await this.#waves.flush();
  }

  /** Resolves when no write is on its way; never rejects. */
  async settle(): Promise<void> {
    await this.#waves.settle();
  }

  /** Writes what is remembered of service principals that were never read. */
  async remember(changes: readonly UnreadChange[]): Promise<void> {
    if (changes.length === 0) return;
    const { conflicts, refused } = await this.#writeTogether(changes);
    const error = new StoreError(
      'Conflict',
      'The row changed while it was written; the next poll writes it.',
    );
    this.#aside.push(...refused, ...conflicts.map((change) => ({ change, error })));
  }

  /** Tries once more what could not be written, for as long as the signal does not abort. */
  async retry(signal: AbortSignal): Promise<void> {
    const again = this.#aside;
    this.#aside = [];
    for (const [index, { change }] of again.entries()) {
      if (signal.aborted) {
        this.#aside.push(...again.slice(index));
        break;
      }
      if (change.kind === 'unread') await this.remember([change]);
      else if (change.events.length > 0) await this.#recordAlone(change);
      else this.#batch.push(change);
    }
    await this.flush();
    for (const { change, error } of this.#aside) this.#noteRefused(change, error);
    this.#unwritten.push(...this.#aside);
    this.#aside = [];
  }

  /** Hands over the jobs whose row had changed since it was loaded: row and job have to be read again. */
  takeConflicts(): JobKey[] {
    const taken = this.#conflicts;
    this.#conflicts = [];
    return taken;
  }

  #decide(key: JobKey, stored: StoredJob | undefined, observation: Observation): JobChange | undefined {
    const { next, transitions } = detect(key, stored?.state, observation, this.#detection);
    if (!next || next === stored?.state) return undefined;
    const { eventOptions } = this.#run.settings;
    const change: JobChange = {
      kind: 'job',
      version: stored?.version,
      next,
      body: observation.kind === 'read' ? observation.job.raw : undefined,
      events: transitions.map((transition) => ({ transition, event: toEvent(transition, eventOptions) })),
    };
    this.#basis.set(change, stored);
    return change;
  }

  /**
   * Writes the first of some changes with events. Where one of them meets a conflict or is refused, each is written alone, with new
   * numbers. Where the table fails, none is known to be written.
   *
   * @returns how many are done
   */
  async #recordFirst(changes: readonly JobChange[]): Promise<number> {
    const [change] = changes;
    if (change && changes.length === 1) {
      await this.#recordAlone(change);
      return 1;
    }
    try {
      const written = await this.#run.store.record(changes);
      if (written > 0) {
        this.#noteRecorded(changes.slice(0, written));
        return written;
      }
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      if (!(error instanceof RefusedWriteError)) {
        await this.#setAside(changes, error);
        return changes.length;
      }
    }
    for (const change of changes) await this.#recordAlone(change);
    return changes.length;
  }

  async #recordAlone(change: JobChange): Promise<void> {
    try {
      if ((await this.#run.store.record([change])) > 0) this.#noteRecorded([change]);
      else this.#noteConflict(change);
    } catch (error) {
      if (error instanceof RefusedWriteError) await this.#markRefused(change, error);
      else if (isStoreFailure(error)) await this.#setAside([change], error);
      else throw error;
    }
  }

  /** Notes what became of each change, but for those that are refused. */
  async #writeTogether(changes: readonly Change[]): Promise<Refreshed> {
    const refreshed = await this.#run.store.refresh(changes);
    const others = new Set<Change>([
      ...refreshed.conflicts,
      ...refreshed.refused.map(({ change }) => change),
      ...refreshed.failed.flatMap((group) => group.changes),
    ]);
    for (const change of changes) if (change.kind === 'job' && !others.has(change)) this.#noteWritten(change);
    for (const change of refreshed.conflicts) if (change.kind === 'job') this.#noteConflict(change);
    for (const { changes: group, error } of refreshed.failed) await this.#setAside(group, error);
    return refreshed;
  }

  /** Writes the batched changes. */
  async #refresh(): Promise<void> {
    const changes = this.#batch;
    this.#batch = [];
    if (changes.length === 0) return;
    for (const { change, error } of (await this.#writeTogether(changes)).refused)
      if (change.kind === 'job') await this.#markRefused(change, error);
  }

  async #setAside(changes: readonly Change[], error: StoreError): Promise<void> {
    this.#hasFailed = true;
    this.#aside.push(...changes.map((change) => ({ change, error })));
    await this.#run.claim.renew();
  }

  /** A job whose answer the table refuses is marked as unreadable; one without a row is remembered as never read. */
  async #markRefused(change: JobChange, error: StoreError): Promise<void> {
    this.#noteRefused(change, error);
    const cause = causeOfError(error);
    const stored = this.#basis.get(change);
    if (!stored) {
      this.refused.set(change.next.servicePrincipalId, cause);
      return;
    }
    const at = change.next.changedAt;
    this.#run.tally.jobsUnreadable++;
    const marked = this.#decide(change.next, stored, { kind: 'unreadable', at, ...cause });
    if (!marked) return;
    this.#aside.push(...(await this.#writeTogether([marked])).refused);
  }

  #noteRecorded(changes: readonly JobChange[]): void {
    const before = this.#run.tally.eventsRecorded;
    for (const change of changes) this.#noteWritten(change);
    this.#committed(this.#run.tally.eventsRecorded - before);
  }

  #noteWritten({ events }: JobChange): void {
    const { tally, log } = this.#run;
    tally.jobsChanged++;
    tally.eventsRecorded += events.filter(({ transition }) => transition.sequence !== undefined).length;
    for (const { transition, event } of events) log.info(eventLine(transition, event));
  }

  /** It may be this run's own write, whose answer was lost. */
  #noteConflict({ next }: JobChange): void {
    this.#hasFailed = true;
    this.#conflicts.push(next);
  }

  #noteRefused(change: Change, error: StoreError): void {
    const about =
      change.kind === 'job'
        ? { what: 'job', name: jobName(change.next) }
        : { what: 'service principal', name: change.servicePrincipalId };
    this.#run.failures.add(about, causeOfError(error));
  }
}

function kindOf(change: Change): Unsure['of'] {
  if (change.kind === 'unread') return 'unread';
  return change.version === undefined ? 'new' : 'known';
}

function principalOf(change: Change): string {
  return change.kind === 'job' ? change.next.servicePrincipalId : change.servicePrincipalId;
}
