import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { startTables, type Tables } from '../../../infra/local/tables/start-tables.ts';
import { createTableStore } from '../../../src/table/table-store.ts';
import { tenantId } from './fixtures.ts';
import { describeStateStore } from './state-store-contract.ts';

let tables: Tables;

beforeAll(async () => {
  tables = await startTables();
});

afterAll(() => tables.close());

describeStateStore('Table Storage', () => {
  // A table of its own for each test; it is absent at first, as in a new account.
  const name = `T${randomUUID().replaceAll('-', '')}`;
  const another = () =>
    createTableStore({ kind: 'connectionString', value: tables.connectionString }, name, tenantId);
  return { ...another(), another };
});
