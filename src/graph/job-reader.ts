import type { Answer, Question } from '../core/observe.ts';
import type { Batching } from './batching.ts';
import { type Asking, askAlone, askInBatch } from './get.ts';
import { pathOf, role, toAnswer } from './job-questions.ts';
import { isRead, type Outcome } from './outcome.ts';

/** Asks up to 20 questions and gives the answers in the order asked. */
export type JobReader = (questions: readonly Question[], signal: AbortSignal) => Promise<readonly Answer[]>;

/** Asks with one `$batch` what may be batched, and alone what the batch told nothing about, in the same call. */
export function createJobReader(asking: Asking, batching: Batching): JobReader {
  /** Outcomes by path. */
  const together = async (paths: readonly string[], signal: AbortSignal): Promise<Map<string, Outcome>> => {
    const admitted = [...new Set(paths)].filter(batching.admits);
    const outcomes = admitted.length > 1 ? await askInBatch(asking, admitted, signal) : [];
    return new Map(outcomes.map((outcome, index) => [admitted[index] ?? '', outcome]));
  };

  const alone = async (path: string, signal: AbortSignal): Promise<Outcome> => {
    const outcome = await askAlone(asking, path, signal);
    batching.noteAlone(path, outcome);
    return outcome;
  };

  return async (questions, signal) => {
    const paths = questions.map(pathOf);
    const inside = await together(paths, signal);
    batching.noteBatch([...inside.values()]);

    // One after the other: groups are read side by side, and that bounds the requests in flight.
    const outcomes: Outcome[] = [];
    for (const path of paths) {
      const outcome = inside.get(path);
      outcomes.push(outcome && batching.believes(outcome) ? outcome : await alone(path, signal));
    }
    const readAlone = paths.filter((path, index) => {
      const outcome = outcomes[index];
      return inside.has(path) && outcome && isRead(outcome);
    });
    if (batching.giveUpAfter([...inside.values()], readAlone.length)) {
      asking.log.info({ line: 'graphBatchingStopped' });
    }

    // Before anything is explained: what was read says something about why another was refused.
    if (outcomes.some(isRead)) asking.reads.add(role);
    const answers: Answer[] = [];
    for (const [index, question] of questions.entries()) {
      const outcome = outcomes[index];
      if (outcome) answers.push(await toAnswer(asking, question, outcome, signal));
    }
    return answers;
  };
}
