import { isDeepStrictEqual } from 'node:util';
import type { TransactionAction } from '@azure/data-tables';
import { RefusedWriteError, StoreError } from '../core/errors.ts';
import type { Instant } from '../core/instant.ts';
import { type Claim, endClaim, mayClaim, takeClaim } from '../core/run-claim.ts';
import type { Cursor, RunRecord } from '../core/run-record.ts';
import { fenceOf } from './fence.ts';
import { fenceRows, runRowKey } from './keys.ts';
import type { Table } from './partition.ts';
import { readRunRow, toRunRow } from './run-row.ts';

export interface Claimed {
  /** The run row as it is with the claim. */
  readonly record: RunRecord;
  /** Whether the run before was killed: its claim was still there. */
  readonly afterKilledRun: boolean;
  /** The service's time of day at the claim. */
  readonly date: Instant | undefined;
}

/** The claims of this process on the tenant's one run row. */
export interface RunClaims {
  claim(claim: Claim): Promise<Claimed | { readonly busyUntil: Instant }>;
  /** False when the claim is not the run's any more. */
  renew(run: string, until: Instant, cursor: Cursor): Promise<boolean>;
  /** False when the claim is not the run's any more. @param runs of the claim */
  finish(run: string, runs: number, record: RunRecord): Promise<boolean>;
}

/** The run row as this process last read or wrote it. */
interface Known {
  readonly record: RunRecord;
  readonly etag: string;
}

/** Undefined when there is no row. */
export async function readRun(table: Table): Promise<Known | undefined> {
  const row = await table.get(runRowKey);
  return row && { record: readRunRow(row), etag: row.etag };
}

/** Writes of the run row that may meet another run's, one after the other. */
const attempts = 5;
/** Rows that fit a transaction beside the run row and a fence. */
const mostFencesToDelete = 90;

/**
 * The run row, guarded by its ETag. What the last run of this process wrote is remembered: a claim is then one conditional
 * write, whose success proves that the memory is current. Only a write that meets another version costs a read.
 *
 * @param written is told of each write, whether or not it is known to have succeeded
 */
export function createRunClaims(table: Table, written: () => void): RunClaims {
  let known: Known | undefined;
  /** How many claims this process knows to have been written. */
  let runs = 0;

  const read = () => readRun(table);
  const write = async (
    before: Known | undefined,
    record: RunRecord,
    more: readonly TransactionAction[],
  ): Promise<boolean> => {
    // What is known after a failure is nothing.
    known = undefined;
    const row = toRunRow(table.partitionKey, record);
    const first: TransactionAction = before
      ? ['update', row, 'Replace', { etag: before.etag }]
      : ['create', row];
    const done = await table.transact([first, ...more]).finally(written);
    if (done?.etag !== undefined) known = { record, etag: done.etag };
    return done !== undefined;
  };

  /**
   * Writes the row. A write that failed or met a conflict may have taken effect all the same, and only its answer was lost: the row
   * says so.
   */
  const writeOrLook = async (
    before: Known | undefined,
    record: RunRecord,
    more: readonly TransactionAction[],
    isOurs: (now: RunRecord) => boolean,
  ): Promise<{ readonly isDone: boolean; readonly now: Known | undefined }> => {
    let failure: StoreError | undefined;
    try {
      if (await write(before, record, more)) return { isDone: true, now: known };
    } catch (error) {
      if (!(error instanceof StoreError) || error instanceof RefusedWriteError) throw error;
      failure = error;
    }
    const now = await read().catch((error: unknown) => {
      throw failure ?? error;
    });
    if (now && isOurs(now.record)) {
      known = now;
      return { isDone: true, now };
    }
    if (failure) throw failure;
    return { isDone: false, now };
  };

  /** Where no run is known to have ended in order, another one may still hold a fence. */
  const fencesToDelete = async (run: string): Promise<TransactionAction[]> => {
    const own = new Set(fenceOf(table.partitionKey, run).map(({ rowKey }) => rowKey));
    const found: TransactionAction[] = [];
    for await (const page of table.pages(fenceRows, { columns: [] })) {
      for (const { rowKey = '' } of page)
        if (!own.has(rowKey)) found.push(['delete', { partitionKey: table.partitionKey, rowKey }]);
    }
    if (found.length > mostFencesToDelete)
      throw new StoreError(
        'TooManyFences',
        `There are ${found.length} rows 'run|fence|...' of other runs: delete them.`,
      );
    return found;
  };

  return {
    async claim(claim) {
      const { run } = claim;
      const fence = fenceOf(table.partitionKey, run);
      let before = known && mayClaim(known.record, claim) ? known : await read();
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (before && !mayClaim(before.record, claim))
          return { busyUntil: before.record.busyUntil ?? claim.until };
        const record = takeClaim(before?.record, claim, runs);
        const killed = before?.record.busyWith;
        const isFenced = before === undefined || killed !== undefined;
        const { isDone, now } = await writeOrLook(
          before,
          record,
          [
            ...fence.map((row): TransactionAction => ['upsert', row, 'Replace']),
            ...(isFenced ? await fencesToDelete(run) : []),
          ],
          ({ busyWith, runs }) => busyWith === run && runs === record.runs,
        );
        if (isDone) {
          runs = record.runs;
          return { record, afterKilledRun: killed !== undefined && killed !== run, date: table.date };
        }
        before = now;
      }
      throw contended();
    },

    async renew(run, until, cursor) {
      let before = known?.record.busyWith === run ? known : await read();
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (before?.record.busyWith !== run) return false;
        const record = { ...before.record, busyUntil: until, cursor };
        const isOurs = (now: RunRecord) =>
          now.busyWith === run && now.busyUntil === until && isDeepStrictEqual(now.cursor, cursor);
        const { isDone, now } = await writeOrLook(before, record, [], isOurs);
        if (isDone) return true;
        before = now;
      }
      throw contended();
    },

    async finish(run, claim, record) {
      // Nobody else ends it without a claim of its own, which would count.
      const isOurs = (now: RunRecord) => now.busyWith === undefined && now.runs === claim;
      let before = known?.record.busyWith === run ? known : await read();
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (before && isOurs(before.record)) return true;
        if (before?.record.busyWith !== run) return false;
        const last = endClaim(before.record, record);
        const fence = fenceOf(table.partitionKey, run).map((row): TransactionAction => ['delete', row]);
        const { isDone, now } = await writeOrLook(before, last, fence, isOurs);
        if (isDone) return true;
        // The row is as it was: it is the fence that is gone.
        if (now?.etag === before.etag) return false;
        before = now;
      }
      throw contended();
    },
  };
}

function contended(): StoreError {
  return new StoreError('RunRowContended', 'The run row kept changing while it was written.');
}
