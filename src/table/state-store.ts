import pMap from 'p-map';
import { DamagedRowError, RefusedWriteError, StoreError } from '../core/errors.ts';
import type { DamagedJob, JobChange, StateStore, StoredJob, WaitingEvent } from '../poll/ports.ts';
import { readBacklog } from './backlog.ts';
import { damagedJob } from './damaged-rows.ts';
import { oldestFirst } from './event-order.ts';
import { readOutboxRow } from './event-rows.ts';
import { readJobRow, stateColumns } from './job-row.ts';
import { jobOfOutboxRow, latestRowKey, outboxRowKey, outboxRows, pollRows } from './keys.ts';
import { prune } from './prune.ts';
import type { Table } from './table.ts';
import { groupWrites, toWrite, type Write } from './writes.ts';

/** Transactions in flight at once. */
const transactionsAtOnce = 4;

/** The states of jobs, the outbox and the history, in one partition so that a job's part of all three commits together. */
export function createStateStore(table: Table): StateStore {
  return {
    get transactions() {
      return table.requests;
    },

    async load() {
      const jobs: StoredJob[] = [];
      const damaged: DamagedJob[] = [];
      let waiting = 0;
      for await (const page of table.pages(pollRows, { columns: stateColumns })) {
        for (const row of page) {
          if ((row.rowKey ?? '') >= outboxRows.from) {
            waiting++;
            continue;
          }
          const reading = readJobRow(row);
          if (reading.ok) jobs.push({ state: reading.state, version: row.etag });
          else damaged.push(damagedJob(row, reading.problem));
        }
      }
      return { jobs, damaged, waiting };
    },

    async reload(key) {
      const rowKey = latestRowKey(key.servicePrincipalId, key.jobId);
      const row = await table.get(rowKey, stateColumns);
      if (!row) return undefined;
      const reading = readJobRow(row);
      if (!reading.ok) throw new DamagedRowError(rowKey, reading.problem);
      return { state: reading.state, version: row.etag };
    },

    async record(change) {
      const { actions } = toWrite(table.partitionKey, change);
      return (await table.transact(actions)) ? 'written' : 'conflict';
    },

    async refresh(changes) {
      const conflicts: JobChange[] = [];
      const refused: { change: JobChange; error: RefusedWriteError }[] = [];
      const failed: { changes: JobChange[]; error: StoreError }[] = [];
      const writeAlone = async ({ change, actions }: Write): Promise<void> => {
        try {
          if (!(await table.transact(actions))) conflicts.push(change);
        } catch (error) {
          if (!(error instanceof RefusedWriteError)) throw error;
          refused.push({ change, error });
        }
      };
      const writeGroup = async (group: readonly Write[]): Promise<void> => {
        let done = 0;
        try {
          // A transaction fails as a whole: its jobs are then tried one by one, so that one holds up no other.
          if (group.length > 1 && (await writeTogether(table, group))) return;
          for (const write of group) {
            await writeAlone(write);
            done++;
          }
        } catch (error) {
          if (!(error instanceof StoreError)) throw error;
          failed.push({ changes: group.slice(done).map(({ change }) => change), error });
        }
      };
      const groups = groupWrites(changes.map((change) => toWrite(table.partitionKey, change)));
      await pMap(groups, writeGroup, { concurrency: transactionsAtOnce });
      return { conflicts, refused, failed };
    },

    async *waiting() {
      // What follows a row that cannot be read would be told out of order: the rest of its job waits too.
      const held = new Set<string>();
      let damaged: string | undefined;
      for await (const page of table.pages(outboxRows, {})) {
        const events: WaitingEvent[] = [];
        for (const row of page) {
          const { rowKey = '' } = row;
          const job = jobOfOutboxRow(rowKey);
          const event = held.has(job) ? undefined : readOutboxRow(row);
          if (event) {
            events.push(event);
          } else {
            held.add(job);
            damaged ??= rowKey;
          }
        }
        yield oldestFirst(events);
      }
      if (damaged !== undefined) {
        throw new DamagedRowError(damaged, 'an event that cannot be read, behind which its job waits');
      }
    },

    backlog: () => readBacklog(table),

    async acknowledge(event) {
      await table.remove(outboxRowKey(event, event.sequence));
    },

    prune: (before, limit) => prune(table, before, limit),
  };
}

/** False when nothing was written: one of them met a conflict or is refused. */
async function writeTogether(table: Table, writes: readonly Write[]): Promise<boolean> {
  try {
    return await table.transact(writes.flatMap(({ actions }) => actions));
  } catch (error) {
    if (error instanceof RefusedWriteError) return false;
    throw error;
  }
}
