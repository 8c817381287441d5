import { expect, test } from 'vitest';
import { RefusedWriteError, StoreError, TakenOverError } from '../../../src/core/errors.ts';
import { healthyJob, quarantinedJob, seen } from '../../support/jobs.ts';
import { at, failWrites, keyOf, rig } from '../../support/recorder-rig.ts';

const always = new AbortController().signal;

test('changes without events wait for others to share transactions with, as many as fit four', async () => {
  const { tally, recorder, seeHealthy, transactions } = await rig();
  await seeHealthy(...Array.from({ length: 395 }, (_, n) => `job-${n}`));
  expect(transactions()).toBe(0);
  await seeHealthy('job-395');
  // 99 rows and the fence in each.
  expect(transactions()).toBe(4);
  await seeHealthy('job-396');
  expect(transactions()).toBe(4);
  await recorder.flush();
  expect(transactions()).toBe(5);
  expect(tally.jobsChanged).toBe(397);
});

test('nothing that waits is nothing to write, and nothing that a table that is down could fail', async () => {
  const { store, recorder, renewals, transactions } = await rig();
  failWrites(store);
  await recorder.flush();
  await recorder.retry(always);
  await recorder.remember([]);
  expect(transactions()).toBe(0);
  expect(recorder.hasFailed).toBe(false);
  expect(renewals()).toBe(0);
});

test('what met a conflict or was refused is told apart from what was written', async () => {
  const { store, tally, recorder, failures, seeHealthy } = await rig();
  await seeHealthy('there');
  await recorder.flush();
  store.refuse = ({ next }) =>
    next.jobId === 'large' ? new RefusedWriteError('StorageRefused', 'too large') : undefined;
  await seeHealthy('there', 'large', 'a', 'b');
  await recorder.flush();
  expect(tally.jobsChanged).toBe(1 + 2);
  expect(failures()).toEqual([
    { about: 'job sp/large', cause: 'StorageRefused', detail: 'too large', count: 1 },
  ]);
  expect([...recorder.refused]).toEqual([['sp', { cause: 'StorageRefused', detail: 'too large' }]]);
  expect(recorder.unsure).toEqual([]);
  expect(recorder.takeConflicts()).toMatchObject([keyOf('there')]);
  expect(recorder.takeConflicts()).toEqual([]);
});

test('what the table refuses of a known job makes it unreadable, and is no change that is left', async () => {
  const { store, claimed, tally, recorder, seeHealthy } = await rig();
  await seeHealthy('a');
  await recorder.flush();
  const stored = await claimed.reload(keyOf('a'));
  store.refuse = ({ next }) =>
    next.unreadable ? undefined : new RefusedWriteError('StorageRefused', 'too large');
  await recorder.record(keyOf('a'), stored, seen(quarantinedJob(undefined, {}, 'a'), at));
  await recorder.flush();
  expect((await store.job('sp', 'a'))?.state).toMatchObject({
    conditions: { quarantine: { isOpen: false } },
    unreadable: { cause: 'StorageRefused' },
  });
  expect(tally).toMatchObject({ eventsRecorded: 0, jobsUnreadable: 1 });
  expect(recorder.unsure).toEqual([]);
});

test('a known job that cannot even be marked as unreadable counts as not written', async () => {
  const { store, claimed, recorder, seeHealthy } = await rig();
  await seeHealthy('a');
  await recorder.flush();
  const stored = await claimed.reload(keyOf('a'));
  store.refuse = () => new RefusedWriteError('StorageRefused', 'too large');
  await recorder.record(keyOf('a'), stored, seen(quarantinedJob(undefined, {}, 'a'), at));
  await recorder.flush();
  expect(recorder.unsure).toEqual([
    { servicePrincipalId: 'sp', of: 'known', cause: 'StorageRefused', detail: 'too large' },
  ]);
});

test('a job that is marked as refused already is not marked again', async () => {
  const { store, claimed, tally, recorder, seeHealthy } = await rig();
  await seeHealthy('a');
  await recorder.flush();
  store.refuse = ({ next }) =>
    next.unreadable ? undefined : new RefusedWriteError('StorageRefused', 'too large');
  for (const job of [healthyJob('a', { code: 'Paused' }), quarantinedJob(undefined, {}, 'a')]) {
    await recorder.record(keyOf('a'), await claimed.reload(keyOf('a')), seen(job, at));
    await recorder.flush();
  }
  expect(tally).toMatchObject({ jobsChanged: 1 + 1, jobsUnreadable: 2 });
  expect(recorder.takeConflicts()).toEqual([]);
  expect(recorder.unsure).toEqual([]);
});

