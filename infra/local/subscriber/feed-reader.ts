/** Asks the connector for its feed. @param query of `GET events`, with its `?` or empty */
export type AskFeed = (query: string) => Promise<{ readonly status: number; readonly body: unknown }>;

/** One entry of the feed, as far as a reader needs it. */
export interface ReadEvent {
  readonly number: number;
  readonly id: string;
  /** The CloudEvent as it came. */
  readonly event: unknown;
}

interface FeedAnswer {
  readonly value: readonly { readonly number: number; readonly event: { readonly id: string } }[];
  readonly after: number;
  readonly nextLink?: string;
}

/** Reads `GET events` as a reader should: all that it remembers is one number. */
export class FeedReader {
  /** All that it was given, in the order in which it came. */
  readonly events: ReadEvent[] = [];
  /** How often it was told to go on from another number. */
  restarts = 0;
  #after: number | undefined;
  readonly #ask: AskFeed;

  constructor(ask: AskFeed) {
    this.#ask = ask;
  }

  /** The number that it remembers. */
  get after(): number | undefined {
    return this.#after;
  }

  /** Reads up to where the feed has come. @throws Error for an answer that it does not know */
  async read(pageSize?: number): Promise<void> {
    for (let hasMore = true; hasMore; ) {
      const query = new URLSearchParams({
        ...(this.#after !== undefined && { after: String(this.#after) }),
        ...(pageSize !== undefined && { maxpagesize: String(pageSize) }),
      });
      const { status, body } = await this.#ask(query.size === 0 ? '' : `?${query}`);
      const answer = body as FeedAnswer;
      if (status === 410) {
        this.restarts++;
        this.#after = answer.after;
        continue;
      }
      if (status !== 200) throw new Error(`GET events -> ${status}: ${JSON.stringify(body)}`);
      this.events.push(...answer.value.map((each) => ({ ...each, id: each.event.id })));
      this.#after = answer.after;
      hasMore = answer.nextLink !== undefined;
    }
  }
}

/** What is wrong with what a reader was given: an order that is not total, or an event that came twice; empty when nothing is. */
export function disorderIn(events: readonly ReadEvent[]): string[] {
  const wrong: string[] = [];
  const seen = new Set<string>();
  let last = 0;
  for (const { number, id } of events) {
    if (number <= last) wrong.push(`the number ${number} comes after ${last}`);
    if (seen.has(id)) wrong.push(`the event ${id} comes twice`);
    seen.add(id);
    last = number;
  }
  return wrong;
}
