import { describe, expect, it } from 'vitest';
import { RefusedWriteError } from '../../../src/core/errors.ts';
import { change, claimed, claimOf, jobState, minute, principal, tableName } from './job-changes.ts';
import { everything, useFaultyTables } from './use-faulty-tables.ts';

const used = useFaultyTables();

describe('An identity without a role', () => {
  const forbidden = { status: 403, code: 'AuthorizationPermissionMismatch' };

  it('is told which role, and on which table', async () => {
    const { tables, table, store } = used();
    const run = await claimed(store.poll);
    tables.faults.add({ match: everything, ...forbidden });
    const calls = [
      run.load(),
      run.record([change(jobState())]),
      store.poll.claim(claimOf('b', minute(9))),
      store.snapshots.run(),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      const reason: unknown = outcome.status === 'rejected' ? outcome.reason : 'no error';
      expect(reason).toMatchObject({ code: 'StorageForbidden' });
      expect(reason).not.toBeInstanceOf(RefusedWriteError);
      expect(String(reason)).toContain(table);
      expect(String(reason)).toContain('Storage Table Data Contributor');
    }
  });

  it('is told when it may not create the table', async () => {
    const { tables, storeOf } = used();
    const absent = tableName();
    const { poll } = storeOf(absent);
    tables.faults.add({ match: { path: /^\/Tables/ }, ...forbidden });
    await expect(poll.claim(claimOf('a', minute(0)))).rejects.toMatchObject({
      code: 'StorageForbidden',
      message: expect.stringMatching(
        new RegExp(`'${absent}' does not exist.*may not create.*Storage Table Data Contributor`),
      ),
    });
  });
});

describe('Something else than Table Storage at the address', () => {
  it('proves nothing by its 404: a job is not unknown', async () => {
    const { tables, store } = used();
    const run = await claimed(store.poll);
    tables.faults.add({ match: everything, status: 404, code: 'NotHere' });
    await expect(run.reload(jobState())).rejects.toMatchObject({ code: 'StorageUnavailable' });
    await expect(store.snapshots.run()).rejects.toMatchObject({ code: 'StorageUnavailable' });
    await expect(run.record([change(jobState())])).rejects.toMatchObject({ code: 'StorageUnavailable' });
    await expect(run.renew(minute(9), run.runRecord.cursor)).rejects.toMatchObject({
      code: 'StorageUnavailable',
    });
  });
});

describe('A write that the service refuses', () => {
  // Nothing cuts a job's id, which is what names it.
  const refused = jobState({ servicePrincipalId: principal(1), jobId: 'i'.repeat(40_000) });

  it('holds up no other', async () => {
    const { store } = used();
    const states = [0, 2, 3].map((n) => jobState({ servicePrincipalId: principal(n) }));
    const bad = change(refused);
    const run = await claimed(store.poll);
    const outcome = await run.refresh([...states.map((state) => change(state)), bad]);
    expect(outcome).toEqual({
      conflicts: [],
      refused: [{ change: bad, error: expect.any(RefusedWriteError) }],
      failed: [],
    });
    expect((await run.load()).jobs.map(({ state }) => state)).toEqual(states);
  });

  it('is an error of that change alone, which says why', async () => {
    const { store } = used();
    const run = await claimed(store.poll);
    const outcome = run.record([change(refused)]);
    await expect(outcome).rejects.toThrow(RefusedWriteError);
    await expect(outcome).rejects.toThrow('PropertyValueTooLarge');
  });
});
