import { expect, test } from 'vitest';
import { stateColumns } from '../../../src/table/job-row.ts';
import { createStateStore } from '../../../src/table/store.ts';
import {
  change,
  claimed,
  create,
  jobState,
  principal,
  tenantId,
  unreadChange,
  unreadPrincipal,
} from '../../contract/state-store/job-changes.ts';
import { MemoryTable } from '../../support/memory-table.ts';

/** A table that tells which columns its pages and its rows were asked for. */
class WatchedTable extends MemoryTable {
  readonly asked: string[] = [];

  override get(...[rowKey, columns]: Parameters<MemoryTable['get']>) {
    if (rowKey.startsWith('latest|')) this.asked.push('a row');
    return super.get(rowKey, columns);
  }

  override pages(...[range, query]: Parameters<MemoryTable['pages']>) {
    const { columns = [] } = query;
    this.asked.push(columns.length === 0 ? 'keys' : columns === stateColumns ? 'rows' : 'others');
    return super.pages(range, query);
  }

  take(): string[] {
    return this.asked.splice(0);
  }
}

/** A run over a table of so many jobs, each loaded once. */
async function runOf(count: number, most?: number) {
  const table = new WatchedTable(tenantId);
  const run = await claimed(createStateStore(table, undefined, most));
  await create(
    run,
    Array.from({ length: count }, (_, n) => jobState({ servicePrincipalId: principal(n) })),
  );
  const { jobs } = await run.load();
  expect(table.take().at(-1)).toBe('rows');
  return { table, run, jobs };
}

test('what is known is not read again, also after it was written', async () => {
  const { table, run, jobs } = await runOf(3);
  const loaded = await run.load();
  expect(loaded.jobs).toEqual(jobs);
  expect(loaded.jobs.every((job, n) => job === jobs[n])).toBe(true);
  await run.refresh(jobs.map(({ state, version }) => change({ ...state, hash: 'another' }, { version })));
  expect((await run.load()).jobs.map(({ state }) => state.hash)).toEqual(Array(3).fill('another'));
  expect(table.take()).toEqual(['keys', 'keys']);
});

test('a few rows of another version are read alone, and known from then on; of more all are read', async () => {
  const { table, run } = await runOf(50);
  const edit = (count: number, hash: string) => {
    for (const key of [...table.rows.keys()].filter((each) => each.startsWith('latest|')).slice(0, count)) {
      const row = table.rows.get(key);
      if (row) table.rows.set(key, { ...row, hash, etag: `W/"${hash}"` });
    }
  };
  for (const [count, asked] of [
    [40, ['keys', ...Array(40).fill('a row')]],
    [41, ['keys', 'rows']],
  ] as const) {
    edit(count, `edited ${count}`);
    const { jobs } = await run.load();
    expect(jobs.map(({ state }) => state.hash)).toEqual([
      ...Array(count).fill(`edited ${count}`),
      ...Array(50 - count).fill('hash of the job'),
    ]);
    expect(table.take()).toEqual(asked);
    await run.load();
    expect(table.take()).toEqual(['keys']);
  }
});

test('a row that was damaged is read each time, and one whose write has no known outcome too', async () => {
  const { table, run, jobs } = await runOf(2);
  const [key = ''] = [...table.rows.keys()].filter((each) => each.startsWith('latest|'));
  const row = table.rows.get(key);
  if (row) table.rows.set(key, { ...row, state: 'odd', etag: 'W/"odd"' });
  const transact = table.transact.bind(table);
  table.transact = async (actions) => {
    await transact(actions);
    table.transact = transact;
    throw new Error('the answer is lost');
  };
  const second = jobs[1];
  if (!second) throw new Error('there are two jobs');
  const lost = change({ ...second.state, hash: 'lost' }, { version: second.version });
  await expect(run.refresh([lost])).rejects.toThrow('the answer is lost');
  for (const asked of [
    ['keys', 'a row', 'a row'],
    ['keys', 'a row'],
  ]) {
    expect(await run.load()).toMatchObject({
      jobs: [{ state: { hash: 'lost' } }],
      damaged: [{ rowKey: key }],
    });
    expect(table.take()).toEqual(asked);
  }
});

test('what was never read is read each time, where there is any', async () => {
  const { table, run } = await runOf(1);
  await run.refresh([unreadChange(unreadPrincipal(7))]);
  expect((await run.load()).unread).toMatchObject([{ unread: { servicePrincipalId: principal(7) } }]);
  expect(table.take()).toEqual(['keys', 'rows']);
});

test('of a tenant that grows beyond what is kept none is known any more', async () => {
  const { table, run } = await runOf(1, 3);
  await create(
    run,
    [1, 2, 3].map((n) => jobState({ servicePrincipalId: principal(n) })),
  );
  await run.load();
  await run.load();
  expect(table.take()).toEqual(['rows', 'rows']);
});

test('of a tenant with more jobs than are kept none is known, nor of several tenants', async () => {
  for (const most of [1, 0]) {
    const { table, run } = await runOf(2, most);
    await run.load();
    expect(table.take()).toEqual(['rows']);
  }
});
