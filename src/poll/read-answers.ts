import type { Application } from '../core/application.ts';
import type { Instant } from '../core/instant.ts';
import { type JobKey, jobName } from '../core/job-key.ts';
import { isLongMissing } from '../core/mass-removal.ts';
import {
  type Answer,
  type Cause,
  isListFault,
  type Observation,
  type Observations,
  observe,
  type Question,
} from '../core/observe.ts';
import { mayExist } from '../core/state.ts';
import { isWatched, neverFound } from '../core/watch.ts';
import { aboutPrincipal } from './failures.ts';
import type { JobIndex } from './job-index.ts';
import type { StoredJob } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { RunContext } from './run-context.ts';

/** What the answers are compared with, and which of them are recorded. */
export interface AnswerContext {
  /** The rows, loaded before anything is asked. */
  readonly jobs: JobIndex;
  readonly applications: ReadonlyMap<string, Application>;
  /** The jobs to record among those that are answered; all of them where it is left out. */
  readonly isAsked?: (key: JobKey) => boolean;
  /** Whether the jobs were counted before. */
  readonly isAgain?: boolean;
  /** What the list said of jobs that are asked for by their ids, by their names. */
  readonly listSaid?: ReadonlyMap<string, Observation>;
  /** Called with each answer after its jobs were recorded. */
  readonly onAnswered?: (answer: Answered) => Promise<void>;
}

/** What one answer means for the service principal as a whole. */
export interface Answered {
  readonly question: Question;
  readonly at: Instant;
  readonly isReadable: boolean;
  /** Why something of the service principal was never read; undefined when it was read whole. */
  readonly whyUnread: Cause | undefined;
  /** Whether the answer settles that. */
  readonly isConclusive: boolean;
}

export interface Answers {
  /** Questions that were answered, in the order asked: fewer than asked when time ran out. */
  readonly count: number;
  /** Those of them that gave jobs or an empty list, those that Graph did not know, and the others. */
  readonly read: number;
  readonly notFound: number;
  readonly unreadable: number;
  /** Jobs with a row that were read. */
  readonly knownRead: number;
  /** Jobs that a list lacked for the first time, and whose id was not answered. */
  readonly unsettled: number;
  /** Jobs that are missing. They are not recorded yet: too many of them at once prove nothing. */
  readonly removals: readonly Removal[];
  /** Jobs that have to be asked for by their id: the list does not say what has become of them. */
  readonly byId: readonly ToAskById[];
}

export interface Removal {
  readonly stored: StoredJob;
  readonly at: Instant;
  readonly byId: boolean;
}

export interface ToAskById {
  readonly question: JobKey;
  readonly listSaid: Observation;
}

/** Asks Graph, and records what each answer says. */
export async function readAnswers(
  run: RunContext,
  recorder: Recorder,
  questions: readonly Question[],
  context: AnswerContext,
  signal: AbortSignal,
): Promise<Answers> {
  const { tally, settings } = run;
  const { jobs, applications, isAsked, isAgain = false, listSaid, onAnswered } = context;
  const removals: Removal[] = [];
  const byId: ToAskById[] = [];
  const kinds = { read: 0, notFound: 0, unreadable: 0 };
  let [count, knownRead, unsettled] = [0, 0, 0];
  for await (const answer of run.source.ask(questions, signal)) {
    const { servicePrincipalId, jobId: askedId } = answer;
    const rows = jobs.of(servicePrincipalId);
    const known = mayBeThere(rows, askedId);
    const application = applications.get(servicePrincipalId);
    const observations = observe(answer, known, application);
    const whyUnread = noteUnread(run, answer, observations, { rows, known, application });
    for (const [jobId, answeredWith] of observations.byJob) {
      const key = { servicePrincipalId, jobId };
      const ofList = listSaid?.get(jobName(key));
      const observation = bothSay(answeredWith, ofList);
      if (!isWatched(settings.watch, key) || jobs.isDamaged(key) || isAsked?.(key) === false) continue;
      const stored = rows.get(jobId);
      if (stored && askedId === undefined && needsAskingById(observation, stored)) {
        byId.push({ question: key, listSaid: observation });
        continue;
      }
      if (observation.kind === 'read' && !isAgain) tally.jobsRead++;
      if (observation.kind === 'read' && stored) knownRead++;
      if (observation.kind === 'unreadable' && !isAgain) tally.jobsUnreadable++;
      if (observation.kind === 'unreadable' && ofList?.kind === 'gone' && isNewlyMissing(stored)) unsettled++;
      if (observation.kind === 'gone' && stored && !stored.state.isRemoved)
        removals.push({ stored, at: observation.at, byId: observation.byId });
      else await recorder.record(key, stored, observation);
    }
    count++;
    kinds[answer.kind === 'jobs' || answer.kind === 'job' ? 'read' : answer.kind]++;
    await onAnswered?.({
      question: { servicePrincipalId, jobId: askedId },
      at: answer.at,
      isReadable: answer.kind !== 'unreadable',
      whyUnread,
      isConclusive: observations.isConclusive,
    });
  }
  await recorder.flush();
  return { count, ...kinds, knownRead, unsettled, removals, byId };
}

