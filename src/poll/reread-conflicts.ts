import { DamagedRowError } from '../core/errors.ts';
import { type JobKey, jobName } from '../core/job-key.ts';
import { causeOfError } from './failures.ts';
import type { StoredJob } from './ports.ts';
import { type Context, indexJobs, type Removal, readAnswers } from './read-answers.ts';
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
  applications: Context['applications'],
  signal: AbortSignal,
): Promise<{ readonly removals: readonly Removal[]; readonly left: readonly JobKey[] }> {
  const removals: Removal[] = [];
  const left: JobKey[] = [];
  for (let attempt = 0; attempt < attempts && !signal.aborted; attempt++) {
    const conflicts = recorder.takeConflicts();
    if (conflicts.length === 0) break;
    const rows = await reload(work, conflicts);
    const wanted = new Set(rows.keys.map(jobName));
    const context: Context = {
      jobs: indexJobs({ jobs: rows.jobs, damaged: [] }),
      applications,
      wanted: (key) => wanted.has(jobName(key)),
      answered: async () => undefined,
      isAgain: true,
    };
    const answers = await readAnswers(work, recorder, rows.keys, context, signal);
    removals.push(...answers.removals);
    left.push(...rows.keys.slice(answers.count));
  }
  return { removals, left: [...left, ...recorder.takeConflicts()] };
}

async function reload(
  { store, failures }: Work,
  conflicts: readonly JobKey[],
): Promise<{ readonly keys: readonly JobKey[]; readonly jobs: readonly StoredJob[] }> {
  const keys: JobKey[] = [];
  const jobs: StoredJob[] = [];
  for (const key of conflicts) {
    try {
      const stored = await store.reload(key);
      keys.push(key);
      if (stored) jobs.push(stored);
    } catch (error) {
      if (!(error instanceof DamagedRowError)) throw error;
      failures.add({ what: 'job', name: jobName(key) }, causeOfError(error));
    }
  }
  return { keys, jobs };
}
