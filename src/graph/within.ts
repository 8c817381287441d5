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