test('a write that fails is set aside and tried once more at the end; equal failures are one', async () => {
  const { store, tally, recorder, failures, renewals, seeHealthy } = await rig();
  failWrites(store);
  await seeHealthy('a', 'b', 'c');
  await recorder.flush();
  await seeHealthy('d');
  await recorder.flush();
  expect(recorder.unsure).toMatchObject([
    { servicePrincipalId: 'sp', of: 'new', cause: 'StorageUnavailable' },
    { of: 'new' },
    { of: 'new' },
    { of: 'new' },
  ]);
  expect(renewals()).toBe(2);
  expect(failures()).toEqual([]);
  await recorder.retry(always);
  expect(failures()).toEqual([
    { about: 'jobs sp/a, sp/b, sp/c, sp/d', cause: 'StorageUnavailable', detail: 'down', count: 4 },
  ]);
  expect(recorder.unsure).toHaveLength(4);
  expect(recorder.hasFailed).toBe(true);
  expect(tally.jobsChanged).toBe(0);
  await recorder.retry(always);
  expect(failures()).toMatchObject([{ count: 4 }]);
});

test('what is written at the second try has not failed', async () => {
  const { store, tally, recorder, failures, seeHealthy } = await rig();
  failWrites(store, 2);
  await seeHealthy('a');
  await recorder.flush();
  await recorder.record(keyOf('q'), undefined, seen(quarantinedJob(undefined, {}, 'q'), at));
  await recorder.flush();
  expect(tally).toMatchObject({ jobsChanged: 0, eventsRecorded: 0 });
  await recorder.retry(always);
  expect(failures()).toEqual([]);
  expect(recorder.unsure).toEqual([]);
  expect(tally).toMatchObject({ jobsChanged: 2, eventsRecorded: 1 });
});

test('where the claim cannot be renewed either, the table is down and the reading ends', async () => {
  const { store, recorder, seeHealthy } = await rig();
  store.fault = () => {
    throw new StoreError('StorageUnavailable', 'down');
  };
  await seeHealthy('a');
  await expect(recorder.flush()).rejects.toThrow('down');
});

test('a run that was overtaken does not set its writes aside', async () => {
  const { store, recorder, seeHealthy } = await rig();
  await store.claim({
    run: 'other',
    now: '2026-03-10T01:00:00.000Z',
    until: '2026-03-10T01:00:30.000Z',
    quietForMs: 1,
  });
  await seeHealthy('a');
  await expect(recorder.flush()).rejects.toThrow(TakenOverError);
  await recorder.record(keyOf('q'), undefined, seen(quarantinedJob(undefined, {}, 'q'), at));
  await expect(recorder.flush()).rejects.toThrow(TakenOverError);
  expect(recorder.unsure).toEqual([]);
});

test('an event whose job met a conflict is not counted as recorded', async () => {
  const { claimed, tally, recorder, seeHealthy } = await rig();
  await seeHealthy('a');
  await recorder.flush();
  await recorder.record(keyOf('a'), undefined, seen(quarantinedJob(undefined, {}, 'a'), at));
  await recorder.flush();
  expect(recorder.takeConflicts()).toMatchObject([keyOf('a')]);
  expect(tally).toMatchObject({ jobsChanged: 1, eventsRecorded: 0 });
  expect((await claimed.load()).waiting).toBe(0);
});

test('a job is stored with the body that was read, and keeps it when it cannot be read', async () => {
  const { store, claimed, tally, recorder } = await rig();
  const body = quarantinedJob(undefined, {}, 'a');
  await recorder.record(keyOf('a'), undefined, seen(body, at));
  await recorder.flush();
  expect(tally).toMatchObject({ jobsChanged: 1, eventsRecorded: 1 });
  const stored = await claimed.reload(keyOf('a'));
  const unreadable = { kind: 'unreadable', at, cause: 'http503', detail: 'no answer' } as const;
  await recorder.record(keyOf('a'), stored, unreadable);
  await recorder.flush();
  expect(await store.job('sp', 'a')).toMatchObject({ body, state: { unreadable: { cause: 'http503' } } });
});

