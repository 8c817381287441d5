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

export interface TakenClaim {
  /** The run row as it is with the claim. */
  readonly record: RunRecord;
  /** Whether the run before was killed: its claim was still there. */
  readonly afterKilledRun: boolean;
  /** The service's time of day at the claim. */
  readonly date: Instant | undefined;
}

/** The run row as this process last read or wrote it. */
interface KnownRun {
  readonly record: RunRecord;
  readonly etag: string;
}

/** Undefined when there is no row. */
export async function readRun(table: Table): Promise<KnownRun | undefined> {
  const row = await table.get(runRowKey);
  return row && { record: readRunRow(row), etag: row.etag };
}

/** Writes of the run row that may meet another run's, one after the other. */
const attempts = 5;
/** Rows that fit a transaction beside the run row and a fence. */
const mostFencesToDelete = 90;

/**
 * The claims of this process on the tenant's one run row, guarded by its ETag. What its last run wrote is remembered: a claim is then
 * one conditional write, whose success proves that the memory is current. Only a write that meets another version costs a read.
 */
export class RunClaims {
  readonly #table: Table;
  readonly #written: () => void;
  #known: KnownRun | undefined;
  /** How many claims this process knows to have been written. */
  #runs = 0;

  /** @param written is called after each write, whether or not it is known to have succeeded */
  constructor(table: Table, written: () => void) {
    this.#table = table;
    this.#written = written;
  }

  async claim(claim: Claim): Promise<TakenClaim | { readonly busyUntil: Instant }> {
    const { run } = claim;
    const fence = this.#fenceOf(run).map((row): TransactionAction => ['upsert', row, 'Replace']);
    let before = this.#known && mayClaim(this.#known.record, claim) ? this.#known : await this.#read();
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (before && !mayClaim(before.record, claim))
        return { busyUntil: before.record.busyUntil ?? claim.until };
      const record = takeClaim(before?.record, claim, this.#runs);
      const killed = before?.record.busyWith;
      // Where no run is known to have ended in order, another one may still hold a fence.
      const isFenced = before === undefined || killed !== undefined;
      const others = isFenced ? await this.#fencesToDelete(run) : [];
      const isOurs = ({ busyWith, runs }: RunRecord) => busyWith === run && runs === record.runs;
      const { isDone, now } = await this.#writeOrLook(before, record, [...fence, ...others], isOurs);
      if (isDone) {
        this.#runs = record.runs;
        const afterKilledRun = killed !== undefined && killed !== run;
        return { record, afterKilledRun, date: this.#table.date };
      }
      before = now;
    }
    throw contended();
  }

  /** False when the claim is not the run's any more. */
  async renew(run: string, until: Instant, cursor: Cursor): Promise<boolean> {
    let before = await this.#ownOrRead(run);
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (before?.record.busyWith !== run) return false;
      const record = { ...before.record, busyUntil: until, cursor };
      const isOurs = (now: RunRecord) =>
        now.busyWith === run && now.busyUntil === until && isDeepStrictEqual(now.cursor, cursor);
      const { isDone, now } = await this.#writeOrLook(before, record, [], isOurs);
      if (isDone) return true;
      before = now;
    }
    throw contended();
  }

  /** False when the claim is not the run's any more. @param runs of the claim */
  async finish(run: string, runs: number, record: RunRecord): Promise<boolean> {
    // Nobody else ends it without a claim of its own, which would count.
    const isOurs = (now: RunRecord) => now.busyWith === undefined && now.runs === runs;
    const fence = this.#fenceOf(run).map((row): TransactionAction => ['delete', row]);
    let before = await this.#ownOrRead(run);
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (before && isOurs(before.record)) return true;
      if (before?.record.busyWith !== run) return false;
      const last = endClaim(before.record, record);
      const { isDone, now } = await this.#writeOrLook(before, last, fence, isOurs);
      if (isDone) return true;
      // The row is as it was: it is the fence that is gone.
      if (now?.etag === before.etag) return false;
      before = now;
    }
    throw contended();
  }

  /**
   * Writes the row. A write that failed or met a conflict may have taken effect all the same, and only its answer was lost: the row
   * says so.
   */
  async #writeOrLook(
    before: KnownRun | undefined,
    record: RunRecord,
    more: readonly TransactionAction[],
    isOurs: (now: RunRecord) => boolean,
  ): Promise<{ readonly isDone: boolean; readonly now: KnownRun | undefined }> {
    let failure: StoreError | undefined;
    try {
      if (await this.#write(before, record, more)) return { isDone: true, now: this.#known };
    } catch (error) {
      if (!(error instanceof StoreError) || error instanceof RefusedWriteError) throw error;
      failure = error;
    }
    const now = await this.#read().catch((error: unknown) => {
      throw failure ?? error;
    });
    if (now && isOurs(now.record)) {
      this.#known = now;
      return { isDone: true, now };
    }
    if (failure) throw failure;
    return { isDone: false, now };
  }

  async #write(
    before: KnownRun | undefined,
    record: RunRecord,
    more: readonly TransactionAction[],
  ): Promise<boolean> {
    // If this fails, nothing is known of the row.
    this.#known = undefined;
    const row = toRunRow(this.#table.partitionKey, record);
    const first: TransactionAction = before
      ? ['update', row, 'Replace', { etag: before.etag }]
      : ['create', row];
    const done = await this.#table.transact([first, ...more]).finally(this.#written);
    const etag = done?.etags[0];
    if (etag !== undefined) this.#known = { record, etag };
    return done !== undefined;
  }

  #read(): Promise<KnownRun | undefined> {
    return readRun(this.#table);
  }

  async #ownOrRead(run: string): Promise<KnownRun | undefined> {
    return this.#known?.record.busyWith === run ? this.#known : await this.#read();
  }

  #fenceOf(run: string) {
    return fenceOf(this.#table.partitionKey, run);
  }

  async #fencesToDelete(run: string): Promise<TransactionAction[]> {
    const { partitionKey } = this.#table;
    const own = new Set(this.#fenceOf(run).map(({ rowKey }) => rowKey));
    const found: TransactionAction[] = [];
    for await (const page of this.#table.pages(fenceRows, { columns: [] })) {
      for (const { rowKey = '' } of page)
        if (!own.has(rowKey)) found.push(['delete', { partitionKey, rowKey }]);
    }
    if (found.length > mostFencesToDelete)
      throw new StoreError(
        'TooManyFences',
        `There are ${found.length} rows 'run|fence|...' of other runs: delete them.`,
      );
    return found;
  }
}

function contended(): StoreError {
  return new StoreError('RunRowContended', 'The run row kept changing while it was written.');
}
