import { TableClient, type TableEntityResult } from '@azure/data-tables';
import { afterAll, beforeAll } from 'vitest';
import { startTables, type Tables } from '../../../infra/local/tables/start-tables.ts';
import { createTableStore, type TableStore } from '../../../src/table/store.ts';
import { noIdentity } from '../../support/no-identity.ts';
import { tenantId } from './job-changes.ts';

export interface UsedTables {
  /** The store of a table, as a process that just started sees it. */
  storeOf(name: string): TableStore;
  /** The table as it is, past the store. */
  rawTable(name: string): TableClient;
  /** Throws when there is no such table. */
  rawRows(name: string): Promise<TableEntityResult<Record<string, unknown>>[]>;
}

/** One service for all tests of a file, gone with them. */
export function useTables(): UsedTables {
  let tables: Tables | undefined;
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables?.close());

  const connectionString = (): string => {
    if (!tables) throw new Error('the service starts with the first test');
    return tables.connectionString;
  };
  const rawTable = (name: string) =>
    TableClient.fromConnectionString(connectionString(), name, { allowInsecureConnection: true });
  return {
    storeOf: (name) =>
      createTableStore({ kind: 'connectionString', value: connectionString() }, noIdentity, name, tenantId),
    rawTable,
    async rawRows(name) {
      const rows: TableEntityResult<Record<string, unknown>>[] = [];
      for await (const row of rawTable(name).listEntities<Record<string, unknown>>()) rows.push(row);
      return rows;
    },
  };
}
