import { DamagedRowError } from '../core/errors.ts';
import { type Application, type JobKey, jobName } from '../core/state.ts';
import { failureOf } from './failure-of.ts';
import { indexJobs } from './job-index.ts';
import type { StoredJob } from './ports.ts';
import { type Removal, readPrincipals } from './read-principals.ts';
import type { Recorder } from './recorder.ts';
import type { Work } from './work.ts';

/** After a conflict row and job are read again at most this often; then the next poll does it. */
const attempts = 3;

/**
 * A row that changed since it was loaded was written by another run, or by this one when the answer to its write was
 * lost. Row and job are read again, in that order, and decided anew.
 *
 * @returns jobs newly gone, not recorded yet, and jobs that were not read again because time ran out
 */
export async function rereadConflicts(
  work: Work,
  recorder: Recorder,
  applications: ReadonlyMap<string, Application>,
  signal: AbortSignal,
): Promise<{ readonly removals: readonly Removal[]; readonly left: readonly JobKey[] }> {
  const removals: Removal[] = [];
  const left: JobKey[] = [];
  for (let attempt = 0; attempt < attempts && !signal.aborted; attempt++) {
    const conflicts = recorder.takeConflicts();
    if (conflicts.length === 0) break;
    const rows = await reload(work, conflicts);
    const wanted = new Set(rows.keys.map(jobName));
    const principals = [...new Set(rows.keys.map((key) => key.servicePrincipalId))].sort();
    const answers = await readPrincipals(
      work,
      recorder,
      {
        principals,
        jobs: indexJobs({ jobs: rows.jobs, damaged: [] }),
        applications,
        wanted: (key) => wanted.has(jobName(key)),
      },
      signal,
    );
    removals.push(...answers.removals);
    const unanswered = new Set(principals.slice(answers.answered));
    left.push(...rows.keys.filter((key) => unanswered.has(key.servicePrincipalId)));
  }
  return { removals, left: [...left, ...recorder.takeConflicts()] };
}

async function reload(
  { ports, tally }: Work,
  conflicts: readonly JobKey[],
): Promise<{ readonly keys: readonly JobKey[]; readonly jobs: readonly StoredJob[] }> {
  const keys: JobKey[] = [];
  const jobs: StoredJob[] = [];
  for (const key of conflicts) {
    try {
      const stored = await ports.store.reload(key);
      keys.push(key);
      if (stored) jobs.push(stored);
    } catch (error) {
      if (!(error instanceof DamagedRowError)) throw error;
      tally.failures.push(failureOf(jobName(key), error));
    }
  }
  return { keys, jobs };
}
