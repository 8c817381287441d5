import { odata } from '@azure/data-tables';
import * as z from 'zod/mini';
import type { ShownEpisode } from '../contract/answers/history.ts';
import { eventTypeOf } from '../contract/events/event-names.ts';
import type { Instant } from '../core/instant.ts';
import { keyOf } from '../core/job-key.ts';
import type { JsonObject } from '../core/json.ts';
import {
  type EndedEpisode,
  type HistoryEntry,
  overlaps,
  type Page,
  type PageRequest,
  type Span,
} from '../views/ports.ts';
import { readBody } from './body.ts';
import { isInstant, type StoredRow } from './columns.ts';
import { readEventRow, readEvents, readTransitionRow, type StoredEvent } from './event-rows.ts';
import { filledPage } from './item-page.ts';
import { beginningWith, eventRowKey, eventRows, transitionPrefix, transitionRowKey } from './keys.ts';
import type { RowQuery, Table } from './partition.ts';

/** Type of the events that end an episode. */
const clearedType = eventTypeOf('cleared');

/** A job's events that were recorded in the span, newest first. */
export function history(
  table: Table,
  servicePrincipalId: string,
  jobIdOrKey: string,
  page: PageRequest,
  span: Span,
): Promise<Page<HistoryEntry>> {
  const range = beginningWith(transitionPrefix(servicePrincipalId, jobIdOrKey));
  return filledPage(table, range, page, recordedIn(span), async (rows) => {
    const events = await eventsOf(table, rows);
    return rows.map((row, index) => {
      const event = events[index];
      if (!event) return undefined;
      const { sequence, recordedAt, content } = event;
      return { sequence, recordedAt, event: content, job: readBody(row) };
    });
  });
}

/** A job's episodes that are over and overlap the span, newest first. */
export function episodes(
  table: Table,
  servicePrincipalId: string,
  jobIdOrKey: string,
  page: PageRequest,
  span: Span,
): Promise<Page<ShownEpisode>> {
  const range = beginningWith(transitionPrefix(servicePrincipalId, jobIdOrKey));
  const query = { columns: ['number', 'sequence', 'recordedAt'], where: odata`type eq ${clearedType}` };
  return filledPage(table, range, page, query, async (rows) =>
    (await eventsOf(table, rows)).map((event) => {
      const episode = event && episodeOf(event.content);
      return episode && overlaps(episode, span) ? episode : undefined;
    }),
  );
}

/** Every episode of the tenant whose clear was recorded at or after `since`, in order of job, newest first. */
export async function endedSince(table: Table, since: Instant): Promise<readonly EndedEpisode[]> {
  // No event has a number below the time at which it was recorded.
  const range = { from: eventRowKey(Date.parse(since)), to: eventRows.to };
  const found: { readonly event: StoredEvent; readonly episode: ShownEpisode }[] = [];
  const where = odata`type eq ${clearedType} and recordedAt ge ${since}`;
  for await (const page of table.pages(range, { where })) {
    for (const row of page) {
      const event = readEventRow(row);
      const episode = event && episodeOf(event.content);
      if (episode) found.push({ event, episode });
    }
  }
  return found
    .sort((a, b) => byJobNewestFirst(a.event, b.event))
    .map(({ event: { servicePrincipalId, jobId }, episode }) => ({ servicePrincipalId, jobId, episode }));
}

/** The events to which lines of a job's history point; undefined for one that is missing or cannot be read. */
async function eventsOf(
  table: Table,
  rows: readonly StoredRow[],
): Promise<readonly (StoredEvent | undefined)[]> {
  const lines = rows.map(readTransitionRow);
  const numbers = lines.flatMap((line) => (line ? [line.number] : []));
  const events = await readEvents(table, numbers);
  return lines.map((line, index) => {
    const event = line && events.get(line.number);
    return event && transitionRowKey(event, event.sequence) === rows[index]?.rowKey ? event : undefined;
  });
}

function recordedIn({ from, to }: Span): RowQuery {
  const bounds = [
    ...(from === undefined ? [] : [odata`recordedAt ge ${from}`]),
    ...(to === undefined ? [] : [odata`recordedAt lt ${to}`]),
  ];
  return bounds.length === 0 ? {} : { where: bounds.join(' and ') };
}

/** In the order of the rows of their jobs. */
function byJobNewestFirst(a: StoredEvent, b: StoredEvent): number {
  const [jobOfA, jobOfB] = [jobOrder(a), jobOrder(b)];
  if (jobOfA === jobOfB) return b.sequence - a.sequence;
  return jobOfA < jobOfB ? -1 : 1;
}

function jobOrder({ servicePrincipalId, jobId }: StoredEvent): string {
  return `${servicePrincipalId}|${keyOf(jobId)}`;
}

const time = z.string().check(z.refine(isInstant));

/** What the event of a clear says of the episode that is over. */
const clearedData = z.object({
  episode: time,
  occurrence: z.int(),
  cause: z.enum(['recovered', 'superseded', 'removed']),
  clearedAfter: time,
  clearedBefore: time,
  durationSeconds: z.number(),
  reasons: z.array(
    z.object({ reason: z.optional(z.string()), errorCode: z.optional(z.string()), since: time }),
  ),
});

/** The episode that a recorded event ended; undefined for any other event, and for one that cannot be read. */
function episodeOf({ type, data: raw }: JsonObject): ShownEpisode | undefined {
  const { data } = clearedData.safeParse(raw);
  if (type !== clearedType || !data) return undefined;
  const { reasons, ...cleared } = data;
  return {
    ...cleared,
    open: false,
    began: data.episode,
    reasons: reasons.map(({ reason, errorCode, since }) => ({
      reason: reason || null,
      errorCode: errorCode || null,
      since,
    })),
  };
}
