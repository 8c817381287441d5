import { laterOf } from '../core/instant.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { RunStore } from '../poll/ports.ts';
import { runRowKey } from './keys.ts';
import { emptyRun, readRunRow, toRunRow } from './run-row.ts';
import { isConflict, isRowMissing } from './store-errors.ts';
import type { Table } from './table.ts';

/** The run row as this process last read or wrote it. */
interface Known {
  readonly record: RunRecord;
  /** Undefined when there is no row. */
  readonly etag: string | undefined;
}

/**
 * The run row, guarded by its ETag. What the last run of this process wrote is remembered: a claim is then one conditional
 * write, whose success proves that the memory is current. Only a write that meets another version costs a read.
 */
export function createRunStore(table: Table): RunStore {
  let known: Known | undefined;

  const read = async (): Promise<Known> => {
    try {
      const row = await table.run(
        () => table.client.getEntity<Record<string, unknown>>(table.partitionKey, runRowKey),
        isRowMissing,
      );
      return { record: readRunRow(row), etag: row.etag };
    } catch (error) {
      if (!isRowMissing(error)) throw error;
      return { record: emptyRun, etag: undefined };
    }
  };

  /** False when the row is not the one that is known any more. */
  const write = async (before: Known, record: RunRecord): Promise<boolean> => {
    const row = toRunRow(table.partitionKey, record);
    const { etag } = before;
    try {
      const written = await table.run(
        () =>
          etag === undefined
            ? table.client.createEntity(row)
            : table.client.updateEntity(row, 'Replace', { etag }),
        isConflict,
      );
      known = { record, etag: written.etag };
      return true;
    } catch (error) {
      known = undefined;
      if (isConflict(error)) return false;
      throw error;
    }
  };

  return {
    async claim(run, now, until) {
      const isFree = ({ busyUntil, busyWith }: RunRecord) =>
        busyUntil === undefined || busyUntil <= now || busyWith === run;
      const claim = ({ record }: Known): RunRecord => ({ ...record, busyUntil: until, busyWith: run });
      if (known && isFree(known.record)) {
        const before = known;
        if (await write(before, claim(before))) return before.record;
      }
      const before = await read();
      return isFree(before.record) && (await write(before, claim(before))) ? before.record : undefined;
    },

    async extend(run, until) {
      if (known?.record.busyWith !== run) return;
      await write(known, { ...known.record, busyUntil: until });
    },

    async finish(run, record) {
      if (known?.record.busyWith === run && (await write(known, record))) return;
      // Another run took over because this one was silent for too long: it keeps its claim, and times move only forward.
      for (let attempt = 0; attempt < 3; attempt++) {
        const other = await read();
        if (await write(other, merged(other.record, record, run))) return;
      }
    },
  };
}

function merged(other: RunRecord, mine: RunRecord, run: string): RunRecord {
  const newest = (other.lastStartedAt ?? '') > (mine.lastStartedAt ?? '') ? other : mine;
  const isMine = other.busyWith === run;
  return {
    ...newest,
    completeStartedAt: latest(other.completeStartedAt, mine.completeStartedAt),
    sweptAt: latest(other.sweptAt, mine.sweptAt),
    busyUntil: isMine ? undefined : other.busyUntil,
    busyWith: isMine ? undefined : other.busyWith,
  };
}

function latest(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined ? b : laterOf(a, b);
}
