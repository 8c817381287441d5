import { disorderIn } from '../subscriber/feed-reader.ts';
import type { ReceivedMessage } from '../subscriber/received-message.ts';
import { tenantOf } from './check-tenants.ts';
import type { TenantFeed } from './read-feeds.ts';

/**
 * Checks that the readers of the feeds and the subscriber of the topic hold the same events, and each reader in one total order. Of a table
 * that was lost, a reader may have missed what it had not read by then.
 *
 * @returns what is wrong, in words; empty when nothing is
 */
export function checkFeeds(
  messages: readonly ReceivedMessage[],
  feeds: readonly TenantFeed[],
  losses = 0,
): string[] {
  return feeds.flatMap(({ tenantId, reader: { events } }) => {
    const sent = textById(
      messages
        .filter((message) => tenantOf(message) === tenantId)
        .map(({ messageId, body }) => ({ id: messageId, event: body })),
    );
    const read = textById(events);
    const never = [...read].filter(([id]) => !sent.has(id));
    const unread = losses > 0 ? [] : [...sent].filter(([id]) => !read.has(id));
    const others = [...read].filter(([id, text]) => (sent.get(id) ?? text) !== text);
    return [
      ...disorderIn(events),
      ...never.map(([id]) => `the event ${id} is in the feed and never came to the subscriber`),
      ...unread.map(([id]) => `the event ${id} came to the subscriber and is not in the feed`),
      ...others.map(([id]) => `the event ${id} says something else in the feed`),
    ];
  });
}

function textById(
  events: readonly { readonly id: string; readonly event: unknown }[],
): ReadonlyMap<string, string> {
  return new Map(events.map(({ id, event }) => [id, JSON.stringify(event)]));
}
