import { setTimeout as delay } from 'node:timers/promises';

/** `functionTimeout` of host.json. */
export interface FunctionTimeout {
  /** As host.json says it. */
  readonly text: string;
  readonly milliseconds: number;
  /** Nothing can stop the function but the end of the process, which takes along whatever else runs in it. */
  readonly onTimeout: (reason: string) => void;
}

// setTimeout takes no longer time than this.
const longest = 2 ** 31 - 1;

export class FunctionTimedOut extends Error {}

/** @throws FunctionTimedOut, in the words of the platform */
export async function within<T>(
  { text, milliseconds }: FunctionTimeout,
  work: Promise<T>,
  name: string,
  invocationId: string,
): Promise<T> {
  const done = new AbortController();
  const tooLong = delay(Math.min(milliseconds, longest), undefined, { signal: done.signal }).then(
    (): never => {
      throw new FunctionTimedOut(
        `Timeout value of ${text} exceeded by function 'Functions.${name}' (Id: '${invocationId}'). Initiating cancellation.`,
      );
    },
  );
  try {
    return await Promise.race([work, tooLong]);
  } finally {
    done.abort();
  }
}
