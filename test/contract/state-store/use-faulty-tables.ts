import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startTables, type Tables } from '../../../infra/local/tables/start-tables.ts';
import { createTableStore, type TableStore } from '../../../src/table/table-store.ts';
import { type Fate, type FaultyTables, type Seen, startFaultyTables } from './faulty-tables.ts';
import { tableName, tenantId } from './job-changes.ts';

/** A table for each test, and two ways to it. */
export interface UsedFaultyTables {
  readonly faulty: FaultyTables;
  readonly table: string;
  /** The way with the faults. */
  readonly store: TableStore;
  /** As another process sees it, which meets none. */
  readonly other: TableStore;
  /** Another table's store, on the way with the faults. */
  storeOf(name: string): TableStore;
  /** What becomes of the first request of a kind; what follows passes. */
  first(isIt: (request: Seen) => boolean, fate: Fate): void;
}

/** One service for all tests of a file, gone with them. */
export function useFaultyTables(): () => UsedFaultyTables {
  let tables: Tables | undefined;
  let faulty: FaultyTables | undefined;
  let used: UsedFaultyTables | undefined;

  beforeAll(async () => {
    tables = await startTables();
    faulty = await startFaultyTables(tables);
  });

  afterAll(async () => {
    await faulty?.close();
    await tables?.close();
  });

  beforeEach(async () => {
    if (!tables || !faulty) throw new Error('the services start with the first test');
    used = use(tables, faulty);
    await used.other.poll.load();
  });

  return () => {
    if (!used) throw new Error('tables are used in tests');
    return used;
  };
}

function use(tables: Tables, faulty: FaultyTables): UsedFaultyTables {
  const table = tableName();
  const open = (value: string, name: string) =>
    createTableStore({ kind: 'connectionString', value }, name, tenantId);
  faulty.fate = () => 'pass';
  return {
    faulty,
    table,
    store: open(faulty.connectionString, table),
    other: open(tables.connectionString, table),
    storeOf: (name) => open(faulty.connectionString, name),
    first(isIt, fate) {
      let done = false;
      faulty.fate = (request) => {
        if (done || !isIt(request)) return 'pass';
        done = true;
        return fate;
      };
    },
  };
}

export const isTransaction = ({ path }: Seen): boolean => path.startsWith('/$batch');
export const isWrite = ({ method }: Seen): boolean => method !== 'GET';
