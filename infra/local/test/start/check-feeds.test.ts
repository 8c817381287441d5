import { expect, test } from 'vitest';
import { checkFeeds } from '../../start/check-feeds.ts';
import type { TenantFeed } from '../../start/read-feeds.ts';
import { FeedReader } from '../../subscriber/feed-reader.ts';
import type { ReceivedMessage } from '../../subscriber/received-message.ts';

const message = (id: string, tenantId = 'a', text = id): ReceivedMessage => ({
  at: '2026-03-01T08:00:00.000Z',
  subscription: 'workflows',
  messageId: id,
  sessionId: undefined,
  subject: undefined,
  correlationId: undefined,
  contentType: undefined,
  applicationProperties: { tenantId },
  body: { id, text },
  deliveryCount: 0,
});

/** The feed of a tenant that gave these events, each with its number. */
async function feedOf(events: readonly (readonly [number, string])[], tenantId = 'a'): Promise<TenantFeed> {
  const value = events.map(([number, id]) => ({ number, event: { id, text: id } }));
  const reader = new FeedReader(async () => ({ status: 200, body: { value, after: 9 } }));
  await reader.read();
  return { tenantId, reader };
}

test('a feed is right that holds what came to the subscriber, in whatever order that came, and repeats once', async () => {
  const feed = await feedOf([
    [1, 'x'],
    [2, 'y'],
  ]);
  expect(checkFeeds([message('y'), message('x'), message('y')], [feed])).toEqual([]);
  expect(checkFeeds([message('y'), message('x'), message('z', 'b')], [feed])).toEqual([]);
});

test('what one of both has and the other has not is wrong; but for what went with a lost table', async () => {
  const feed = await feedOf([[1, 'x']]);
  const [sentOnly, readOnly] = [[message('x'), message('y')], []];
  expect(checkFeeds(sentOnly, [feed])).toEqual(['the event y came to the subscriber and is not in the feed']);
  expect(checkFeeds(sentOnly, [feed], 1)).toEqual([]);
  expect(checkFeeds(readOnly, [feed], 1)).toEqual([
    'the event x is in the feed and never came to the subscriber',
  ]);
  expect(checkFeeds([message('x', 'a', 'other')], [feed])).toEqual([
    'the event x says something else in the feed',
  ]);
});

test('an order that is not total is wrong, and so is an event that comes twice', async () => {
  const feed = await feedOf([
    [2, 'x'],
    [2, 'y'],
    [3, 'x'],
  ]);
  expect(checkFeeds([message('x'), message('y')], [feed])).toEqual([
    'the number 2 comes after 2',
    'the event x comes twice',
  ]);
});