test("an error that is not the table's is passed on", async () => {
  const { store, recorder, seeHealthy } = await rig();
  store.fault = () => {
    throw new TypeError('a mistake of the program');
  };
  await seeHealthy('a');
  await expect(recorder.flush()).rejects.toThrow('a mistake of the program');
});

/** Sees the begin of a quarantine of each job. */
async function seeQuarantined({ recorder }: Awaited<ReturnType<typeof rig>>, ids: readonly string[]) {
  for (const id of ids)
    await recorder.record(keyOf(id), undefined, seen(quarantinedJob(undefined, {}, id), at));
}

const names = (count: number) => Array.from({ length: count }, (_, n) => `job-${n}`);

/** Holds the first transaction with events until it is let go: meanwhile others gather. */
function holdFirst({ store }: Awaited<ReturnType<typeof rig>>): () => void {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  store.fault = (call, when) => (call === 'record' && when === 'before' ? held : undefined);
  return () => letGo();
}

test('jobs with events share transactions, one after another, and who sends hears of each', async () => {
  const here = await rig();
  const letGo = holdFirst(here);
  await seeQuarantined(here, names(30));
  letGo();
  await here.recorder.flush();
  // The first job alone, 24 and 5 together; and the first one reads where the feed has come to.
  expect(here.transactions()).toBe(1 + 3);
  expect(here.committed()).toBe(30);
  expect(here.tally).toMatchObject({ jobsChanged: 30, eventsRecorded: 30 });
});

test('of jobs that share a transaction one that met a conflict or is refused holds up no other', async () => {
  const here = await rig();
  const { store, recorder, tally, claimed } = here;
  await here.seeHealthy('job-3');
  await recorder.flush();
  store.refuse = ({ next }) =>
    next.jobId === 'job-7' ? new RefusedWriteError('StorageRefused', 'too large') : undefined;
  await seeQuarantined(here, names(10));
  await recorder.flush();
  expect(tally).toMatchObject({ jobsChanged: 1 + 8, eventsRecorded: 8 });
  expect(recorder.takeConflicts()).toMatchObject([keyOf('job-3')]);
  expect([...recorder.refused.keys()]).toEqual(['sp']);
  expect(recorder.unsure).toEqual([]);
  const waiting: number[] = [];
  for await (const { events } of claimed.waiting()) waiting.push(...events.map(({ number }) => number));
  expect(waiting).toHaveLength(8);
  expect(here.renewals()).toBe(0);
});

test('jobs whose transaction fails are tried one by one at the end: those that went through all the same are conflicts', async () => {
  const here = await rig();
  const { store, recorder, tally } = here;
  const letGo = holdFirst(here);
  await seeQuarantined(here, names(30));
  letGo();
  let calls = 0;
  store.fault = (call, when) => {
    if (call !== 'record' || when !== 'after' || ++calls !== 2) return;
    throw new StoreError('StorageUnavailable', 'the answer was lost');
  };
  await recorder.flush();
  expect(tally).toMatchObject({ eventsRecorded: 1 });
  expect(recorder.unsure).toHaveLength(29);
  expect(recorder.hasFailed).toBe(true);
  expect(here.renewals()).toBe(1);
  await recorder.retry(always);
  expect(recorder.takeConflicts()).toHaveLength(24);
  expect(tally).toMatchObject({ eventsRecorded: 1 + 5 });
  expect(recorder.unsure).toEqual([]);
});

test('a job whose transactions always fail holds up none of those that shared one with it', async () => {
  const here = await rig();
  const { recorder, tally } = here;
  const bad = new Set(['job-0', 'job-11']);
  const { record } = here.claimed;
  here.claimed.record = async (changes) => {
    if (changes.some(({ next }) => bad.has(next.jobId))) throw new StoreError('StorageBusy', 'busy');
    return await record(changes);
  };
  await seeQuarantined(here, names(20));
  await recorder.flush();
  await recorder.retry(always);
  expect(tally).toMatchObject({ eventsRecorded: 18 });
  expect(recorder.unsure).toMatchObject([{ cause: 'StorageBusy' }, { cause: 'StorageBusy' }]);
  expect(here.failures()).toMatchObject([{ about: 'jobs sp/job-0, sp/job-11', count: 2 }]);
});
