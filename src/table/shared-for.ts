/** What several callers share. */
export interface Shared<T> {
  get(): Promise<T>;
  /** What was got before is not shared with anybody any more. */
  forget(): void;
}

/**
 * Calls made while one is under way share its outcome, and so do those within so many milliseconds of its begin; a failure is
 * shared with nobody after its end.
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
      const until = now() + milliseconds;
      const begun = { outcome: work(), until: Number.POSITIVE_INFINITY };
      last = begun;
      begun.outcome.then(
        () => {
          begun.until = until;
        },
        () => {
          begun.until = 0;
        },
      );
      return begun.outcome;
    },
    forget() {
      last = undefined;
    },
  };
}
