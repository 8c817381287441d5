/** What several callers share. */
export interface Shared<T> {
  get(): Promise<T>;
  /** What was got before is not shared with anybody any more. */
  forget(): void;
}

/**
 * Calls within so many milliseconds of the begin of one share its outcome; a failure is shared with nobody after its end.
 *
 * @param now milliseconds that only ever rise
 */
export function sharedFor<T>(
  milliseconds: number,
  work: () => Promise<T>,
  now: () => number = () => performance.now(),
): Shared<T> {
  let last: { readonly outcome: Promise<T>; until: number } | undefined;
  return {
    get() {
      if (last && now() < last.until) return last.outcome;
      const begun = { outcome: work(), until: now() + milliseconds };
      last = begun;
      begun.outcome.catch(() => {
        begun.until = 0;
      });
      return begun.outcome;
    },
    forget() {
      last = undefined;
    },
  };
}
