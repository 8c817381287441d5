import assert from 'node:assert/strict';
import { disorderIn, FeedReader } from '../../../infra/local/subscriber/feed-reader.ts';
import { serve } from '../../../src/http/errors.ts';
import { getEvents } from '../../../src/http/get-events.ts';
import { createEventFeed } from '../../../src/table/event-feed.ts';
import type { MemoryPublisher } from '../../support/memory-publisher.ts';
import type { ModelTable } from '../poll/model-table.ts';
import { running } from '../poll/running.ts';

const silentLog = { info: () => undefined, error: () => undefined };

/** A reader of the feed, beside the subscriber of the bus. It reads whenever someone looks, and remembers one number. */
export class FeedBeside {
  readonly #reader: FeedReader;

  constructor(table: ModelTable) {
    const context = {
      tenantId: table.partitionKey,
      tenantName: undefined,
      feed: createEventFeed(table),
      publicUrl: undefined,
    };
    this.#reader = new FeedReader(async (query) => {
      const url = `http://localhost:7071/api/events${query}`;
      const request = { method: 'GET', url, headers: new Headers(), params: {} };
      const { status, body } = await serve(request, silentLog, () => getEvents(request, context));
      return { status, body: JSON.parse(body ?? 'null') };
    });
  }

  /** Reads as far as the feed has come; nothing that disturbs a poll disturbs it. */
  read(): Promise<void> {
    return running.exit(() => this.#reader.read(3));
  }

  /**
   * It was given everything that the bus accepted, in one order, once. Of a table that was lost it may hold what was never sent.
   *
   * @param wasLost whether a table was lost or set back
   */
  judge({ accepted }: Pick<MemoryPublisher, 'accepted'>, wasLost: boolean): void {
    const { events } = this.#reader;
    assert.deepEqual(disorderIn(events), [], 'the feed has one order, and each event once');
    const read = new Map(events.map(({ id, event }) => [id, JSON.stringify(event)]));
    const sent = new Map(accepted.map(({ id, body }) => [id, new TextDecoder().decode(body)]));
    for (const [id, text] of sent) assert.equal(read.get(id), text, `${id} is in the feed as it was sent`);
    if (wasLost) return;
    for (const id of read.keys()) assert(sent.has(id), `${id} is in the feed, and was never sent`);
  }
}
