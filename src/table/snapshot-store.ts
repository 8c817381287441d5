import { odata } from '@azure/data-tables';
import { DamagedRowError } from '../core/errors.ts';
import { keyOf } from '../core/job-key.ts';
import type { JobState } from '../core/state.ts';
import type { UnreadPrincipal } from '../core/unread.ts';
import type { DamagedRow } from '../poll/ports.ts';
import {
  type EndedEpisode,
  overlaps,
  type SnapshotStore,
  type Span,
  type SurveyedJobs,
} from '../views/ports.ts';
import { readBody } from './body.ts';
import { damagedJob, damagedUnread } from './damaged-rows.ts';
import { clearedType, endedEpisode } from './ended-episode.ts';
import { readEventRow, readEvents, readTransitionRow, type StoredEvent } from './event-rows.ts';
import { filledPage } from './item-page.ts';
import { readJobRow, schemaVersion, stateColumns } from './job-row.ts';
import {
  beginningWith,
  eventRowKey,
  eventRows,
  latestRowKey,
  latestRows,
  surveyRows,
  transitionPrefix,
  transitionRowKey,
  unreadRowKey,
  unreadRows,
} from './keys.ts';
import { readBacklog } from './outbox.ts';
import type { RowQuery, Table } from './partition.ts';
import type { StoredRow } from './stored-row.ts';
import { readUnreadRow } from './unread-row.ts';

/** What the HTTP functions read. */
export function createSnapshotStore(table: Table, run: SnapshotStore['run']): SnapshotStore {
  return {
    run,

    async job(servicePrincipalId, jobIdOrKey) {
      const rowKey = latestRowKey(servicePrincipalId, jobIdOrKey);
      const row = await table.get(rowKey);
      if (!row) return undefined;
      const reading = readJobRow(row);
      if (!reading.ok) throw new DamagedRowError(rowKey, reading.problem);
      return { state: reading.state, body: readBody(row) };
    },

    async unread(servicePrincipalId) {
      const rowKey = unreadRowKey(servicePrincipalId);
      const row = await table.get(rowKey);
      if (!row) return undefined;
      const reading = readUnreadRow(row);
      if (!reading.ok) throw new DamagedRowError(rowKey, reading.problem);
      return reading.unread;
    },

    async jobs(states, page, isWanted) {
      const where = anyOf(states);
      if (where === '') return { items: [], next: undefined };
      // Of the rows that are asked for many may not be wanted.
      const query = { columns: stateColumns, where, ...(isWanted && { pageSize: 1000 }) };
      return await filledPage(table, latestRows, page, query, async (rows) =>
        rows.map((row) => {
          const reading = readJobRow(row);
          return reading.ok && (isWanted?.(reading.state) ?? true) ? reading.state : undefined;
        }),
      );
    },

    history(servicePrincipalId, jobIdOrKey, page, span = {}) {
      const range = beginningWith(transitionPrefix(servicePrincipalId, jobIdOrKey));
      return filledPage(table, range, page, recordedIn(span), async (rows) => {
        const events = await eventsOf(table, rows);
        return rows.map((row, place) => {
          const event = events[place];
          if (!event) return undefined;
          const { sequence, recordedAt, content } = event;
          return { sequence, recordedAt, event: content, job: readBody(row) };
        });
      });
    },

    episodes(servicePrincipalId, jobIdOrKey, page, span = {}) {
      const range = beginningWith(transitionPrefix(servicePrincipalId, jobIdOrKey));
      const query = { columns: ['number', 'sequence', 'recordedAt'], where: clears };
      return filledPage(table, range, page, query, async (rows) =>
        (await eventsOf(table, rows)).map((event) => {
          const episode = event && endedEpisode(event.content);
          return episode && overlaps(episode, span) ? episode : undefined;
        }),
      );
    },

    async ended(since) {
      // No event has a number below the time at which it was recorded.
      const range = { from: eventRowKey(Date.parse(since)), to: eventRows.to };
      const found: (EndedEpisode & { readonly sequence: number })[] = [];
      const where = odata`type eq ${clearedType} and recordedAt ge ${since}`;
      for await (const page of table.pages(range, { where })) {
        for (const row of page) {
          const event = readEventRow(row);
          const episode = event && endedEpisode(event.content);
          if (!episode) continue;
          const { servicePrincipalId, jobId, sequence } = event;
          found.push({ servicePrincipalId, jobId, sequence, episode });
        }
      }
      return found.sort(byJobNewestFirst).map(({ sequence: _, ...ended }) => ended);
    },

    async survey(kinds) {
      const [rows, backlog] = await Promise.all([surveyed(table, kinds), readBacklog(table)]);
      return { ...rows, backlog };
    },
  };
}

