import { DamagedRowError } from '../core/errors.ts';
import { type JobKey, jobName } from '../core/job-key.ts';
import { causeOfError } from './failures.ts';
import { JobIndex } from './job-index.ts';
import type { StoredJob } from './ports.ts';
import { type AnswerContext, type Removal, readAnswers } from './read-answers.ts';
import type { Recorder } from './recorder.ts';
import type { RunContext } from './run-context.ts';

/** After a conflict row and job are read again at most this often; then the next poll does it. */
const attempts = 3;

/**
 * A row that changed since it was loaded was written by another run, or by this one when the answer to its write was
 * lost. Row and job are read again, in that order, and decided again.
 *
 * @returns jobs newly gone, not recorded yet, and jobs that were not read again because time ran out
 */
export async function rereadConflicts(
  run: RunContext,
  recorder: Recorder,
  applications: AnswerContext['applications'],
  signal: AbortSignal,
): Promise<{ readonly removals: readonly Removal[]; readonly unfinished: readonly JobKey[] }> {
  const removals: Removal[] = [];
  const unfinished: JobKey[] = [];
  for (let attempt = 0; attempt < attempts && !signal.aborted; attempt++) {
    const conflicts = recorder.takeConflicts();
    if (conflicts.length === 0) break;
    const { keys, jobs } = await reload(run, conflicts);
    const names = new Set(keys.map(jobName));
    const context: AnswerContext = {
      jobs: new JobIndex({ jobs, damaged: [] }),
      applications,
      isAsked: (key) => names.has(jobName(key)),
      isAgain: true,
    };
    const answers = await readAnswers(run, recorder, keys, context, signal);
    removals.push(...answers.removals);
    unfinished.push(...keys.slice(answers.count));
  }
  return { removals, unfinished: [...unfinished, ...recorder.takeConflicts()] };
}

async function reload(
  { store, failures }: RunContext,
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
