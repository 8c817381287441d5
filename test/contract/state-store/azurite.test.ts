import { describeStateStore } from './describe-state-store.ts';
import { tableName } from './job-changes.ts';
import { useTables } from './use-tables.ts';

const { storeOf, rawTable } = useTables();

describeStateStore('Table Storage', async () => {
  const name = tableName();
  const { poll: store, snapshots, feed } = storeOf(name);
  return {
    store,
    snapshots,
    feed,
    other: storeOf(name).poll,
    put: async (row) => void (await rawTable(name).createEntity(row)),
  };
});
