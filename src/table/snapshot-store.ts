import { odata } from '@azure/data-tables';
import { DamagedRowError } from '../core/errors.ts';
import { overlaps, type Span } from '../core/span.ts';
import type { JobState } from '../core/state.ts';
import type { DamagedJob } from '../poll/ports.ts';
import type { EndedEpisode, SnapshotStore, SurveyedJobs } from '../status/ports.ts';
import { readBacklog } from './backlog.ts';
import { readBody } from './body.ts';
import { damagedJob } from './damaged-rows.ts';
import { clearedType, eventColumns, readEndedEpisode } from './ended-episode.ts';
import { readTransitionRow } from './event-rows.ts';
import { filledPage } from './filled-page.ts';
import { readJobRow, schemaVersion, stateColumns } from './job-row.ts';
import { beginningWith, latestRowKey, latestRows, transitionPrefix, transitionRows } from './keys.ts';
import type { StoredRow } from './stored-row.ts';
import type { RowQuery, Table } from './table.ts';

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

    async jobs(states, page) {
      const where = anyOf(states);
      if (where === '') return { items: [], next: undefined };
      return await filledPage(table, latestRows, page, { columns: stateColumns, where }, readState);
    },

    history(servicePrincipalId, jobIdOrKey, page, span = {}) {
      const range = beginningWith(transitionPrefix(servicePrincipalId, jobIdOrKey));
      return filledPage(table, range, page, recordedIn(span), readTransitionRow);
    },

    episodes(servicePrincipalId, jobIdOrKey, page, span = {}) {
      const range = beginningWith(transitionPrefix(servicePrincipalId, jobIdOrKey));
      const query = { columns: eventColumns, where: clears };
      return filledPage(table, range, page, query, (row) => {
        const episode = readEndedEpisode(row);
        return episode && overlaps(episode, span) ? episode : undefined;
      });
    },

    async ended(since) {
      const query = {
        columns: ['servicePrincipalId', 'jobId', ...eventColumns],
        where: odata`type eq ${clearedType} and recordedAt ge ${since}`,
      };
      const found: EndedEpisode[] = [];
      for await (const page of table.pages(transitionRows, query)) {
        for (const row of page) {
          const { servicePrincipalId, jobId } = row;
          const episode = readEndedEpisode(row);
          if (episode && typeof servicePrincipalId === 'string' && typeof jobId === 'string')
            found.push({ servicePrincipalId, jobId, episode });
        }
      }
      return found;
    },

    async survey(kinds) {
      const where = [ofOtherVersion, anyOf(kinds)].filter(Boolean).join(' or ');
      const [jobs, backlog] = await Promise.all([readAll(table, where), readBacklog(table)]);
      return { ...jobs, backlog };
    },
  };
}

const clears = odata`type eq ${clearedType}`;

function recordedIn({ from, to }: Span): RowQuery {
  const bounds = [
    ...(from === undefined ? [] : [odata`recordedAt ge ${from}`]),
    ...(to === undefined ? [] : [odata`recordedAt lt ${to}`]),
  ];
  return bounds.length === 0 ? {} : { where: bounds.join(' and ') };
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

async function readAll(table: Table, where: string) {
  const jobs: JobState[] = [];
  const damaged: DamagedJob[] = [];
  for await (const page of table.pages(latestRows, { columns: stateColumns, where })) {
    for (const row of page) {
      const reading = readJobRow(row);
      if (reading.ok) jobs.push(reading.state);
      else damaged.push(damagedJob(row, reading.problem));
    }
  }
  return { jobs, damaged };
}

function readState(row: StoredRow): JobState | undefined {
  const reading = readJobRow(row);
  return reading.ok ? reading.state : undefined;
}
