import fc from 'fast-check';
import { readable } from './counterexample.ts';

export interface CheckOptions {
  readonly runs: number;
  readonly seed?: number;
  /** Of a failure: only that run is done again. */
  readonly path?: string;
  /** Of a failed history: the steps that were taken in it. */
  readonly replay?: string;
}

const longestMs = 10 * 60_000;

/**
 * Runs a property.
 *
 * @param proof what the command of the proof calls it
 * @throws Error with the shrunk failure and the command that runs it again
 */
export async function check<T>(
  proof: string,
  property: fc.IAsyncProperty<T>,
  { runs, seed, path }: CheckOptions,
): Promise<void> {
  const details = await fc.check(property, {
    numRuns: runs,
    // A long history is made shorter for as long as this.
    interruptAfterTimeLimit: longestMs,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  });
  if (!details.failed) return;
  const { counterexample, errorInstance, counterexamplePath } = details;
  const { lines, replay } = readable(Array.isArray(counterexample) ? counterexample : []);
  const again = ['npm run proof --', proof, `--seed=${details.seed}`, `--path=${counterexamplePath}`];
  const text = [
    errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    ...lines,
    `(run ${details.numRuns}, shrunk ${details.numShrinks} times) again:`,
    [...again, ...(replay === undefined ? [] : [`--replay=${replay}`])].join(' '),
  ];
  throw new Error(text.join('\n'), { cause: errorInstance });
}
