import { odata } from '@azure/data-tables';
import { eventTypes } from '../contract/events/event-names.ts';
import type { EventFeed, FeedEntry, FeedQuery } from '../views/ports.ts';
import type { StoredRow } from './columns.ts';
import { readEventRow } from './event-rows.ts';
import { readPlace } from './feed.ts';
import { eventRowKey, fromTo, numberOf } from './keys.ts';
import type { RowQuery, Table } from './partition.ts';

/** So many types are asked of the service, which takes fifteen comparisons with those of the range and the others; more are not. */
const mostTypes = 8;
/** A page that has come to so many characters is full. */
const mostCharacters = 4_000_000;
/** How far back the newest events are looked for, in numbers, which are about milliseconds: first a second, then ever further. */
const firstStep = 1_000;
const stepGrows = 16;

/** What of the feed is read over HTTP. */
export function createEventFeed(table: Table): EventFeed {
  return {
    place: () => readPlace(table),

    async events(after, through, query, size) {
      const items: FeedEntry[] = [];
      if (query.types?.length === 0) return { items, isWhole: true };
      let characters = 0;
      for await (const rows of pagesOf(table, after, through, query, size + 1)) {
        for (const row of rows) {
          const entry = entryOf(row, query);
          if (!entry) continue;
          if (items.length === size || characters > mostCharacters) return { items, isWhole: false };
          items.push(entry);
          characters += entry.event.length;
        }
      }
      return { items, isWhole: true };
    },

    async event(number) {
      const row = await table.get(eventRowKey(number));
      return row && entryOf(row, {});
    },

    async newest(through, size) {
      let items: FeedEntry[] = [];
      let before = through;
      for (let step = firstStep; before > 0 && items.length < size; step *= stepGrows) {
        const after = Math.max(0, through - step);
        const found: FeedEntry[] = [];
        for await (const rows of pagesOf(table, after, before, {}, 1000)) {
          found.push(...rows.flatMap((row) => entryOf(row, {}) ?? []));
          // Only the last of them are wanted.
          found.splice(0, Math.max(0, found.length - size));
        }
        items = [...items, ...found.reverse()].slice(0, size);
        before = after;
      }
      return items;
    },
  };
}

function pagesOf(
  table: Table,
  after: number,
  through: number,
  query: FeedQuery,
  pageSize: number,
): AsyncIterable<readonly StoredRow[]> {
  const rowQuery: RowQuery = { where: whereOf(query), pageSize: Math.min(pageSize, 1000) };
  return table.pages(fromTo(eventRowKey, after + 1, through), rowQuery);
}

/** Rows of before the feed do not say whether they are published: they are none of it. */
function whereOf({ types, servicePrincipalId }: FeedQuery): string {
  const isAsked = types !== undefined && types.length <= mostTypes && types.length < eventTypes.length;
  return [
    'published eq true',
    ...(servicePrincipalId === undefined ? [] : [odata`servicePrincipalId eq ${servicePrincipalId}`]),
    ...(isAsked ? [`(${types.map((type) => odata`type eq ${type}`).join(' or ')})`] : []),
  ].join(' and ');
}

/** Undefined for an event that is not asked for, is not for subscribers, or cannot be read. */
function entryOf(row: StoredRow, { types }: FeedQuery): FeedEntry | undefined {
  const number = numberOf(row.rowKey ?? '');
  const stored = row.published === true ? readEventRow(row) : undefined;
  if (number === undefined || !stored || types?.includes(stored.event.type) === false) return undefined;
  return { number, recordedAt: stored.recordedAt, event: new TextDecoder().decode(stored.event.body) };
}
