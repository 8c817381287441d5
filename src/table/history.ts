import { odata } from '@azure/data-tables';
import * as z from 'zod/mini';
import type { ShownEpisode } from '../contract/answers/history.ts';
import {
  type ConditionType,
  clearCauses,
  conditionTypes,
  eventKinds,
  eventTypeOf,
  type Stream,
  streams,
} from '../contract/events/event-names.ts';
import type { Instant } from '../core/instant.ts';
import { keyOf } from '../core/job-key.ts';
import {
  type EndedEpisode,
  type HistoryEntry,
  type HistoryQuery,
  overlaps,
  type Page,
  type PageRequest,
} from '../views/ports.ts';
import { readBody } from './body.ts';
import { isInstant, type StoredRow } from './columns.ts';
import { eventNumberOf, readEventRow, readEvents, type StoredEvent } from './event-rows.ts';
import { filledPage } from './item-page.ts';
import { beginningWith, eventRowKey, eventRows, transitionPrefix, transitionRowKey } from './keys.ts';
import type { RowQuery, Table } from './partition.ts';

/** What the events of each type are about. */
const streamOfType = new Map<string, Stream>(
  streams.flatMap((stream) => eventKinds[stream].map((kind) => [eventTypeOf(stream, kind), stream] as const)),
);
/** The condition that the events of a type end. */
const clearedOfType = new Map<string, ConditionType>(
  conditionTypes.map((condition) => [eventTypeOf(condition, 'cleared'), condition]),
);

const nothing: Page<never> = { items: [], next: undefined };

/** What was recorded of a job in the span, newest first. */
export async function history(
  table: Table,
  servicePrincipalId: string,
  jobIdOrKey: string,
  page: PageRequest,
  query: HistoryQuery<Stream>,
): Promise<Page<HistoryEntry>> {
  if (query.about?.length === 0) return nothing;
  const range = beginningWith(transitionPrefix(servicePrincipalId, jobIdOrKey));
  return await filledPage(table, range, page, whereOf(query), async (rows) => {
    const events = await eventsOf(table, rows);
    return rows.map((row, index) => {
      const event = events[index];
      const condition = event && streamOfType.get(event.event.type);
      if (!condition) return undefined;
      const { step, sequence, recordedAt, content } = event;
      return { step, condition, sequence, recordedAt, event: content, job: readBody(row) };
    });
  });
}

/** A job's episodes that are over and overlap the span, newest first. */
export async function episodes(
  table: Table,
  servicePrincipalId: string,
  jobIdOrKey: string,
  page: PageRequest,
  query: HistoryQuery<ConditionType>,
): Promise<Page<ShownEpisode>> {
  if (query.about?.length === 0) return nothing;
  const range = beginningWith(transitionPrefix(servicePrincipalId, jobIdOrKey));
  const lines = { columns: ['number'], where: isClear(query.about) };
  return await filledPage(table, range, page, lines, async (rows) =>
    (await eventsOf(table, rows)).map((event) => {
      const episode = event && episodeOf(event);
      return episode && overlaps(episode, query) ? episode : undefined;
    }),
  );
}

/** Every episode of the tenant, of any condition, whose clear was recorded at or after `since`, in order of job, newest first. */
export async function endedSince(table: Table, since: Instant): Promise<readonly EndedEpisode[]> {
  // No event has a number below the time at which it was recorded.
  const range = { from: eventRowKey(Date.parse(since)), to: eventRows.to };
  const found: { readonly event: StoredEvent; readonly episode: ShownEpisode }[] = [];
  const where = `(${isClear()}) and ${odata`recordedAt ge ${since}`}`;
  for await (const page of table.pages(range, { where })) {
    for (const row of page) {
      const event = readEventRow(row);
      const episode = event && episodeOf(event);
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
  const numbers = rows.map(eventNumberOf);
  const known = numbers.filter((number) => number !== undefined);
  const events = await readEvents(table, known);
  return numbers.map((number, index) => {
    const event = number === undefined ? undefined : events.get(number);
    return event && transitionRowKey(event, event.step) === rows[index]?.rowKey ? event : undefined;
  });
}

function whereOf({ from, to, about }: HistoryQuery<Stream>): RowQuery {
  const bounds = [
    ...(about === undefined || isAll(about) ? [] : [`(${about.map(isAbout).join(' or ')})`]),
    ...(from === undefined ? [] : [odata`recordedAt ge ${from}`]),
    ...(to === undefined ? [] : [odata`recordedAt lt ${to}`]),
  ];
  return bounds.length === 0 ? {} : { where: bounds.join(' and ') };
}

/** Then nothing is asked: the service takes fifteen comparisons. */
function isAll(about: readonly Stream[]): boolean {
  return streams.every((stream) => about.includes(stream));
}

/** Lines of before say nothing of what they are about, which was the quarantine. */
function isAbout(stream: Stream): string {
  if (stream !== 'quarantine') return odata`condition eq ${stream}`;
  return eventKinds[stream].map((kind) => odata`type eq ${eventTypeOf(stream, kind)}`).join(' or ');
}

/** Whether an event ends an episode of any of the conditions. */
function isClear(about: readonly ConditionType[] = conditionTypes): string {
  return about.map((condition) => odata`type eq ${eventTypeOf(condition, 'cleared')}`).join(' or ');
}

/** In the order of the rows of their jobs. */
function byJobNewestFirst(a: StoredEvent, b: StoredEvent): number {
  const [jobOfA, jobOfB] = [jobOrder(a), jobOrder(b)];
  if (jobOfA === jobOfB) return b.step - a.step;
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
  cause: z.enum([...new Set(Object.values(clearCauses).flat())]),
  clearedAfter: time,
  clearedBefore: time,
  durationSeconds: z.number(),
  reasons: z._default(
    z.array(z.object({ reason: z.optional(z.string()), errorCode: z.optional(z.string()), since: time })),
    [],
  ),
});

/** The episode that a recorded event ended; undefined for any other event, and for one that cannot be read. */
function episodeOf({ event, content, sequence }: StoredEvent): ShownEpisode | undefined {
  const condition = clearedOfType.get(event.type);
  const { data } = clearedData.safeParse(content.data);
  if (condition === undefined || content.type !== event.type || !data) return undefined;
  const { reasons, ...cleared } = data;
  return {
    condition,
    ...cleared,
    published: sequence !== undefined,
    open: false,
    began: data.episode,
    reasons: reasons.map(({ reason, errorCode, since }) => ({
      reason: reason || null,
      errorCode: errorCode || null,
      since,
    })),
  };
}
