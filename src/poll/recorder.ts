import { toEvent } from '../core/cloud-event.ts';
import { detect } from '../core/detect.ts';
import type { DetectionContext } from '../core/detection.ts';
import { isStoreFailure, RefusedWriteError, StoreError } from '../core/errors.ts';
import { type JobKey, jobName } from '../core/job-key.ts';
import type { Cause, Observation } from '../core/observe.ts';
import { causeOfError } from './failures.ts';
import { eventLine } from './log-lines.ts';
import type { Change, JobChange, StoredJob, UnreadChange } from './ports.ts';
import type { Work } from './work.ts';

export interface Recorder {
  /** Decides what an observation means and writes it, at once when there is something to tell. */
  record(key: JobKey, stored: StoredJob | undefined, observation: Observation): Promise<void>;
  /** Writes the changes that waited for others to share a transaction with. */
  flush(): Promise<void>;
  /** Writes what is remembered of service principals that were never read. */
  remember(changes: readonly UnreadChange[]): Promise<void>;
  /** Tries once more what could not be written, for as long as the signal does not abort. */
  retry(signal: AbortSignal): Promise<void>;
  /** Hands over the jobs whose row had changed since it was loaded: row and job have to be read again. */
  takeConflicts(): JobKey[];
  /** Changes that may not be written. */
  readonly unsure: readonly Unsure[];
  /** Service principals of jobs without a row that the table will not have, and why. */
  readonly refused: ReadonlyMap<string, Cause>;
  /** Whether a write failed or met a conflict, or its answer was lost: then there may be events in the outbox that were not counted. */
  readonly hasFailed: boolean;
}

/** Changes without events are written together: as many as fit the transactions that the store sends side by side. */
const refreshesAtOnce = 396;