/** The events to which lines of a job's history point; undefined for one that is missing or cannot be read. */
async function eventsOf(
  table: Table,
  rows: readonly StoredRow[],
): Promise<readonly (StoredEvent | undefined)[]> {
  const lines = rows.map(readTransitionRow);
  const numbers = lines.flatMap((line) => (line ? [line.number] : []));
  const events = await readEvents(table, numbers);
  return lines.map((line, place) => {
    const event = line && events.get(line.number);
    return event && transitionRowKey(event, event.sequence) === rows[place]?.rowKey ? event : undefined;
  });
}

const clears = odata`type eq ${clearedType}`;

function recordedIn({ from, to }: Span): RowQuery {
  const bounds = [
    ...(from === undefined ? [] : [odata`recordedAt ge ${from}`]),
    ...(to === undefined ? [] : [odata`recordedAt lt ${to}`]),
  ];
  return bounds.length === 0 ? {} : { where: bounds.join(' and ') };
}

/** As the rows of their jobs sort. */
function byJobNewestFirst(
  a: EndedEpisode & { readonly sequence: number },
  b: EndedEpisode & { readonly sequence: number },
): number {
  const [jobOfA, jobOfB] = [a, b].map(
    ({ servicePrincipalId, jobId }) => `${servicePrincipalId}|${keyOf(jobId)}`,
  );
  if (jobOfA === undefined || jobOfB === undefined || jobOfA === jobOfB) return b.sequence - a.sequence;
  return jobOfA < jobOfB ? -1 : 1;
}

/** `unwatched` comes before what a job was. */
const conditions: Readonly<Record<SurveyedJobs, string>> = {
  quarantined: "(state eq 'quarantined' and unwatchedSince eq '')",
  healthy: "(state eq 'healthy' and unwatchedSince eq '')",
  removed: "(state eq 'removed' and unwatchedSince eq '')",
  unwatched: "unwatchedSince gt ''",
  unreadable: "(unreadableCause gt '' and unwatchedSince eq '' and state ne 'removed')",
};

function anyOf(kinds: readonly SurveyedJobs[]): string {
  return kinds.map((kind) => conditions[kind]).join(' or ');
}

/** Of the damaged rows those of another version; what else is damaged is found, and told, by every poll. */
const ofOtherVersion = odata`not (schemaVersion eq ${schemaVersion})`;
const neverRead = odata`RowKey ge ${unreadRows.from}`;

async function surveyed(table: Table, kinds: readonly SurveyedJobs[]) {
  const jobs: JobState[] = [];
  const unread: UnreadPrincipal[] = [];
  const damaged: DamagedRow[] = [];
  const where = [ofOtherVersion, neverRead, anyOf(kinds)].filter(Boolean).join(' or ');
  for await (const page of table.pages(surveyRows, { columns: stateColumns, where })) {
    for (const row of page) {
      const { rowKey = '' } = row;
      if (rowKey >= unreadRows.from) {
        const reading = readUnreadRow(row);
        if (reading.ok) unread.push(reading.unread);
        else damaged.push(damagedUnread(rowKey, reading.problem));
      } else {
        const reading = readJobRow(row);
        if (reading.ok) jobs.push(reading.state);
        else damaged.push(damagedJob(row, reading.problem));
      }
    }
  }
  return { jobs, unread, damaged };
}
