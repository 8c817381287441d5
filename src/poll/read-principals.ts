import { isNewlyGone } from '../core/mass-removal.ts';
import { observe } from '../core/observe.ts';
import type { Failure } from '../core/run-record.ts';
import { type Application, type JobKey, mayExist } from '../core/state.ts';
import { isWatched, neverFound } from '../core/watch.ts';
import type { JobIndex } from './job-index.ts';
import type { StoredJob } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { Work } from './work.ts';

/** What to ask, and what the answers are compared with. */
export interface Question {
  readonly principals: readonly string[];
  /** The rows, loaded before the question is asked. */
  readonly jobs: JobIndex;
  readonly applications: ReadonlyMap<string, Application>;
  /** The jobs to record among those of the principals. */
  readonly wanted: (key: JobKey) => boolean;
}

export interface Answers {
  /** Principals that answered, in the order asked: fewer than asked when time ran out. */
  readonly answered: number;
  /** Those of them whose answer could be read. */
  readonly readable: number;
  readonly jobsRead: number;
  readonly jobsUnreadable: number;
  /** What was answered but belongs to no job, and what the watch list names in vain. */
  readonly failures: readonly Failure[];
  /** Jobs newly gone. They are not recorded yet: too many of them at once prove nothing. */
  readonly removals: readonly Removal[];
}

export interface Removal {
  readonly stored: StoredJob;
  readonly at: string;
}

/** Asks service principals for their jobs and records what each answer says. */
export async function readPrincipals(
  work: Work,
  recorder: Recorder,
  { principals, jobs, applications, wanted }: Question,
  signal: AbortSignal,
): Promise<Answers> {
  const removals: Removal[] = [];
  const failures: Failure[] = [];
  let [answered, readable, jobsRead, jobsUnreadable] = [0, 0, 0, 0];
  for await (const answer of work.ports.source.jobs(principals, signal)) {
    const { servicePrincipalId } = answer;
    const rows = jobs.of(servicePrincipalId);
    const { byJob, strays } = observe(answer, mayBeThere(rows), applications.get(servicePrincipalId));
    answered++;
    if (answer.kind !== 'unreadable') readable++;
    for (const cause of [...strays, ...neverFound(work.settings.watch, answer, [byJob, rows])]) {
      failures.push({ about: `service principal ${servicePrincipalId}`, ...cause });
    }
    for (const [jobId, observation] of byJob) {
      const key = { servicePrincipalId, jobId };
      if (!isWatched(work.settings.watch, key) || jobs.isDamaged(key) || !wanted(key)) continue;
      if (observation.kind === 'read') jobsRead++;
      if (observation.kind === 'unreadable') jobsUnreadable++;
      const stored = rows.get(jobId);
      if (stored && isNewlyGone(stored.state, observation)) removals.push({ stored, at: observation.at });
      else await recorder.record(key, stored, observation);
    }
  }
  await recorder.flush();
  return { answered, readable, jobsRead, jobsUnreadable, failures, removals };
}

function mayBeThere(rows: ReadonlyMap<string, StoredJob>): string[] {
  return [...rows].filter(([, { state }]) => mayExist(state)).map(([jobId]) => jobId);
}
