import { pMapIterable } from 'p-map';

export interface SideBySide {
  /** Items that are asked together. */
  readonly size: number;
  /** Groups at work at a time. */
  readonly concurrency: number;
  /** Groups at work or answered that the reader has not come to: one that takes long does not stop those after it. */
  readonly ahead: number;
}

/**
 * Asks for items in groups, several at a time, and yields the answers in the order of the items.
 *
 * It ends early when the signal aborts, and the work ends as soon as the reader leaves.
 */
export async function* sideBySide<Item, Answer>(
  items: readonly Item[],
  { size, concurrency, ahead }: SideBySide,
  ask: (group: readonly Item[], signal: AbortSignal) => Promise<readonly Answer[]>,
  signal: AbortSignal,
): AsyncGenerator<Answer, void, undefined> {
  if (signal.aborted) return;
  const left = new AbortController();
  const leave = () => left.abort(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    const groups = pMapIterable(inGroups(items, size), (group) => ask(group, left.signal), {
      concurrency,
      backpressure: ahead,
    });
    for await (const answers of groups) {
      for (const answer of answers) {
        if (signal.aborted) return;
        yield answer;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', leave);
    left.abort();
  }
}

function* inGroups<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
