import { boundedText } from '../core/bounded-text.ts';
import { screenRemovals } from '../core/mass-removal.ts';
import type { RunOutcome } from '../core/run-record.ts';
import { type JobKey, jobName, mayExist } from '../core/state.ts';
import { isWatched, principalsToAsk } from '../core/watch.ts';
import { failureOf } from './failure-of.ts';
import { indexJobs } from './job-index.ts';
import type { LoadedJobs } from './ports.ts';
import { type Removal, readPrincipals } from './read-principals.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { rereadConflicts } from './reread-conflicts.ts';
import { sweep } from './sweep.ts';
import type { Work } from './work.ts';

export interface TenantReading {
  readonly outcome: RunOutcome;
  /** Start of the last whole sweep, this run's included. */
  readonly sweptAt: string | undefined;
  /** The first service principal that was not reached, known or discovered. */
  readonly resumeAt: string | undefined;
}

/** Reads every watched job and records what changed. `loaded` was read before: no observation is older than its row. */
export async function readTenant(
  work: Work,
  loaded: LoadedJobs,
  signal: AbortSignal,
): Promise<TenantReading> {
  const { ports, settings, startedAt, before, tally } = work;
  const nothing = { outcome: 'failed', sweptAt: before.sweptAt, resumeAt: before.resumeAt } as const;
  try {
    await ports.source.authenticate(signal);
  } catch (error) {
    tally.failures.push(failureOf('Microsoft Graph', error));
    return nothing;
  }
  const { sweptAt, applications, failed } = await sweep(work, signal);
  const states = loaded.jobs.map((job) => job.state);
  const toAsk = principalsToAsk(settings.watch, states, applications.keys(), before.resumeAt);
  const principals = [...toAsk.known, ...toAsk.discovered];
  if (failed && principals.length === 0) return nothing;

  const { confirmAfter, wanted } = settings;
  const run = { startedAt, lastCompleteRun: before.completeStartedAt, confirmAfter, wanted };
  const recorder = createRecorder(ports.store, run, settings.telling, tally, ports.log);
  await markUnwatched(work, recorder, loaded);
  const answers = await readPrincipals(
    work,
    recorder,
    { principals, jobs: indexJobs(loaded), applications, wanted: () => true },
    signal,
  );
  tally.principals = answers.answered;
  tally.jobsRead = answers.jobsRead;
  tally.jobsUnreadable = answers.jobsUnreadable;
  tally.failures.push(...answers.failures);

  const late = await rereadConflicts(work, recorder, applications, signal);
  const known = states.filter((state) => mayExist(state) && isWatched(settings.watch, state)).length;
  await recordRemovals(work, recorder, [...answers.removals, ...late.removals], known);
  const left = [...late.left, ...recorder.takeConflicts()];
  noteLeft(work, left);

  // Known jobs make a run complete; a sweep that takes more than one run goes on in the next.
  const isWhole = answers.answered >= toAsk.known.length && left.length === 0 && recorder.unwritten === 0;
  return {
    outcome: outcomeOf(principals.length, answers.readable, isWhole),
    sweptAt: answers.answered === principals.length ? sweptAt : before.sweptAt,
    resumeAt: principals[answers.answered],
  };
}

function outcomeOf(asked: number, readable: number, whole: boolean): RunOutcome {
  if (asked > 0 && readable === 0) return 'failed';
  return whole ? 'complete' : 'partial';
}

/** Jobs that `WATCH` no longer names: nothing is told of them, and nothing is stale about them. */
async function markUnwatched(
  { settings, ports }: Work,
  recorder: Recorder,
  loaded: LoadedJobs,
): Promise<void> {
  for (const stored of loaded.jobs) {
    if (isWatched(settings.watch, stored.state)) continue;
    await recorder.record(stored.state, stored, { kind: 'unwatched', at: ports.clock.now() });
  }
  await recorder.flush();
}

/** What is not believed is a failure of the run for as long as it stands: it may hold clears back. */
async function recordRemovals(
  { tally }: Work,
  recorder: Recorder,
  removals: readonly Removal[],
  knownJobs: number,
): Promise<void> {
  const screened = screenRemovals(
    removals.map(({ stored, at }) => ({ state: stored.state, at })),
    knownJobs,
  );
  for (const [index, { stored }] of removals.entries()) {
    const observation = screened[index];
    if (observation) await recorder.record(stored.state, stored, observation);
  }
  await recorder.flush();
  const unbelieved = screened.find((observation) => observation.kind === 'unreadable');
  if (unbelieved) {
    const { cause, detail } = unbelieved;
    // In front, so that it is not lost behind what could not be read: a log line holds no more than twenty.
    tally.failures.unshift({ about: 'vanished jobs', cause, detail });
  }
}

/** What still met a conflict is left to the next poll, and this one does not call itself complete. */
function noteLeft({ tally }: Work, left: readonly JobKey[]): void {
  for (const key of left) {
    tally.failures.push({
      about: boundedText(jobName(key), 512),
      cause: 'conflict',
      detail: 'The row kept changing while it was written; the next poll reads the job again.',
    });
  }
}
