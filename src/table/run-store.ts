import { StoreError } from '../core/errors.ts';
import { credible, ended, isFree } from '../core/run-claim.ts';
import { emptyRun, type RunRecord } from '../core/run-record.ts';
import type { RunStore } from '../poll/ports.ts';
import { runRowKey } from './keys.ts';
import { readRunRow, toRunRow } from './run-row.ts';
import type { Table } from './table.ts';

/** The run row as this process last read or wrote it. */
interface Known {
  readonly record: RunRecord;
  /** Undefined when there is no row. */
  readonly etag: string | undefined;
}

/** Undefined when there is no row. */
export async function readRun(table: Table): Promise<Known | undefined> {
  const row = await table.get(runRowKey);
  return row && { record: readRunRow(row), etag: row.etag };
}

/** Writes of the run row that may meet another run's, one after the other. */
const attempts = 5;

/**
 * The run row, guarded by its ETag. What the last run of this process wrote is remembered: a claim is then one conditional
 * write, whose success proves that the memory is current. Only a write that meets another version costs a read.
 *
 * @param written is told of each write, whether or not it is known to have succeeded
 */
export function createRunStore(table: Table, written: () => void): RunStore {
  let known: Known | undefined;

  const read = async (): Promise<Known> => (await readRun(table)) ?? { record: emptyRun, etag: undefined };

  /** False when the row is not the one that is known any more. What is known after a failure is nothing. */
  const write = async (before: Known, record: RunRecord): Promise<boolean> => {
    known = undefined;
    const put = await table.put(toRunRow(table.partitionKey, record), before.etag).finally(written);
    if (put === 'conflict') return false;
    known = { record, etag: put.etag };
    return true;
  };

  return {
    async claim(run, now, until) {
      let before = known && isFree(known.record, run, now, until) ? known : await read();
      for (let attempt = 0; attempt < attempts && isFree(before.record, run, now, until); attempt++) {
        const record = credible(before.record, now);
        if (await write(before, { ...record, busyUntil: until, busyWith: run })) return record;
        before = await read();
      }
      return undefined;
    },

    async extend(run, until) {
      // After a renewal that failed the row says whose claim it is. One that was lost stays lost: two runs at once are slower, never wrong.
      const before = known ?? (await read());
      if (before.record.busyWith === run) await write(before, { ...before.record, busyUntil: until });
    },

    async finish(run, record) {
      let before = known?.record.busyWith === run ? known : await read();
      for (let attempt = 0; attempt < attempts; attempt++) {
        if (await write(before, ended(before.record, record, run))) return;
        before = await read();
      }
      throw new StoreError('RunRowContended', 'The run row kept changing while it was written.');
    },
  };
}
