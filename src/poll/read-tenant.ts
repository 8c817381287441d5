import type { Application } from '../core/application.ts';
import { coverageAfter } from '../core/coverage.ts';
import { type JobKey, jobName } from '../core/job-key.ts';
import { screenRemovals } from '../core/mass-removal.ts';
import type { RunOutcome, RunRecord } from '../core/run-record.ts';
import { type JobState, mayExist } from '../core/state.ts';
import { isWatched } from '../core/watch.ts';
import { inOrder, whatToAsk } from './asking.ts';
import { discover, openSweep } from './discover.ts';
import { aboutPrincipal, causeOfError } from './failures.ts';
import type { LoadedJobs } from './ports.ts';
import { Progress } from './progress.ts';
import { type AskedById, type Context, indexJobs, type Removal, readAnswers } from './read-answers.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { rereadConflicts } from './reread-conflicts.ts';
import type { Work } from './work.ts';

/** What a run has learnt of the tenant: its part of the run row. */
export interface TenantReading extends Pick<RunRecord, 'coveredSince' | 'round' | 'sweptAt' | 'cursor'> {
  readonly outcome: RunOutcome;
  /** Whether a write may have been committed whose answer was lost. */
  readonly isUnsure: boolean;
}

/** Nothing was learnt: the next run begins where this one did. */
export function nothingRead(work: Pick<Work, 'scope' | 'store'>, outcome: RunOutcome): TenantReading {
  const { coveredSince, cursor } = work.store.claimed;
  const { sweptAt, sweep } = openSweep(work);
  return {
    outcome,
    coveredSince,
    round: undefined,
    sweptAt,
    cursor: { ...cursor, sweep },
    isUnsure: true,
  };
}

/** Until when lists are asked for, and until when all of the reading is done: what lists leave open wants time too. */
export interface ReadingTime {
  readonly lists: AbortSignal;
  readonly all: AbortSignal;
}

/** Reads every watched job and records what changed. `loaded` was read before: no observation is older than its row. */
export async function readTenant(
  work: Work,
  loaded: LoadedJobs,
  { lists, all }: ReadingTime,
): Promise<TenantReading> {
  const { settings, startedAt, tally, failures, store } = work;
  try {
    await work.source.authenticate(lists);
  } catch (error) {
    failures.add({ what: 'Microsoft Graph' }, causeOfError(error));
    return nothingRead(work, 'failed');
  }
  const discovery = await discover(work, lists);
  const asking = whatToAsk(work, loaded, discovery);
  const asked = inOrder(asking);
  // Rows that cannot be read name jobs that nobody looks at.
  if (asked.length === 0 && (discovery.failed || loaded.damaged.length > 0))
    return nothingRead(work, 'failed');

  const { confirmAfterMs, wanted } = settings;
  const { coveredSince, epoch } = store.claimed;
  const recorder = createRecorder(work, { startedAt, coveredSince, epoch, confirmAfterMs, wanted });
  const progress = new Progress(work, recorder, asking, asked, discovery, loaded);
  await markUnwatched(work, recorder, loaded);
  const applications = new Map([...namesRemembered(loaded), ...discovery.applications]);
  const context: Context = {
    jobs: indexJobs(loaded),
    applications,
    wanted: () => true,
    answered: (answer) => progress.note(answer),
  };
  const questions = asked.map(({ question }) => question);
  const answers = await readAnswers(work, recorder, questions, context, lists);
  const byId = await readAnswers(
    work,
    recorder,
    answers.byId.map(({ question }) => question),
    {
      ...context,
      answered: async () => {},
      listSaid: new Map(answers.byId.map(({ question, listSaid }) => [jobName(question), listSaid])),
    },
    all,
  );
  await markUnasked(work, recorder, context, answers.byId.slice(byId.count));
  await recorder.retry(all);
  const again = await rereadConflicts(work, recorder, applications, all);
  const removals = [...answers.removals, ...byId.removals, ...again.removals];
  const known = { knownJobs: knownJobs(work, loaded), knownRead: answers.knownRead + byId.knownRead };
  const unrecorded = await recordRemovals(work, recorder, removals, known, all);
  await recorder.retry(all);
  const left = [...again.left, ...recorder.takeConflicts()];
  noteLeft(work, left);
  await progress.finish();

  tally.principals = answers.count;
  tally.principalsUnread = progress.unread;
  const isWritten = left.length === 0 && unrecorded === 0 && recorder.unsure.length === 0;
  const hasAskedById = byId.count === answers.byId.length;
  const hasRead =
    answers.read + byId.read > 0 || (answers.notFound > 0 && isTenant(work) && answers.unreadable === 0);
  // Who asks nothing though something waits to be read has seen nothing.
  const isBlind = asked.length === 0 ? progress.unread > 0 : !hasRead;
  const isAsked = progress.answered.known === asking.known.length && hasAskedById;
  if (asked.length === 0) noteUnasked(work, loaded);
  const coverage = coverageAfter(store.claimed, {
    startedAt,
    order: asking.known.map(({ servicePrincipalId }) => servicePrincipalId),
    answered: progress.answered.known,
    isSound: isWritten && hasAskedById && !isBlind,
    goesOn: !store.afterKilledRun && store.claimed.scope === work.scope,
  });
  const sweptAt = progress.isSwept ? discovery.startedAt : openSweep(work).sweptAt;
  // Before the first sweep is done nobody knows what there is.
  const isWhole = isAsked && isWritten && sweptAt !== undefined && !discovery.failed;
  const isAllRead = tally.jobsUnreadable === 0 && progress.unread === 0 && loaded.damaged.length === 0;
  return {
    ...coverage,
    outcome: isBlind ? 'failed' : isWhole && isAllRead ? 'complete' : 'partial',
    sweptAt,
    cursor: progress.cursor,
    isUnsure: recorder.hasFailed,
  };
}

