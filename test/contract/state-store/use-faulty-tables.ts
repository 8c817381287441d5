import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Fault } from '../../../infra/local/tables/faults.ts';
import { startTables, type Tables } from '../../../infra/local/tables/start-tables.ts';
import { createTableStore, type TableStore } from '../../../src/table/store.ts';
import { noIdentity } from '../../support/no-identity.ts';
import { tableName, tenantId } from './job-changes.ts';

/** A service without faults as each test begins, and a table that is there. */
export interface UsedFaultyTables {
  readonly tables: Tables;
  readonly table: string;
  readonly store: TableStore;
  /** The same table, as another process sees it. */
  readonly other: TableStore;
  /** The table as it is, past the store. */
  readonly raw: TableClient;
  /** Another table's store. */
  storeOf(name: string): TableStore;
  /** What becomes of the first request of a kind; what follows meets nothing. */
  first(match: Fault['match'], fault: Omit<Fault, 'match' | 'times'>): void;
  /** How many requests the work takes on the wire. */
  requestsOf(work: () => Promise<unknown>): Promise<number>;
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
    await used.other.snapshots.run();
  });

  return () => {
    if (!used) throw new Error('tables are used in tests');
    return used;
  };
}

function use(tables: Tables): UsedFaultyTables {
  const table = tableName();
  const { connectionString } = tables;
  const storeOf = (name: string) =>
    createTableStore({ kind: 'connectionString', value: connectionString }, noIdentity, name, tenantId);
  return {
    tables,
    table,
    store: storeOf(table),
    other: storeOf(table),
    raw: TableClient.fromConnectionString(connectionString, table, { allowInsecureConnection: true }),
    storeOf,
    first(match, fault) {
      tables.faults.clear();
      tables.faults.add({ ...fault, match, times: 1 });
    },
    async requestsOf(work) {
      const before = tables.requests.length;
      await work();
      return tables.requests.length - before;
    },
  };
}

export const everything: Fault['match'] = () => true;
export const transaction: Fault['match'] = { path: /^\/\$batch/ };
