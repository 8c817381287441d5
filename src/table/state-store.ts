import type { TableEntity, TransactionAction } from '@azure/data-tables';
import pMap from 'p-map';
import { DamagedRowError, RefusedWriteError } from '../core/errors.ts';
import type { JobKey } from '../core/state.ts';
import type { DamagedJob, JobChange, StateStore, StoredJob } from '../poll/ports.ts';
import { readOutboxRow, toOutboxRow, toTransitionRow } from './event-rows.ts';
import { groupChanges } from './group-changes.ts';
import { readJobRow, stateColumns, toJobRow } from './job-row.ts';
import { latestRowKey, outboxRowKey, outboxRows, pollRows } from './keys.ts';
import { prune } from './prune.ts';
import { isConflict, isRowMissing } from './store-errors.ts';
import type { Row, Table } from './table.ts';

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
          if ((row.rowKey ?? '') >= outboxRows.from) waiting++;
          else {
            const reading = readJobRow(row);
            if (reading.ok) jobs.push({ state: reading.state, version: row.etag });
            else damaged.push(damagedJob(row, reading.problem));
          }
        }
      }
      return { jobs, damaged, waiting };
    },

    async reload(key) {
      try {
        const row = await table.run(
          () =>
            table.client.getEntity<Record<string, unknown>>(
              table.partitionKey,
              latestRowKey(key.servicePrincipalId, key.jobId),
              { queryOptions: { select: [...stateColumns] } },
            ),
          isRowMissing,
        );
        const reading = readJobRow(row);
        if (!reading.ok) throw damagedError(key, reading.problem);
        return { state: reading.state, version: row.etag };
      } catch (error) {
        if (isRowMissing(error)) return undefined;
        throw error;
      }
    },

    async record(change) {
      return (await write(table, [change], isConflict)) ? 'written' : 'conflict';
    },

    async refresh(changes) {
      const conflicts: JobChange[] = [];
      const refused: { change: JobChange; error: RefusedWriteError }[] = [];
      const writeAlone = async (change: JobChange): Promise<void> => {
        try {
          if (!(await write(table, [change], isConflict))) conflicts.push(change);
        } catch (error) {
          if (!(error instanceof RefusedWriteError)) throw error;
          refused.push({ change, error });
        }
      };
      await pMap(
        groupChanges(changes),
        async (group) => {
          // A transaction fails as a whole: its jobs are then tried one by one, so that one holds up no other.
          const written = group.length > 1 && (await write(table, group, isConflict).catch(unlessRefused));
          if (!written) for (const change of group) await writeAlone(change);
        },
        { concurrency: transactionsAtOnce },
      );
      return { conflicts, refused };
    },

    async *waiting() {
      for await (const page of table.pages(outboxRows, {})) {
        const events = page.flatMap((row) => readOutboxRow(row) ?? []);
        yield events.sort((a, b) => compare(a.recordedAt, b.recordedAt) || a.sequence - b.sequence);
      }
    },

    async acknowledge(event) {
      const rowKey = outboxRowKey(event, event.sequence);
      await table
        .run(() => table.client.deleteEntity(table.partitionKey, rowKey), isRowMissing)
        .catch((error: unknown) => {
          if (!isRowMissing(error)) throw error;
        });
    },

    prune: (before, limit) => prune(table, before, limit),
  };
}

/** Writes the changes as one transaction; false when one of them met a conflict, and nothing was written. */
async function write(
  table: Table,
  changes: readonly JobChange[],
  isExpected: (error: unknown) => boolean,
): Promise<boolean> {
  try {
    await table.transact(
      changes.flatMap((change) => actionsOf(table.partitionKey, change)),
      isExpected,
    );
    return true;
  } catch (error) {
    if (isExpected(error)) return false;
    throw error;
  }
}

function unlessRefused(error: unknown): false {
  if (error instanceof RefusedWriteError) return false;
  throw error;
}

function actionsOf(partitionKey: string, { version, next, body, events }: JobChange): TransactionAction[] {
  const row = toJobRow(partitionKey, next, body);
  const last = events.at(-1);
  const created = (entity: TableEntity<Record<string, unknown>>): TransactionAction => ['create', entity];
  return [
    version === undefined ? created(row) : ['update', row, body ? 'Replace' : 'Merge', { etag: version }],
    ...events.map((event) => created(toOutboxRow(partitionKey, event))),
    // One copy of the job is enough: of two events the second is the one that it shows.
    ...events.map((event) =>
      created(toTransitionRow(partitionKey, event, event === last ? body : undefined)),
    ),
  ];
}

function damagedJob(row: Row, problem: string): DamagedJob {
  const { servicePrincipalId, jobId, rowKey } = row;
  const hasKey = typeof servicePrincipalId === 'string' && typeof jobId === 'string';
  return { key: hasKey ? { servicePrincipalId, jobId } : undefined, rowKey: rowKey ?? '', problem };
}

export function damagedError(key: JobKey, problem: string): DamagedRowError {
  return new DamagedRowError(
    'DamagedRow',
    `The row of ${key.servicePrincipalId}/${key.jobId} cannot be read (${problem}). It is left as it is: run the version that wrote it, or delete the row '${latestRowKey(key.servicePrincipalId, key.jobId)}' to start anew.`,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
