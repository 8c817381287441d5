import { odata } from '@azure/data-tables';
import type { SnapshotStore, SurveyedJobs } from '../views/ports.ts';
import { readBody } from './body.ts';
import { schemaVersion, unlessDamaged } from './columns.ts';
import { endedSince, episodes, history } from './history.ts';
import { filledPage } from './item-page.ts';
import { readJobRow, stateColumns } from './job-row.ts';
import { latestRowKey, latestRows, surveyRows, unreadRowKey, unreadRows } from './keys.ts';
import { readBacklog } from './outbox.ts';
import type { Table } from './partition.ts';
import { readUnreadRow, StateRows } from './state-rows.ts';

/** What the HTTP functions read. */
export function createSnapshotStore(table: Table, run: SnapshotStore['run']): SnapshotStore {
  return {
    run,

    async job(servicePrincipalId, jobIdOrKey) {
      const row = await table.get(latestRowKey(servicePrincipalId, jobIdOrKey));
      return row && { state: readJobRow(row), body: readBody(row) };
    },

    async unread(servicePrincipalId) {
      const row = await table.get(unreadRowKey(servicePrincipalId));
      return row && readUnreadRow(row);
    },

    async jobs(states, page, isWanted) {
      const where = anyOf(states);
      if (where === '') return { items: [], next: undefined };
      // Many of the rows may not be wanted.
      const query = { columns: stateColumns, where, ...(isWanted && { pageSize: 1000 }) };
      return await filledPage(table, latestRows, page, query, async (rows) =>
        rows.map((row) => {
          const state = unlessDamaged(() => readJobRow(row), undefined);
          return state && (isWanted?.(state) ?? true) ? state : undefined;
        }),
      );
    },

    history: (servicePrincipalId, jobIdOrKey, page, span = {}) =>
      history(table, servicePrincipalId, jobIdOrKey, page, span),

    episodes: (servicePrincipalId, jobIdOrKey, page, span = {}) =>
      episodes(table, servicePrincipalId, jobIdOrKey, page, span),

    ended: (since) => endedSince(table, since),

    async survey(kinds) {
      const [{ jobs, unread, damaged }, backlog] = await Promise.all([
        surveyed(table, kinds),
        readBacklog(table),
      ]);
      return {
        jobs: jobs.map(({ state }) => state),
        unread: unread.map((each) => each.unread),
        damaged,
        backlog,
      };
    },
  };
}

/** A job that is not watched any more is `unwatched`, whatever it was before. */
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

/** Rows of another version. Rows that are damaged otherwise are found, and reported, by every poll. */
const ofOtherVersion = odata`not (schemaVersion eq ${schemaVersion})`;
const neverRead = odata`RowKey ge ${unreadRows.from}`;

async function surveyed(table: Table, kinds: readonly SurveyedJobs[]): Promise<StateRows> {
  const states = new StateRows();
  const where = [ofOtherVersion, neverRead, anyOf(kinds)].filter(Boolean).join(' or ');
  for await (const page of table.pages(surveyRows, { columns: stateColumns, where })) {
    for (const row of page) states.add(row);
  }
  return states;
}
