import { odata } from '@azure/data-tables';
import { BadPageError } from '../core/errors.ts';
import type { JobState } from '../core/state.ts';
import type { DamagedJob } from '../poll/ports.ts';
import type { ListedState, Page, PageRequest, SnapshotStore } from '../status/ports.ts';
import { readBody } from './body.ts';
import { readTransitionRow } from './event-rows.ts';
import { readJobRow, schemaVersion, stateColumns } from './job-row.ts';
import {
  beginningWith,
  type KeyRange,
  latestRowKey,
  latestRows,
  outboxRows,
  runRowKey,
  transitionPrefix,
} from './keys.ts';
import { readRunRow } from './run-row.ts';
import { damagedError } from './state-store.ts';
import { isRowMissing } from './store-errors.ts';
import type { Row, Table } from './table.ts';

/** What the HTTP functions read. */
export function createSnapshotStore(table: Table): SnapshotStore {
  const point = async (rowKey: string): Promise<Row | undefined> => {
    try {
      return await table.run(
        () => table.client.getEntity<Record<string, unknown>>(table.partitionKey, rowKey),
        isRowMissing,
      );
    } catch (error) {
      if (isRowMissing(error)) return undefined;
      throw error;
    }
  };

  return {
    async run() {
      const row = await point(runRowKey);
      return row && readRunRow(row);
    },

    async job(servicePrincipalId, jobIdOrKey) {
      const row = await point(latestRowKey(servicePrincipalId, jobIdOrKey));
      if (!row) return undefined;
      const reading = readJobRow(row);
      if (!reading.ok) throw damagedError({ servicePrincipalId, jobId: jobIdOrKey }, reading.problem);
      return { state: reading.state, body: readBody(row) };
    },

    jobs(states, page) {
      const where = states.map(conditionOf).join(' or ');
      return filled(table, latestRows, page, { columns: stateColumns, where }, (row) => {
        const reading = readJobRow(row);
        return reading.ok ? reading.state : undefined;
      });
    },

    history(servicePrincipalId, jobIdOrKey, page) {
      const range = beginningWith(transitionPrefix(servicePrincipalId, jobIdOrKey));
      return filled(table, range, page, {}, readTransitionRow);
    },

    async unhealthy() {
      const unreadable: JobState[] = [];
      const damaged: DamagedJob[] = [];
      const where = odata`unreadableCause gt '' or schemaVersion ne ${schemaVersion}`;
      for await (const page of table.pages(latestRows, { columns: stateColumns, where })) {
        for (const row of page) {
          const reading = readJobRow(row);
          if (!reading.ok)
            damaged.push({ key: undefined, rowKey: row.rowKey ?? '', problem: reading.problem });
          else if (reading.state.unreadable) unreadable.push(reading.state);
        }
      }
      return { unreadable, damaged, backlog: await readBacklog(table) };
    },
  };
}

async function readBacklog(table: Table) {
  let waiting = 0;
  let oldest: string | undefined;
  for await (const page of table.pages(outboxRows, { columns: ['recordedAt'] })) {
    waiting += page.length;
    for (const { recordedAt } of page) {
      if (typeof recordedAt === 'string' && (oldest === undefined || recordedAt < oldest))
        oldest = recordedAt;
    }
  }
  return { waiting, oldest };
}

function conditionOf(state: ListedState): string {
  if (state === 'removed') return odata`state eq 'removed'`;
  if (state === 'unwatched') return odata`unwatchedSince gt ''`;
  return odata`(state eq ${state} and unwatchedSince eq '')`;
}

/** A page with as many items as asked for, however many rows the filter passes over; it knows whether there are more. */
async function filled<T>(
  table: Table,
  range: KeyRange,
  { size, after }: PageRequest,
  query: { readonly columns?: readonly string[]; readonly where?: string },
  read: (row: Row) => T | undefined,
): Promise<Page<T>> {
  const items: T[] = [];
  let lastKey = '';
  const from = after === undefined ? range.from : `${decoded(after, range)}\u0020`;
  for await (const page of table.pages(
    { ...range, from },
    { ...query, pageSize: Math.min(size + 1, 1000) },
  )) {
    for (const row of page) {
      const item = read(row);
      if (item === undefined) continue;
      if (items.length === size) return { items, next: Buffer.from(lastKey).toString('base64url') };
      items.push(item);
      lastKey = row.rowKey ?? '';
    }
  }
  return { items, next: undefined };
}

/** The row key in the text of a `next`. */
function decoded(next: string, range: KeyRange): string {
  const key = Buffer.from(next, 'base64url').toString();
  const isOwn = Buffer.from(key).toString('base64url') === next && key >= range.from && key < range.to;
  // Row keys hold no control characters: what is not one of ours does not reach a filter.
  if (!isOwn || /[\p{Cc}/\\#?]/u.test(key))
    throw new BadPageError('InvalidPage', 'This is not the address of a page.');
  return key;
}
