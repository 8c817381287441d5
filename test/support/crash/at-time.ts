import type { Instant } from '../../../src/core/instant.ts';
import type { StateStore } from '../../../src/poll/ports.ts';

/** A store whose service tells the time of day of a test, which is not the machine's. */
export function atTime(store: StateStore, now: () => Instant): StateStore {
  return {
    get transactions() {
      return store.transactions;
    },
    async claim(claim) {
      const claimed = await store.claim(claim);
      // As a header tells it: cut to seconds.
      return 'busyUntil' in claimed ? claimed : { ...claimed, date: now().replace(/\.\d+Z$/, '.000Z') };
    },
  };
}
