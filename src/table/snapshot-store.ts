import { odata } from '@azure/data-tables';
import type { JobState } from '../core/state.ts';
import type { SnapshotStore, Survey, SurveyedJobs } from '../views/ports.ts';
import { readBody } from './body.ts';
import { oldestVersion, schemaVersion, unlessDamaged } from './columns.ts';
import { endedSince, episodes, history } from './history.ts';
import { filledPage } from './item-page.ts';
import { readJobRow, stateColumns } from './job-row.ts';
import { latestRowKey, latestRows, latestRowsOf, surveyRows, unreadRowKey, unreadRows } from './keys.ts';
import { readBacklog } from './outbox.ts';
import type { Table } from './partition.ts';
import { readUnreadRow, StateRows } from './state-rows.ts';

/** What the HTTP functions read. */
export function createSnapshotStore(
  table: Table,
  run: SnapshotStore['run'],
  recentRun: SnapshotStore['recentRun'],
): SnapshotStore {
  return {
    run,
    recentRun,

    async job(servicePrincipalId, jobIdOrKey) {
      const row = await table.get(latestRowKey(servicePrincipalId, jobIdOrKey));
      return row && { state: readJobRow(row), body: readBody(row) };
    },

    async unread(servicePrincipalId) {
      const row = await table.get(unreadRowKey(servicePrincipalId));
      return row && readUnreadRow(row);
    },

    async jobs(rows, page, isWanted, servicePrincipalId) {
      const where = anyOf(rows);
      if (where === '') return { items: [], next: undefined };
      // Many of the rows may not be wanted.
      const query = { columns: stateColumns, where, ...(isWanted && { pageSize: 1000 }) };
      const range = servicePrincipalId === undefined ? latestRows : latestRowsOf(servicePrincipalId);
      return await filledPage(table, range, page, query, async (found) =>
        found.map((row) => {
          const state = unlessDamaged(() => readJobRow(row), undefined);
          return state && (isWanted?.(state) ?? true) ? state : undefined;
        }),
      );
    },

    history: (servicePrincipalId, jobIdOrKey, page, query = {}) =>
      history(table, servicePrincipalId, jobIdOrKey, page, query),

    episodes: (servicePrincipalId, jobIdOrKey, page, query = {}) =>
      episodes(table, servicePrincipalId, jobIdOrKey, page, query),

    ended: (since) => endedSince(table, since),

    async survey(rows, isKept = () => true) {
      const [survey, backlog] = await Promise.all([surveyed(table, rows, isKept), readBacklog(table)]);
      return { ...survey, backlog };
    },
  };
}

/**
 * As `isOpenOrSeen` has it. Rows of version 2 know of quarantines only, and the last two columns of it are those of their states: a
 * comparison with a column that is not there holds for no row.
 */
const isOpen = "(seenConditions gt '' or state eq 'quarantined' or evidence gt '')";

/** A job that always ran well has nothing in its conditions. Rows of version 2 do not have that column, and say nothing of them. */
const isUndecided = "(not (conditions eq '') or doubt eq 'gone')";

/** What is asked of a job that is watched. */
const ofWatched = {
  open: isOpen,
  quiet: `not ${isOpen}`,
  unreadable: "unreadableCause gt ''",
  undecided: isUndecided,
};
/** A job that is not watched any more is that, whatever it was before. */
const isWatched = "unwatchedSince eq '' and state ne 'removed'";
const ofOthers = {
  removed: "(unwatchedSince eq '' and state eq 'removed')",
  unwatched: "unwatchedSince gt ''",
};

/** In no more comparisons than it takes: the service takes fifteen, of which a survey needs six for itself. */
function anyOf(rows: readonly SurveyedJobs[]): string {
  const has = (row: SurveyedJobs) => rows.includes(row);
  const isEach = has('open') && has('quiet');
  const watched = (['open', 'quiet', 'unreadable', 'undecided'] as const)
    .filter(has)
    .map((row) => ofWatched[row]);
  return [
    ...(isEach
      ? [`(${isWatched})`]
      : watched.length > 0
        ? [`(${isWatched} and (${watched.join(' or ')}))`]
        : []),
    ...(['removed', 'unwatched'] as const).filter(has).map((row) => ofOthers[row]),
  ].join(' or ');
}

/** Rows of versions that are not read. Rows that are damaged otherwise are found, and reported, by every poll. */
const ofOtherVersion = odata`not (schemaVersion ge ${oldestVersion} and schemaVersion le ${schemaVersion})`;
const neverRead = odata`RowKey ge ${unreadRows.from}`;

async function surveyed(
  table: Table,
  rows: readonly SurveyedJobs[],
  isKept: (state: JobState) => boolean,
): Promise<Omit<Survey, 'backlog'>> {
  const states = new StateRows();
  const jobs: JobState[] = [];
  const where = [ofOtherVersion, neverRead, anyOf(rows)].filter(Boolean).join(' or ');
  for await (const page of table.pages(surveyRows, { columns: stateColumns, where })) {
    for (const row of page) states.add(row);
    // What is not kept goes before the next page comes: a tenant may have very many jobs.
    jobs.push(...states.jobs.splice(0).flatMap(({ state }) => (isKept(state) ? [state] : [])));
  }
  return { jobs, unread: states.unread.map(({ unread }) => unread), damaged: states.damaged };
}
