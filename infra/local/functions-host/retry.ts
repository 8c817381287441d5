import { setTimeout as delay } from 'node:timers/promises';
import type { RetryContext, RetryOptions } from './functions-core.ts';
import { errorText } from './messages.ts';

/**
 * The host's retry policy of a trigger. The count lives in the memory of one host: a restart forgets it.
 *
 * @param attempt is given what went before, from the second time on
 * @throws the last failure, or when `signal` aborts the wait
 */
export async function withRetry(
  options: RetryOptions | undefined,
  signal: AbortSignal,
  attempt: (context: RetryContext | undefined) => Promise<unknown>,
): Promise<void> {
  const maxRetryCount = options?.maxRetryCount ?? 0;
  let context: RetryContext | undefined;
  for (let retryCount = 1; ; retryCount += 1) {
    try {
      await attempt(context);
      return;
    } catch (error) {
      if (maxRetryCount !== -1 && retryCount > maxRetryCount) throw error;
      const message = error instanceof Error ? error.message : String(error);
      context = { retryCount, maxRetryCount, exception: { message, stackTrace: errorText(error) } };
    }
    await delay(waitMilliseconds(options, retryCount), undefined, { signal });
  }
}

function waitMilliseconds(options: RetryOptions | undefined, retryCount: number): number {
  if (options?.retryStrategy !== 'exponentialBackoff') return (options?.delayInterval?.seconds ?? 0) * 1000;
  const shortest = (options.minimumInterval?.seconds ?? 0) * 1000;
  const longest = (options.maximumInterval?.seconds ?? 0) * 1000;
  return Math.min(longest, shortest * 2 ** (retryCount - 1));
}