/** Notes what of an answer could not be read. @returns why something of the service principal was never read */
function noteUnread(
  { settings: { watch }, failures }: RunContext,
  answer: Answer,
  { byJob, unreadable }: Observations,
  {
    rows,
    known,
    application,
  }: {
    readonly rows: ReadonlyMap<string, StoredJob>;
    readonly known: readonly string[];
    readonly application: Application | undefined;
  },
): Cause | undefined {
  const { servicePrincipalId } = answer;
  const ofWatched = unreadable.filter(
    ({ jobId }) => jobId === undefined || isWatched(watch, { servicePrincipalId, jobId }),
  );
  for (const cause of ofWatched) {
    const [first] = rows.values();
    failures.add(aboutPrincipal(servicePrincipalId, application ?? first?.state.application), cause);
  }
  const isWhole = unreadable.every(({ jobId }) => jobId !== undefined);
  const missing = isWhole ? neverFound(watch, answer, byJob, rows) : [];
  for (const entry of missing) failures.add({ what: 'WATCH entry', name: entryName(entry) }, unknownToGraph);
  const ofUnknown = ofWatched.find(({ jobId }) => jobId === undefined || !known.includes(jobId));
  return ofUnknown ?? (missing.length > 0 ? unknownToGraph : undefined);
}

const unknownToGraph: Cause = {
  cause: 'notFound',
  detail: 'WATCH names it, but Graph does not have it: check the ids.',
};

/** Where the list could not be taken apart, the job is not missing in it: that its id does not find it proves nothing alone. */
function bothSay(observation: Observation, listSaid: Observation | undefined): Observation {
  return observation.kind === 'gone' && listSaid?.kind === 'unreadable' ? listSaid : observation;
}

/**
 * Whether a list's word about a job is not enough: the job is missing, which its id has to prove too, or the list cannot be taken apart,
 * which says nothing of a job that is known. What vanished with many others is not asked for one by one until that has lasted for its time.
 */
function needsAskingById(observation: Observation, { state }: StoredJob): boolean {
  if (observation.kind === 'gone')
    return (
      state.absence !== undefined ||
      state.unreadable?.cause !== 'massRemoval' ||
      isLongMissing({ state, at: observation.at })
    );
  return observation.kind === 'unreadable' && isListFault(observation);
}

/** Whether no run before has missed it, neither alone nor among many. */
function isNewlyMissing(stored: StoredJob | undefined): boolean {
  return stored?.state.absence === undefined && stored?.state.unreadable?.cause !== 'massRemoval';
}

function mayBeThere(rows: ReadonlyMap<string, StoredJob>, askedId: string | undefined): string[] {
  const ids: string[] = [];
  for (const [jobId, { state }] of rows)
    if (mayExist(state) && (askedId === undefined || askedId === jobId)) ids.push(jobId);
  return ids;
}

function entryName({ servicePrincipalId, jobId }: Question): string {
  return jobId === undefined ? servicePrincipalId : jobName({ servicePrincipalId, jobId });
}