/** Between sweeps the names of what was never read are those that are remembered. */
function namesRemembered({ unread }: LoadedJobs): [string, Application][] {
  const named = unread.filter(({ unread: { application } }) => application.displayName !== '');
  return named.map(({ unread: { servicePrincipalId, application } }) => [servicePrincipalId, application]);
}

/** What was not due is named with what it answered last: a run that asks for nothing would have no word of its own. */
function noteUnasked({ failures }: Work, { unread }: LoadedJobs): void {
  for (const { unread: each } of unread) {
    const { cause, detail } = each;
    failures.add(aboutPrincipal(each.servicePrincipalId, each.application), { cause, detail });
  }
}

function isTenant({ settings }: Work): boolean {
  return settings.watch.kind === 'tenant';
}

/** Time ran out before jobs could be asked for by their ids: those of a list that cannot be taken apart are unreadable. */
async function markUnasked(
  { tally }: Work,
  recorder: Recorder,
  { jobs }: Context,
  unasked: readonly AskedById[],
): Promise<void> {
  for (const { question, listSaid } of unasked) {
    if (listSaid.kind !== 'unreadable') continue;
    tally.jobsUnreadable++;
    await recorder.record(question, jobs.of(question.servicePrincipalId).get(question.jobId), listSaid);
  }
  await recorder.flush();
}

function knownJobs({ settings }: Work, loaded: LoadedJobs): number {
  const isKnown = (state: JobState) => mayExist(state) && isWatched(settings.watch, state);
  return loaded.jobs.filter(({ state }) => isKnown(state)).length;
}

/** Jobs that `WATCH` no longer names: nothing is told of them, and nothing is stale about them. */
async function markUnwatched(
  { settings, clock }: Work,
  recorder: Recorder,
  loaded: LoadedJobs,
): Promise<void> {
  for (const stored of loaded.jobs) {
    if (isWatched(settings.watch, stored.state)) continue;
    await recorder.record(stored.state, stored, { kind: 'unwatched', at: clock.now() });
  }
  await recorder.flush();
}

/**
 * What is not believed is a failure of the run for as long as it stands: it may hold clears back.
 *
 * @returns how many were not recorded because time ran out
 */
async function recordRemovals(
  { failures, tally }: Work,
  recorder: Recorder,
  removals: readonly Removal[],
  known: { readonly knownJobs: number; readonly knownRead: number },
  signal: AbortSignal,
): Promise<number> {
  const screened = screenRemovals(
    removals.map(({ stored, at, byId }) => ({ state: stored.state, at, byId })),
    known,
  );
  let recorded = 0;
  for (const [index, { stored }] of removals.entries()) {
    const observation = screened[index];
    if (signal.aborted) break;
    if (observation?.kind === 'unreadable') tally.jobsUnreadable++;
    if (observation) await recorder.record(stored.state, stored, observation);
    recorded++;
  }
  await recorder.flush();
  const unbelieved = screened.find((observation) => observation.kind === 'unreadable');
  if (unbelieved)
    failures.addFirst({ what: 'vanished jobs' }, { cause: unbelieved.cause, detail: unbelieved.detail });
  return removals.length - recorded;
}

/** What still met a conflict is left to the next poll, and this one does not call itself complete. */
function noteLeft({ failures }: Work, left: readonly JobKey[]): void {
  for (const key of left) {
    failures.add(
      { what: 'job', name: jobName(key) },
      {
        cause: 'conflict',
        detail: 'The row kept changing while it was written; the next poll reads the job again.',
      },
    );
  }
}
