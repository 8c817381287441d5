import { afterAll, beforeAll } from 'vitest';
import { startTables, type Tables } from '../../../infra/local/tables/start-tables.ts';
import { createTableStore } from '../../../src/table/table-store.ts';
import { describeStateStore } from './describe-state-store.ts';
import { tableName, tenantId } from './job-changes.ts';

let tables: Tables;

beforeAll(async () => {
  tables = await startTables();
});

afterAll(() => tables?.close());

describeStateStore('Table Storage', async () => {
  const connection = { kind: 'connectionString', value: tables.connectionString } as const;
  const name = tableName();
  const { poll, snapshots } = createTableStore(connection, name, tenantId);
  return { poll, snapshots, other: createTableStore(connection, name, tenantId).poll };
});
