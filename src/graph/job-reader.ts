import type { PrincipalAnswer } from '../core/observe.ts';
import type { Log } from '../poll/log.ts';
import { isUnknown } from './answer.ts';
import { askInBatch } from './ask.ts';
import { type JobAsking, jobsAlone, jobsPath, toAnswer } from './principal-jobs.ts';

/** Asks for the jobs of up to 20 principals and gives the answers in the order asked. */
export type JobReader = (
  servicePrincipalIds: readonly string[],
  signal: AbortSignal,
) => Promise<readonly PrincipalAnswer[]>;

/**
 * Asks with `$batch`, and alone for whatever that told nothing of. Whether Graph batches these URLs is documented nowhere:
 * once it refuses a whole batch and then answers most of it one by one, batching is given up for the life of the process.
 */
export function createJobReader(asking: JobAsking & { readonly log: Log }): JobReader {
  let batching = true;

  const inBatch: JobReader = async (ids, signal) => {
    const outcomes = await askInBatch(asking, ids.map(jobsPath), signal);
    const answers: PrincipalAnswer[] = [];
    let readAlone = 0;
    for (const [index, outcome] of outcomes.entries()) {
      const id = ids[index] ?? '';
      const answer = isUnknown(outcome)
        ? await jobsAlone(asking, id, signal)
        : await toAnswer(asking, id, outcome, signal);
      answers.push(answer);
      if (isUnknown(outcome) && answer.kind === 'jobs') readAlone++;
    }
    if (batching && outcomes.every(isUnknown) && readAlone * 2 > ids.length) {
      batching = false;
      asking.log.info({ line: 'graphBatchingStopped' });
    }
    return answers;
  };

  // One after the other: groups are read side by side, and that bounds the requests in flight.
  const oneByOne: JobReader = async (ids, signal) => {
    const answers: PrincipalAnswer[] = [];
    for (const id of ids) answers.push(await jobsAlone(asking, id, signal));
    return answers;
  };

  return (ids, signal) => (batching && ids.length > 1 ? inBatch : oneByOne)(ids, signal);
}
