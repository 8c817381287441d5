/** What is locked until some time. */
interface Lock {
  readonly until: Date;
  /** The new end. */
  renew(): Promise<Date>;
}

const longestHeadStart = 10_000;

/**
 * Renews a lock as long as `milliseconds` from now, each time shortly before its end, as .NET's processor does. What goes wrong is told,
 * and ends it: the one who works under the lock does not hear of it. Returns the way to stop.
 */
export function keepLocked(lock: Lock, milliseconds: number, onError: (error: unknown) => void): () => void {
  const last = Date.now() + milliseconds;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const arm = (until: Date) => {
    const left = Math.max(0, until.getTime() - Date.now());
    const wait = left - Math.min(left / 2, longestHeadStart);
    if (!isStopped && Date.now() + wait < last) timer = setTimeout(renew, wait);
  };
  const renew = async () => {
    try {
      arm(await lock.renew());
    } catch (error) {
      if (!isStopped) onError(error);
    }
  };

  arm(lock.until);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
