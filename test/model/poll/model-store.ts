import type { JobKey } from '../../../src/core/state.ts';
import type { JobChange } from '../../../src/poll/ports.ts';
import type { MemoryStateStore } from '../../support/memory-state-store.ts';
import type { Bookkeeper } from '../verdict/bookkeeper.ts';
import type { ModelPoll } from './model-poll.ts';

/** To it every claim has expired. */
const endOfTime = '9999-12-31T00:00:00.000Z';

/** The store as one poll has it: the books learn when it loads rows, and whose change it is that is written. */
export function modelStore(
  store: MemoryStateStore,
  self: ModelPoll,
  books: Bookkeeper,
  ignoresClaims: boolean,
): MemoryStateStore {
  const noted: Partial<MemoryStateStore> = {
    load: () => {
      books.loads(self);
      return store.load();
    },
    reload: (key: JobKey) => {
      books.loadsAgain(self, key);
      return store.reload(key);
    },
    record: (change: JobChange) => {
      books.isOf(self, change);
      return store.record(change);
    },
    refresh: (changes: readonly JobChange[]) => {
      for (const change of changes) books.isOf(self, change);
      return store.refresh(changes);
    },
    ...(ignoresClaims && { claim: (run, _now, until) => store.claim(run, endOfTime, until) }),
  };
  return new Proxy(store, {
    get(target, property) {
      if (property in noted) return Reflect.get(noted, property);
      const member: unknown = Reflect.get(target, property, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
