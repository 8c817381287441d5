import type { Application } from '../core/application.ts';
import { type JobKey, jobName } from '../core/job-key.ts';
import { isLongMissing } from '../core/mass-removal.ts';
import { type Cause, isListFault, type Observation, observe, type Question } from '../core/observe.ts';
import { mayExist } from '../core/state.ts';
import { isWatched, neverFound } from '../core/watch.ts';
import { aboutPrincipal } from './failures.ts';
import type { LoadedJobs, StoredJob } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { Work } from './work.ts';

/** What the answers are compared with. */
export interface Context {
  /** The rows, loaded before anything is asked. */
  readonly jobs: JobIndex;
  readonly applications: ReadonlyMap<string, Application>;
  /** The jobs to record among those that are answered. */
  readonly wanted: (key: JobKey) => boolean;
  /** Whether the jobs were counted before. */
  readonly isAgain?: boolean;
  /** What the list said of jobs that are asked for by their ids, by their names. */
  readonly listSaid?: ReadonlyMap<string, Observation>;
  /** Told of each answer after its jobs were recorded. */
  readonly answered: (answer: Answered) => Promise<void>;
}

export interface Answered {
  readonly question: Question;
  readonly at: string;
  readonly isReadable: boolean;
  /** Why something of the service principal was never read; undefined when it was read whole. */
  readonly unseen: Cause | undefined;
  /** False when the answer says nothing about that. */
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
  /** Jobs that are missing. They are not recorded yet: too many of them at once prove nothing. */
  readonly removals: readonly Removal[];
  /** Jobs that have to be asked for by their id: the list does not tell what has become of them. */
  readonly byId: readonly AskedById[];
}

export interface Removal {
  readonly stored: StoredJob;
  readonly at: string;
  readonly byId: boolean;
}

export interface AskedById {
  readonly question: JobKey;
  readonly listSaid: Observation;
}

/** Asks Graph, and records what each answer says. */
export async function readAnswers(
  work: Work,
  recorder: Recorder,
  questions: readonly Question[],
  { jobs, applications, wanted, answered, listSaid, isAgain = false }: Context,
  signal: AbortSignal,
): Promise<Answers> {
  const { tally, failures, settings } = work;
  const removals: Removal[] = [];
  const byId: AskedById[] = [];
  const kinds = { read: 0, notFound: 0, unreadable: 0 };
  let [count, knownRead] = [0, 0];
  for await (const answer of work.source.ask(questions, signal)) {
    const { servicePrincipalId, jobId: askedId } = answer;
    const rows = jobs.of(servicePrincipalId);
    const application = applications.get(servicePrincipalId);
    const known = mayBeThere(rows, askedId);
    const { byJob, unread, isConclusive } = observe(answer, known, application);
    const isOurs = (jobId: string | undefined) =>
      jobId === undefined || isWatched(settings.watch, { servicePrincipalId, jobId });
    const about = () => {
      const [first] = rows.values();
      return aboutPrincipal(servicePrincipalId, application ?? first?.state.application);
    };
    const unreadHere = unread.filter(({ jobId }) => isOurs(jobId));
    for (const cause of unreadHere) failures.add(about(), cause);
    const isWhole = unread.every(({ jobId }) => jobId !== undefined);
    const missing = isWhole ? neverFound(settings.watch, answer, byJob, rows) : [];
    for (const entry of missing)
      failures.add({ what: 'WATCH entry', name: entryName(entry) }, unknownToGraph);
    for (const [jobId, answeredWith] of byJob) {
      const key = { servicePrincipalId, jobId };
      const observation = bothSay(answeredWith, listSaid?.get(jobName(key)));
      if (!isWatched(settings.watch, key) || jobs.isDamaged(key) || !wanted(key)) continue;
      const stored = rows.get(jobId);
      if (stored && askedId === undefined && wantsAnother(observation, stored)) {
        byId.push({ question: key, listSaid: observation });
        continue;
      }
      if (observation.kind === 'read' && !isAgain) tally.jobsRead++;
      if (observation.kind === 'read' && stored) knownRead++;
      if (observation.kind === 'unreadable' && !isAgain) tally.jobsUnreadable++;
      const { kind, at } = observation;
      if (kind !== 'gone' || !stored || stored.state.state === 'removed')
        await recorder.record(key, stored, observation);
      else removals.push({ stored, at, byId: observation.byId });
    }
    count++;
    kinds[answer.kind === 'jobs' || answer.kind === 'job' ? 'read' : answer.kind]++;
    const unseen = unreadHere.find(({ jobId }) => jobId === undefined || !known.includes(jobId));
    await answered({
      question: { servicePrincipalId, jobId: askedId },
      at: answer.at,
      isReadable: answer.kind !== 'unreadable',
      unseen: unseen ?? (missing.length > 0 ? unknownToGraph : undefined),
      isConclusive,
    });
  }
  await recorder.flush();
  return { count, ...kinds, knownRead, removals, byId };
}

const unknownToGraph: Cause = {
  cause: 'notFound',
  detail: 'WATCH names it, but Graph does not have it: check the ids.',
};

/** A job that its id does not find, of a list that cannot be taken apart, is not missing in the list: nothing is proven. */
function bothSay(observation: Observation, listSaid: Observation | undefined): Observation {
  return observation.kind === 'gone' && listSaid?.kind === 'unreadable' ? listSaid : observation;
}

/**
 * Whether a list's word about a job is not enough: the job is missing, which its id has to prove too, or the list cannot be taken apart,
 * which says nothing of a job that is known. What vanished with many others is not asked for one by one until that has stood for its time.
 */
function wantsAnother(observation: Observation, { state }: StoredJob): boolean {
  if (observation.kind === 'gone')
    return (
      state.doubt?.what === 'gone' ||
      state.unreadable?.cause !== 'massRemoval' ||
      isLongMissing({ state, at: observation.at })
    );
  return observation.kind === 'unreadable' && isListFault(observation);
}

function mayBeThere(rows: ReadonlyMap<string, StoredJob>, askedId: string | undefined): string[] {
  return [...rows]
    .filter(([jobId, { state }]) => mayExist(state) && (askedId === undefined || askedId === jobId))
    .map(([jobId]) => jobId);
}

function entryName({ servicePrincipalId, jobId }: Question): string {
  return jobId === undefined ? servicePrincipalId : `${servicePrincipalId}/${jobId}`;
}

/** The rows of a load by service principal and job. */
export interface JobIndex {
  of(servicePrincipalId: string): ReadonlyMap<string, StoredJob>;
  /** Jobs whose row this version cannot read: they are left alone. */
  isDamaged(key: JobKey): boolean;
}

const none: ReadonlyMap<string, StoredJob> = new Map();

export function indexJobs(loaded: Pick<LoadedJobs, 'jobs' | 'damaged'>): JobIndex {
  const byPrincipal = new Map<string, Map<string, StoredJob>>();
  for (const job of loaded.jobs) {
    const { servicePrincipalId, jobId } = job.state;
    const jobs = byPrincipal.get(servicePrincipalId);
    if (jobs) jobs.set(jobId, job);
    else byPrincipal.set(servicePrincipalId, new Map([[jobId, job]]));
  }
  const damaged = new Set(loaded.damaged.flatMap(({ key }) => (key ? [jobName(key)] : [])));
  return {
    of: (servicePrincipalId) => byPrincipal.get(servicePrincipalId) ?? none,
    isDamaged: (key) => damaged.size > 0 && damaged.has(jobName(key)),
  };
}
