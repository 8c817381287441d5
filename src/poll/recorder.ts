import { toEvent } from '../core/cloud-event.ts';
import { detect } from '../core/detect.ts';
import { RefusedWriteError, StoreError } from '../core/errors.ts';
import type { Run } from '../core/run.ts';
import { type JobKey, jobName, type Observation } from '../core/state.ts';
import type { Telling } from '../core/telling.ts';
import { failureOf } from './failure-of.ts';
import { eventLine } from './lines.ts';
import type { Log } from './log.ts';
import type { JobChange, StateStore, StoredJob } from './ports.ts';
import type { Tally } from './tally.ts';

export interface Recorder {
  /** Decides what an observation means and writes it, at once when there is something to tell. */
  record(key: JobKey, stored: StoredJob | undefined, observation: Observation): Promise<void>;
  /** Writes the changes that waited for company. */
  flush(): Promise<void>;
  /** Hands over the jobs whose row had changed since it was loaded: row and job have to be read again. */
  takeConflicts(): JobKey[];
  /** Changes that could not be written and are not conflicts: a run that has any is not complete. */
  readonly unwritten: number;
}

/** Changes without events are written together: as many as fit the transactions that the store sends side by side. */
const refreshesAtOnce = 400;
/**
 * A write that fails holds up no other job; after this many the table counts as down, and the reading ends. Transactions sent side by
 * side are one: a moment's outage fails all of them.
 */
const failuresBorne = 3;

/**
 * Where decisions become rows: the state, the outbox and the history of a job in one transaction.
 *
 * @throws StoreError from its methods once several writes have failed
 */
export function createRecorder(
  store: StateStore,
  run: Run,
  telling: Telling,
  tally: Tally,
  log: Log,
): Recorder {
  let refreshes: JobChange[] = [];
  let conflicts: JobKey[] = [];

  let unwritten = 0;
  let failed = 0;

  const noteUnwritten = (changes: readonly JobChange[], error: StoreError): void => {
    unwritten += changes.length;
    const [first] = changes;
    const others = changes.length > 1 ? ` and ${changes.length - 1} more` : '';
    if (first) tally.failures.push(failureOf(`${jobName(first.next)}${others}`, error));
  };

  /** @throws the error when it is one too many */
  const bear = (error: StoreError): void => {
    if (++failed >= failuresBorne) throw error;
  };

  const flush = async (): Promise<void> => {
    const changes = refreshes;
    refreshes = [];
    if (changes.length === 0) return;
    const refreshed = await store.refresh(changes);
    const unsure = refreshed.failed.reduce((sum, group) => sum + group.changes.length, 0);
    tally.jobsChanged += changes.length - refreshed.conflicts.length - refreshed.refused.length - unsure;
    conflicts.push(...refreshed.conflicts.map((change) => change.next));
    for (const { change, error } of refreshed.refused) noteUnwritten([change], error);
    for (const { changes, error } of refreshed.failed) noteUnwritten(changes, error);
    const [failure] = refreshed.failed;
    if (failure) bear(failure.error);
  };

  const recordAlone = async (change: JobChange): Promise<'written' | 'conflict' | undefined> => {
    try {
      return await store.record(change);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      noteUnwritten([change], error);
      if (!(error instanceof RefusedWriteError)) bear(error);
      return undefined;
    }
  };

  return {
    async record(key, stored, observation) {
      const { next, transitions } = detect(key, stored?.state, observation, run);
      if (!next || next === stored?.state) return;
      const events = transitions.map((transition) => ({ transition, event: toEvent(transition, telling) }));
      const body = observation.kind === 'read' ? observation.job.raw : undefined;
      const change: JobChange = { version: stored?.version, next, body, events };
      if (events.length === 0) {
        refreshes.push(change);
        if (refreshes.length >= refreshesAtOnce) await flush();
        return;
      }
      // Alone and at once: a job that has something to tell shares its fate with no other.
      const outcome = await recordAlone(change);
      if (outcome === 'conflict') conflicts.push(next);
      if (outcome !== 'written') return;
      tally.jobsChanged++;
      tally.eventsRecorded += events.length;
      for (const { transition, event } of events) log.info(eventLine(transition, event));
    },
    flush,
    takeConflicts() {
      const taken = conflicts;
      conflicts = [];
      return taken;
    },
    get unwritten() {
      return unwritten;
    },
  };
}
