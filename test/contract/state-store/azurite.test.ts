import { describeStateStore } from './describe-state-store.ts';
import { tableName } from './job-changes.ts';
import { useTables } from './use-tables.ts';

const { storeOf } = useTables();

describeStateStore('Table Storage', async () => {
  const name = tableName();
  const { poll, snapshots } = storeOf(name);
  return { poll, snapshots, other: storeOf(name).poll };
});