/** A change that may not be written. */
export interface Unsure extends Cause {
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
 * Where decisions become rows: the state, the outbox and the history of a job in one transaction.
 *
 * A write that fails holds up no other. Whether the table itself is down is decided by a renewal of the claim.
 *
 * @throws StoreError from its methods when the table is down, TakenOverError when the run may not write any more
 */
export function createRecorder(work: Work, run: DetectionContext): Recorder {
  const { store, tally, failures, log, claim, settings } = work;
  let waiting: JobChange[] = [];
  /** What each change was decided on, for those that the table will not have. */
  const basis = new WeakMap<JobChange, StoredJob>();
  /** What could not be written, to be tried once more; and what could not be then either. */
  let aside: Aside[] = [];
  const unwritten: Aside[] = [];
  let conflicts: JobKey[] = [];
  const refused = new Map<string, Cause>();
  let hasFailed = false;

  const setAside = async (changes: readonly Change[], error: StoreError): Promise<void> => {
    hasFailed = true;
    aside.push(...changes.map((change) => ({ change, error })));
    await claim.renew();
  };

  /** It may be this run's own write, whose answer was lost. */
  const noteConflict = ({ next }: JobChange): void => {
    hasFailed = true;
    conflicts.push(next);
  };

  const noteWritten = ({ events }: JobChange): void => {
    tally.jobsChanged++;
    tally.eventsRecorded += events.length;
    for (const { transition, event } of events) log.info(eventLine(transition, event));
  };

  const noteRefused = (change: Change, error: StoreError): void => {
    const name = nameOf(change);
    failures.add({ what: change.kind === 'job' ? 'job' : 'service principal', name }, causeOfError(error));
  };

  /** A job whose answer the table will not have is unreadable to us; one without a row is remembered as never read. */
  const markRefused = async (change: JobChange, error: StoreError): Promise<void> => {
    noteRefused(change, error);
    const cause = causeOfError(error);
    const stored = basis.get(change);
    if (!stored) {
      refused.set(change.next.servicePrincipalId, cause);
      return;
    }
    const at = change.next.changedAt;
    tally.jobsUnreadable++;
    const marked = decide(change.next, stored, { kind: 'unreadable', at, ...cause });
    if (!marked) return;
    const [failure] = (await writeTogether([marked])).refused;
    if (failure) aside.push(failure);
  };

  const decide = (
    key: JobKey,
    stored: StoredJob | undefined,
    observation: Observation,
  ): JobChange | undefined => {
    const { next, transitions } = detect(key, stored?.state, observation, run);
    if (!next || next === stored?.state) return undefined;
    const events = transitions.map((transition) => ({
      transition,
      event: toEvent(transition, settings.eventOptions),
    }));
    const body = observation.kind === 'read' ? observation.job.raw : undefined;
    const change: JobChange = { kind: 'job', version: stored?.version, next, body, events };
    if (stored) basis.set(change, stored);
    return change;
  };

  /** Notes what became of each but of those that are refused. */
  const writeTogether = async (changes: readonly Change[]) => {
    const refreshed = await store.refresh(changes);
    const others = new Set<Change>([
      ...refreshed.conflicts,
      ...refreshed.refused.map(({ change }) => change),
      ...refreshed.failed.flatMap((group) => group.changes),
    ]);
    for (const change of changes) if (change.kind === 'job' && !others.has(change)) noteWritten(change);
    for (const change of refreshed.conflicts) if (change.kind === 'job') noteConflict(change);
    for (const { changes: group, error } of refreshed.failed) await setAside(group, error);
    return refreshed;
  };

  const flush = async (): Promise<void> => {
    const changes = waiting;
    waiting = [];
    if (changes.length === 0) return;
    for (const { change, error } of (await writeTogether(changes)).refused) {
      if (change.kind === 'job') await markRefused(change, error);
    }
  };

  /** Alone and at once: a job that has something to tell shares its fate with no other. */
  const recordAlone = async (change: JobChange): Promise<void> => {
    try {
      if ((await store.record(change)) === 'written') noteWritten(change);
      else noteConflict(change);
    } catch (error) {
      if (error instanceof RefusedWriteError) await markRefused(change, error);
      else if (isStoreFailure(error)) await setAside([change], error);
      else throw error;
    }
  };

  return {
    async record(key, stored, observation) {
      const change = decide(key, stored, observation);
      if (!change) return;
      if (change.events.length > 0) return await recordAlone(change);
      waiting.push(change);
      if (waiting.length >= refreshesAtOnce) await flush();
    },
    flush,
    async remember(changes) {
      if (changes.length === 0) return;
      const { conflicts: changed, refused: refusedRows } = await writeTogether(changes);
      const error = new StoreError(
        'Conflict',
        'The row changed while it was written; the next poll does it.',
      );
      aside.push(...refusedRows, ...changed.map((change) => ({ change, error })));
    },
    async retry(signal) {
      const again = aside;
      aside = [];
      for (const [index, { change }] of again.entries()) {
        if (signal.aborted) {
          aside.push(...again.slice(index));
          break;
        }
        if (change.kind === 'unread') await this.remember([change]);
        else if (change.events.length > 0) await recordAlone(change);
        else waiting.push(change);
      }
      await flush();
      for (const { change, error } of aside) noteRefused(change, error);
      unwritten.push(...aside);
      aside = [];
    },
    takeConflicts() {
      const taken = conflicts;
      conflicts = [];
      return taken;
    },
    get unsure() {
      return [...aside, ...unwritten].map(({ change, error }) => ({
        servicePrincipalId: principalOf(change),
        of: kindOf(change),
        ...causeOfError(error),
      }));
    },
    refused,
    get hasFailed() {
      return hasFailed;
    },
  };
}

function kindOf(change: Change): Unsure['of'] {
  if (change.kind === 'unread') return 'unread';
  return change.version === undefined ? 'new' : 'known';
}

function principalOf(change: Change): string {
  return change.kind === 'job' ? change.next.servicePrincipalId : change.servicePrincipalId;
}

function nameOf(change: Change): string {
  return change.kind === 'job' ? jobName(change.next) : change.servicePrincipalId;
}
