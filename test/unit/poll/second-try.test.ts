import { describe, expect, test } from 'vitest';
import type { UnreadChange } from '../../../src/poll/ports.ts';
import { quarantinedJob, seen } from '../../support/jobs.ts';
import { at, failWrites, keyOf, rig } from '../../support/recorder-rig.ts';

const always = new AbortController().signal;

describe('what could not be written is tried once more', () => {
  test('in as few transactions as before where it has no event', async () => {
    const { store, tally, recorder, seeHealthy, transactions } = await rig();
    failWrites(store, 1);
    await seeHealthy('a', 'b', 'c');
    await recorder.flush();
    await recorder.retry(always);
    expect(transactions()).toBe(1);
    expect(tally.jobsChanged).toBe(3);
  });

  test('not once the time is over: all of it stays unwritten', async () => {
    const { store, tally, recorder, failures, seeHealthy } = await rig();
    failWrites(store, 1);
    await seeHealthy('a', 'b');
    await recorder.flush();
    await recorder.retry(AbortSignal.abort());
    expect(tally.jobsChanged).toBe(0);
    expect(recorder.unsure).toHaveLength(2);
    expect(failures()).toMatchObject([{ about: 'jobs sp/a, sp/b', cause: 'StorageUnavailable' }]);
  });

  test('until the time is over: what was written by then counts', async () => {
    const { store, tally, recorder, failures } = await rig();
    failWrites(store, 2);
    for (const id of ['a', 'b'])
      await recorder.record(keyOf(id), undefined, seen(quarantinedJob(undefined, {}, id), at));
    await recorder.flush();
    const ended = new AbortController();
    store.fault = (call, when) => {
      if (call === 'record' && when === 'after') ended.abort();
    };
    await recorder.retry(ended.signal);
    expect(tally).toMatchObject({ jobsChanged: 1, eventsRecorded: 1 });
    expect(failures()).toMatchObject([{ about: 'job sp/b', count: 1 }]);
    expect(recorder.unsure).toHaveLength(1);
  });
});

describe('the memory of what was never read', () => {
  const change: UnreadChange = {
    kind: 'unread',
    servicePrincipalId: 'sp',
    version: undefined,
    next: {
      servicePrincipalId: 'sp',
      application: { appId: 'app-1', displayName: 'Salesforce' },
      since: at,
      cause: 'http403',
      detail: 'forbidden',
    },
  };

  test('is written at the second try, and is no change of a job', async () => {
    const { store, claimed, tally, recorder, failures } = await rig();
    failWrites(store, 1);
    await recorder.remember([change]);
    expect(recorder.unsure).toEqual([
      { servicePrincipalId: 'sp', of: 'unread', cause: 'StorageUnavailable', detail: 'down' },
    ]);
    await recorder.retry(always);
    expect((await claimed.load()).unread).toMatchObject([{ unread: change.next }]);
    expect(recorder.unsure).toEqual([]);
    expect(failures()).toEqual([]);
    expect(tally.jobsChanged).toBe(0);
  });

  test('that cannot be written is reported by its service principal', async () => {
    const { store, recorder, failures } = await rig();
    failWrites(store);
    await recorder.remember([change]);
    await recorder.retry(always);
    expect(failures()).toEqual([
      { about: 'service principal sp', cause: 'StorageUnavailable', detail: 'down', count: 1 },
    ]);
    expect(recorder.unsure).toMatchObject([{ servicePrincipalId: 'sp', of: 'unread' }]);
  });

  test('that cannot be deleted is still named by its service principal', async () => {
    const { store, recorder } = await rig();
    failWrites(store);
    await recorder.remember([{ ...change, version: 'W/"1"', next: undefined }]);
    expect(recorder.unsure).toMatchObject([{ servicePrincipalId: 'sp', of: 'unread' }]);
  });

  test('whose row has changed meanwhile waits for the next poll, and no job is read again for it', async () => {
    const { recorder } = await rig();
    await recorder.remember([change]);
    await recorder.remember([change]);
    expect(recorder.takeConflicts()).toEqual([]);
    expect(recorder.unsure).toEqual([
      {
        servicePrincipalId: 'sp',
        of: 'unread',
        cause: 'Conflict',
        detail: expect.stringMatching(/row changed.*next poll/),
      },
    ]);
  });
});
