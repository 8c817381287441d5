import { expect, test } from 'vitest';
import { createStateStore } from '../../../src/table/state-store.ts';
import type { StoredRow } from '../../../src/table/stored-row.ts';
import { quarantinedJob } from '../../support/jobs.ts';
import { MemoryTable } from '../../support/memory-table.ts';
import { change, quarantinedState, tenantId } from './job-changes.ts';

const later = ['reasons', 'remindedAt', 'doubtReason'];
const since = '2026-03-10T00:10:10.000Z';
const doubt = { what: 'changed', since, pair: { reason: 'TooManyDeletes', errorCode: '' } } as const;

/** A store whose one row is altered as another version would have it. */
async function storeWith(alter: (row: StoredRow) => StoredRow, state = quarantinedState()) {
  const table = new MemoryTable(tenantId);
  const store = createStateStore(table);
  await store.record(change(state, { body: quarantinedJob() }));
  for (const [key, row] of table.rows) table.rows.set(key, alter(row));
  const { jobs, damaged } = await store.load();
  expect(damaged).toEqual([]);
  return jobs[0]?.state;
}

test.each([undefined, null])(
  'a row from before reasons were kept (%s) has the reason of its quarantine, since its episode began',
  async (absent) => {
    const without = (row: StoredRow) =>
      Object.assign(row, Object.fromEntries(later.map((name) => [name, absent])));
    const { episode, doubt } = (await storeWith(without)) ?? {};
    expect(doubt).toBeUndefined();
    expect(episode).toMatchObject({
      reasons: [
        {
          reason: 'EncounteredQuarantineException',
          errorCode: 'InvalidCredentials',
          since: '2026-03-01T08:00:00.123Z',
        },
      ],
      remindedAt: undefined,
    });
  },
);

test('a reason in doubt is no doubt to an earlier version, and survives one that leaves it there', async () => {
  let seen: unknown;
  const state = await storeWith((row) => {
    seen = row.doubt;
    return row;
  }, quarantinedState({ doubt }));
  expect(seen).toBe('');
  expect(state?.doubt).toEqual(doubt);
});

test('one that an earlier version left behind, with a doubt or a clear of its own, counts no more', async () => {
  const doubted = quarantinedState({ doubt });
  const gone = (row: StoredRow) => ({ ...row, doubt: 'gone', doubtSince: since });
  expect((await storeWith(gone, doubted))?.doubt).toEqual({ what: 'gone', since });
  const ended = (row: StoredRow) => ({ ...row, state: 'removed' });
  expect((await storeWith(ended, doubted))?.doubt).toBeUndefined();
});
