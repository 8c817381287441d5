import { SourceError } from '../core/errors.ts';

/** Something took longer than it was given. */
export class TimedOutError extends Error {
  readonly timeoutMs: number;
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs / 1000} seconds`);
    this.name = 'TimedOutError';
    this.timeoutMs = timeoutMs;
  }
}

/**
 * Ends work when its time is over or the caller's signal aborts, whichever comes first. The work is aborted but not awaited:
 * the HTTP client's own timeout stops at the headers and never fires for a compressed body that stalls.
 *
 * @throws TimedOutError after `timeoutMs`; the signal's reason when it aborts
 */
export async function withTimeout<T>(
  timeoutMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  let release = () => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new TimedOutError(timeoutMs)), timeoutMs);
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      release = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      };
      work(own.signal).then(resolve, reject);
    });
  } catch (error) {
    own.abort();
    throw error;
  } finally {
    release();
  }
}

/**
 * Does work that ends with the signal's reason when the signal aborts.
 *
 * @throws SourceError `DeadlineReached` or `Aborted` in that case; what the work throws in any other
 */
export async function withSourceErrorOnAbort<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal.aborted ? abortError(signal.reason) : error;
  }
}

function abortError(reason: unknown): SourceError {
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new SourceError('DeadlineReached', 'The run ran out of time before Microsoft Graph answered.', reason)
    : new SourceError('Aborted', 'The run was stopped before Microsoft Graph answered.', reason);
}
