import { jobName } from '../../../src/core/job-key.ts';
import type { ClaimedStore } from '../../../src/poll/ports.ts';
import type { Bookkeeper } from '../verdict/bookkeeper.ts';
import type { ModelPoll } from './model-poll.ts';

/** The store as one poll has it: the books learn of its claim, when it loads rows, and whose change it is that is written. */
export function notingStore(store: ClaimedStore, self: ModelPoll, books: Bookkeeper): ClaimedStore {
  const { coveredSince, epoch } = store.runRecord;
  self.coveredSince = coveredSince;
  self.epoch = epoch;
  return {
    ...store,
    load() {
      self.startedAt = self.clock.now();
      books.loads(self);
      return store.load();
    },
    reload(key) {
      self.reread.add(jobName(key));
      books.loadsAgain(self, key);
      return store.reload(key);
    },
    record(changes) {
      for (const change of changes) books.isOf(self, change);
      return store.record(changes);
    },
    refresh(changes) {
      for (const change of changes) if (change.kind === 'job') books.isOf(self, change);
      return store.refresh(changes);
    },
  };
}
