import type { Application } from '../core/application.ts';
import { type JobKey, jobName } from '../core/job-key.ts';
import { findStandingStill } from '../core/mass-delay.ts';
import { type JobState, mayExist } from '../core/state.ts';
import { isWatched } from '../core/watch.ts';
import { type Discovery, discover } from './discover.ts';
import { aboutPrincipal, causeOfError } from './failures.ts';
import { JobIndex } from './job-index.ts';
import type { LoadedJobs } from './ports.ts';
import { Progress } from './progress.ts';
import { planQuestions, type QuestionPlan } from './question-plan.ts';
import { type AnswerContext, type Answers, readAnswers, type ToAskById } from './read-answers.ts';
import { Recorder } from './recorder.ts';
import { recordRemovals } from './removals.ts';
import { rereadConflicts } from './reread-conflicts.ts';
import type { RunContext } from './run-context.ts';
import { concludeReading, nothingRead, type TenantReading } from './tenant-reading.ts';

/** Until when lists are asked for, and until when all of the reading is done: what lists leave open wants time too. */
interface ReadingTime {
  readonly lists: AbortSignal;
  readonly all: AbortSignal;
}

/**
 * Reads every watched job and records what changed. `loaded` was read before: no observation is older than its row.
 *
 * @param committed is called with each number of events that were committed and are to be sent
 */
export async function readTenant(
  run: RunContext,
  loaded: LoadedJobs,
  time: ReadingTime,
  committed: (events: number) => void,
): Promise<TenantReading> {
  const { settings, startedAt, tally, failures, store } = run;
  try {
    await run.source.authenticate(time.lists);
  } catch (error) {
    failures.add({ what: 'Microsoft Graph' }, causeOfError(error));
    return nothingRead(run, 'failed');
  }
  const discovery = await discover(run, time.lists);
  const plan = planQuestions(run, loaded, discovery);
  // Rows that cannot be read name jobs that nobody looks at.
  if (plan.order.length === 0 && (discovery.failed || loaded.damaged.length > 0))
    return nothingRead(run, 'failed');

  const { confirmAfterMs, limits, wanted } = settings;
  const { coveredSince, epoch } = store.runRecord;
  const { isMassDelay } = findStandingStill(loaded.jobs.map(({ state }) => state));
  const detection = {
    startedAt,
    coveredSince,
    epoch,
    confirmAfterMs,
    limits,
    isMassDelay,
    wanted,
  };
  const recorder = new Recorder(run, detection, committed);
  const progress = new Progress(run, recorder, plan, discovery, loaded);
  const { answers, byId, isRecorded } = await askAndRecord(
    run,
    loaded,
    { discovery, plan, recorder, progress },
    time,
  ).finally(() => recorder.settle());
  await progress.finish();
  if (plan.order.length === 0) noteUnasked(run, loaded);

  tally.principals = answers.count;
  tally.principalsUnread = progress.unread;
  return concludeReading(run, {
    discovery,
    plan,
    answers,
    byId,
    progress,
    isWritten: isRecorded && recorder.unsure.length === 0,
    damagedRows: loaded.damaged.length,
    isUnsure: recorder.hasFailed,
  });
}

/** The parts of a reading that its steps share. */
interface ReadingParts {
  readonly discovery: Discovery;
  readonly plan: QuestionPlan;
  readonly recorder: Recorder;
  readonly progress: Progress;
}

interface Asked {
  /** To the questions of the plan, and to those for single jobs that lists left open. */
  readonly answers: Answers;
  readonly byId: Answers;
  /** Whether no job is left that has to be read again or whose absence was not recorded. */
  readonly isRecorded: boolean;
}

/** Asks the questions of the plan, then for single jobs what lists left open, and records what the answers say. */
async function askAndRecord(
  run: RunContext,
  loaded: LoadedJobs,
  { discovery, plan, recorder, progress }: ReadingParts,
  { lists, all }: ReadingTime,
): Promise<Asked> {
  const jobs = new JobIndex(loaded);
  const applications = new Map([...namesRemembered(loaded), ...discovery.applications]);
  await markUnwatched(run, recorder, loaded);
  const answers = await readAnswers(
    run,
    recorder,
    plan.order.map(({ question }) => question),
    { jobs, applications, onAnswered: (answer) => progress.note(answer) },
    lists,
  );
  const byId = await readAnswers(
    run,
    recorder,
    answers.byId.map(({ question }) => question),
    {
      jobs,
      applications,
      listSaid: new Map(answers.byId.map(({ question, listSaid }) => [jobName(question), listSaid])),
    },
    all,
  );
  await markUnasked(run, recorder, jobs, answers.byId.slice(byId.count));
  await recorder.retry(all);
  const again = await rereadConflicts(run, recorder, applications, all);
  const removals = [...answers.removals, ...byId.removals, ...again.removals];
  const known = {
    count: countKnownJobs(run, loaded),
    read: answers.knownRead + byId.knownRead,
    unsettled: byId.unsettled,
  };
  const unrecorded = await recordRemovals(run, recorder, removals, known, all);
  await recorder.retry(all);
  const unfinished = [...again.unfinished, ...recorder.takeConflicts()];
  noteUnfinished(run, unfinished);
  return { answers, byId, isRecorded: unfinished.length === 0 && unrecorded === 0 };
}

/** Between discoveries the names of what was never read are those that are remembered. */
function namesRemembered({ unread }: LoadedJobs): AnswerContext['applications'] {
  const named = unread.filter(({ unread: { application } }) => application.displayName !== '');
  return new Map<string, Application>(
    named.map(({ unread: { servicePrincipalId, application } }) => [servicePrincipalId, application]),
  );
}

function countKnownJobs({ settings }: RunContext, loaded: LoadedJobs): number {
  const isKnown = (state: JobState) => mayExist(state) && isWatched(settings.watch, state);
  return loaded.jobs.filter(({ state }) => isKnown(state)).length;
}

/** Jobs that `WATCH` no longer names: no event is recorded of them, and nothing is stale about them. */
async function markUnwatched(
  { settings, clock }: RunContext,
  recorder: Recorder,
  loaded: LoadedJobs,
): Promise<void> {
  for (const stored of loaded.jobs) {
    if (isWatched(settings.watch, stored.state)) continue;
    await recorder.record(stored.state, stored, { kind: 'unwatched', at: clock.now() });
  }
  await recorder.flush();
}

/** Time ran out before jobs could be asked for by their ids: those of a list that cannot be taken apart are unreadable. */
async function markUnasked(
  { tally }: RunContext,
  recorder: Recorder,
  jobs: JobIndex,
  unasked: readonly ToAskById[],
): Promise<void> {
  for (const { question, listSaid } of unasked) {
    if (listSaid.kind !== 'unreadable') continue;
    tally.jobsUnreadable++;
    await recorder.record(question, jobs.get(question), listSaid);
  }
  await recorder.flush();
}

/** A run that asked nothing met no failure itself: it names the last failure of each principal that was not due. */
function noteUnasked({ failures }: RunContext, { unread }: LoadedJobs): void {
  for (const { unread: each } of unread) {
    const { cause, detail } = each;
    failures.add(aboutPrincipal(each.servicePrincipalId, each.application), { cause, detail });
  }
}

/** Jobs that still met a conflict are read again by the next poll, and this one is not complete. */
function noteUnfinished({ failures }: RunContext, unfinished: readonly JobKey[]): void {
  for (const key of unfinished) {
    failures.add(
      { what: 'job', name: jobName(key) },
      {
        cause: 'conflict',
        detail: 'The row kept changing while it was written; the next poll reads the job again.',
      },
    );
  }
}
