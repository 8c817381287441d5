import { pMapIterable } from 'p-map';

interface GroupOptions {
  readonly groupSize: number;
  /** Groups in work at a time. */
  readonly concurrency: number;
  /** Groups in work or done that the consumer has not come to: one slow group does not stop those after it. */
  readonly maxUnconsumed: number;
}

/**
 * Maps items in groups, several groups at a time, and yields the results in the order of the items.
 *
 * It empties the lists that `mapGroup` gives. It ends early when the signal aborts, and the work is aborted as soon as the consumer stops.
 */
export async function* mapInGroups<Item, Result extends object>(
  items: readonly Item[],
  { groupSize, concurrency, maxUnconsumed }: GroupOptions,
  mapGroup: (group: readonly Item[], signal: AbortSignal) => Promise<Result[]>,
  signal: AbortSignal,
): AsyncGenerator<Result, void, undefined> {
  if (signal.aborted) return;
  const stopped = new AbortController();
  const stop = () => stopped.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const groups = pMapIterable(inGroups(items, groupSize), (group) => mapGroup(group, stopped.signal), {
      concurrency,
      backpressure: maxUnconsumed,
    });
    for await (const results of groups) {
      // Each leaves the list as it is handed over, since promises hold the list for longer: see `letGo` in `outcome.ts`.
      for (let next = results.shift(); next; next = results.shift()) {
        if (signal.aborted) return;
        yield next;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    stopped.abort();
  }
}

function* inGroups<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
