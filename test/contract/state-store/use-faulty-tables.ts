import { afterAll, beforeAll, beforeEach } from 'vitest';
import {
  startTables,
  type TableFault,
  type TableRequest,
  type Tables,
} from '../../../infra/local/tables/start-tables.ts';
import { createTableStore, type TableStore } from '../../../src/table/table-store.ts';
import { tableName, tenantId } from './job-changes.ts';

/** A table for each test, on a service whose faults the test decides. */
export interface UsedFaultyTables {
  readonly tables: Tables;
  readonly table: string;
  readonly store: TableStore;
  /** As another process sees it. */
  readonly other: TableStore;
  /** Another table's store. */
  storeOf(name: string): TableStore;
  /** What goes wrong with the first request of a kind; what follows passes. */
  first(match: (request: TableRequest) => boolean, fault: Omit<TableFault, 'match' | 'times'>): void;
  /** What goes wrong with every request of a kind. */
  every(match: (request: TableRequest) => boolean, fault: Omit<TableFault, 'match'>): void;
}

/** One service for all tests of a file, gone with them. */
export function useFaultyTables(): () => UsedFaultyTables {
  let tables: Tables | undefined;
  let used: UsedFaultyTables | undefined;

  beforeAll(async () => {
    tables = await startTables();
  });

  afterAll(() => tables?.close());

  beforeEach(async () => {
    if (!tables) throw new Error('the service starts with the first test');
    tables.faults.clear();
    used = use(tables);
    await used.other.poll.load();
  });

  return () => {
    if (!used) throw new Error('tables are used in tests');
    return used;
  };
}

function use(tables: Tables): UsedFaultyTables {
  const table = tableName();
  const storeOf = (name: string) =>
    createTableStore({ kind: 'connectionString', value: tables.connectionString }, name, tenantId);
  return {
    tables,
    table,
    store: storeOf(table),
    other: storeOf(table),
    storeOf,
    first: (match, fault) => void tables.faults.add({ ...fault, match, times: 1 }),
    every: (match, fault) => void tables.faults.add({ ...fault, match }),
  };
}

export const isAny = (): boolean => true;
export const isTransaction = ({ path }: TableRequest): boolean => path.startsWith('/$batch');
export const isWrite = ({ method }: TableRequest): boolean => method !== 'GET';
