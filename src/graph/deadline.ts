import { SourceError } from '../core/errors.ts';

/** Something took longer than it was given. */
export class TookTooLong extends Error {
  readonly milliseconds: number;
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds / 1000} seconds`);
    this.name = 'TookTooLong';
    this.milliseconds = milliseconds;
  }
}

/**
 * Ends work when its time is over or the caller's signal aborts, whichever comes first. Work gets a signal of its own, but is
 * not waited for: the HTTP client's timeout covers the headers only, and a compressed body that stops in the middle never
 * ends there.
 *
 * @throws TookTooLong after `milliseconds`; the signal's reason when it aborts
 */
export async function within<T>(
  milliseconds: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const own = new AbortController();
  let release = () => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => reject(new TookTooLong(milliseconds)), milliseconds);
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
export async function orStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal.aborted ? stopped(signal.reason) : error;
  }
}

function stopped(reason: unknown): SourceError {
  return reason instanceof Error && reason.name === 'TimeoutError'
    ? new SourceError(
        'DeadlineReached',
        'The time of this run ended before Microsoft Graph had answered.',
        reason,
      )
    : new SourceError('Aborted', 'The run was stopped before Microsoft Graph had answered.', reason);
}
