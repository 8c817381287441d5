import pMap from 'p-map';
import type { Instant } from '../core/instant.ts';
import type { StoredJob } from '../poll/ports.ts';
import type { FeedPlace } from '../views/ports.ts';
import type { StoredRow } from './columns.ts';
import { columnsOfPlace, historyRowKeyOf } from './event-rows.ts';
import type { FeedPlan } from './feed.ts';
import { type Fence, groupsOf } from './fence.ts';
import { eventRowKey, eventRows, fromTo, latestRowKey, numberOf, outboxRowKey } from './keys.ts';
import type { Table } from './partition.ts';

const readsAtOnce = 16;
/** Two rows each, beside the feed's and the fence's. */
const eventsTogether = 49;

interface PruneParts {
  readonly table: Table;
  readonly fence: Fence;
  /** One transaction that moves the feed. */
  moveFeed(plan: (place: FeedPlace) => FeedPlan): Promise<FeedPlan | undefined>;
}

/**
 * Deletes up to `limit` rows: events of the feed, each with its line of history, by the range of their numbers, which are never below
 * the time at which they were recorded; and jobs as they were read. What waits to be sent is never too old.
 */
export async function prune(
  parts: PruneParts,
  before: Instant,
  jobs: readonly StoredJob[],
  limit: number,
  signal: AbortSignal,
): Promise<number> {
  const deleted = await pruneEvents(parts, before, limit, signal);
  return deleted + (await pruneJobs(parts, jobs.slice(0, limit - deleted), signal));
}

async function pruneEvents(
  parts: PruneParts,
  before: Instant,
  limit: number,
  signal: AbortSignal,
): Promise<number> {
  let deleted = 0;
  const mostEvents = Math.floor(limit / 2);
  if (mostEvents < 1 || signal.aborted) return 0;
  const range = { from: eventRows.from, to: eventRowKey(Date.parse(before)) };
  const query = {
    columns: columnsOfPlace,
    pageSize: Math.min(mostEvents, 1000),
  };
  for await (const page of parts.table.pages(range, query)) {
    const waiting = await waitingAmong(parts.table, page);
    const old = page.filter(({ rowKey = '' }) => !waiting.has(numberOf(rowKey) ?? -1));
    for (const group of groupsOf(old, eventsTogether)) {
      const fitting = group.slice(0, Math.floor((limit - deleted) / 2));
      if (signal.aborted || fitting.length === 0) return deleted;
      deleted += await pruneGroup(parts, fitting);
    }
    if (signal.aborted) break;
  }
  return deleted;
}

/** Numbers of the events that wait, as far as they may be among the rows. */
async function waitingAmong(table: Table, rows: readonly StoredRow[]): Promise<ReadonlySet<number>> {
  const [first, last] = [rows.at(0), rows.at(-1)].map((row) => numberOf(row?.rowKey ?? ''));
  const found = new Set<number>();
  if (first === undefined || last === undefined) return found;
  for await (const page of table.pages(fromTo(outboxRowKey, first, last), { columns: [] })) {
    for (const { rowKey = '' } of page) found.add(numberOf(rowKey) ?? -1);
  }
  return found;
}

/** How many rows were deleted, with those that the feed has lost noted in the same transaction. */
async function pruneGroup({ table, moveFeed }: PruneParts, events: readonly StoredRow[]): Promise<number> {
  const highest = Math.max(...events.map(({ rowKey = '' }) => numberOf(rowKey) ?? 0));
  const remove = (rowKeys: readonly string[]) =>
    moveFeed(({ last, prunedThrough }) => ({
      next: { last: Math.max(last, highest), prunedThrough: Math.max(prunedThrough, highest) },
      actions: rowKeys.map((rowKey) => ['delete', { partitionKey: table.partitionKey, rowKey }]),
    }));
  const rowKeys = [...new Set(events.flatMap(rowsOfEvent))];
  if (await remove(rowKeys)) return rowKeys.length;

  // One is gone already: by hand, or by a transaction whose answer was lost.
  const isThere = async (rowKey: string) => (await table.get(rowKey, [])) !== undefined;
  const rows = await pMap(rowKeys, async (rowKey) => ({ rowKey, isThere: await isThere(rowKey) }), {
    concurrency: readsAtOnce,
  });
  const remaining = rows.filter(({ isThere }) => isThere).map(({ rowKey }) => rowKey);
  return remaining.length > 0 && (await remove(remaining)) ? remaining.length : 0;
}

/** Without the line of history of an event whose row does not say whose it is. */
function rowsOfEvent(row: StoredRow): string[] {
  const { rowKey = '' } = row;
  const historyRowKey = historyRowKeyOf(row);
  return historyRowKey === undefined ? [rowKey] : [rowKey, historyRowKey];
}

/** A job that has changed meanwhile is of another version, and stays. */
async function pruneJobs(
  { table, fence }: PruneParts,
  jobs: readonly StoredJob[],
  signal: AbortSignal,
): Promise<number> {
  let deleted = 0;
  const remove = (group: readonly StoredJob[]) =>
    fence.transact(
      group.map(({ state, version }) => {
        const rowKey = latestRowKey(state.servicePrincipalId, state.jobId);
        return ['delete', { partitionKey: table.partitionKey, rowKey, etag: version }];
      }),
    );
  for (const group of groupsOf(jobs)) {
    if (signal.aborted) break;
    if (await remove(group)) {
      deleted += group.length;
      continue;
    }
    for (const job of group.length > 1 ? group : []) {
      if (signal.aborted) break;
      if (await remove([job])) deleted++;
    }
  }
  return deleted;
}
