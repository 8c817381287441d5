import { expect, test } from 'vitest';
import { RefusedWriteError, StoreError } from '../../../src/core/errors.ts';
import { createRecorder } from '../../../src/poll/recorder.ts';
import { newTally } from '../../../src/poll/tally.ts';
import { healthyJob, quarantinedJob, seen } from '../../support/jobs.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';
import { noneWanted } from '../../support/wanted-events.ts';

const at = '2026-03-10T00:00:10.000Z';
const run = {
  startedAt: '2026-03-10T00:00:00.000Z',
  lastCompleteRun: undefined,
  confirmAfter: 0,
  wanted: noneWanted,
};
const telling = { tenantId: 't', portalRoot: '', publicUrl: undefined, includeErrorMessage: true };
const keyOf = (jobId: string) => ({ servicePrincipalId: 'sp', jobId });

function rig() {
  const [store, tally] = [new MemoryStateStore(), newTally()];
  const log = { info: () => undefined, error: () => undefined };
  const recorder = createRecorder(store, run, telling, tally, log);
  return {
    store,
    tally,
    recorder,
    async seeHealthy(...ids: string[]): Promise<void> {
      for (const id of ids) await recorder.record(keyOf(id), undefined, seen(healthyJob(id), at));
    },
  };
}

function down(): never {
  throw new StoreError('StorageUnavailable', 'down');
}

test('changes without events wait for company, four hundred at the most', async () => {
  const { store, tally, recorder, seeHealthy } = rig();
  await seeHealthy(...Array.from({ length: 399 }, (_, n) => `job-${n}`));
  expect(store.transactions).toBe(0);
  await seeHealthy('job-399');
  expect(store.transactions).toBe(1);
  await seeHealthy('job-400');
  expect(store.transactions).toBe(1);
  await recorder.flush();
  expect(store.transactions).toBe(2);
  expect(tally.jobsChanged).toBe(401);
});

test('nothing that waits is nothing to write', async () => {
  const { store, recorder } = rig();
  await recorder.flush();
  expect(store.transactions).toBe(0);
});

test('what met a conflict or was refused is told apart from what was written', async () => {
  const { store, tally, recorder, seeHealthy } = rig();
  await seeHealthy('there');
  await recorder.flush();
  store.refuse = ({ next }) =>
    next.jobId === 'large' ? new RefusedWriteError('StorageRefused', 'too large') : undefined;
  await seeHealthy('there', 'large', 'a', 'b');
  await recorder.flush();
  expect(tally.jobsChanged).toBe(1 + 2);
  expect(tally.failures).toEqual([{ about: 'sp/large', cause: 'StorageRefused', detail: 'too large' }]);
  expect(recorder.unwritten).toBe(1);
  expect(recorder.takeConflicts()).toMatchObject([keyOf('there')]);
  expect(recorder.takeConflicts()).toEqual([]);
});

test('changes whose write failed are named by the first of them', async () => {
  const { store, tally, recorder, seeHealthy } = rig();
  store.fault = down;
  await seeHealthy('a', 'b', 'c');
  await recorder.flush();
  await seeHealthy('d');
  await recorder.flush();
  expect(tally.failures.map(({ about }) => about)).toEqual(['sp/a and 2 more', 'sp/d']);
  expect(recorder.unwritten).toBe(4);
  expect(tally.jobsChanged).toBe(0);
});

test('transactions that fail side by side are one failure, and the third failure ends the reading', async () => {
  const { store, tally, recorder, seeHealthy } = rig();
  const error = new StoreError('StorageUnavailable', 'down');
  store.refresh = async (changes) => ({
    conflicts: [],
    refused: [],
    failed: changes.map((change) => ({ changes: [change], error })),
  });
  await seeHealthy('a', 'b', 'c', 'd');
  await recorder.flush();
  expect(recorder.unwritten).toBe(4);
  expect(tally.failures.map(({ about }) => about)).toEqual(['sp/a', 'sp/b', 'sp/c', 'sp/d']);
  await recorder.record(keyOf('e'), undefined, seen(quarantinedJob(undefined, {}, 'e'), at));
  expect(tally.eventsRecorded).toBe(1);
  await seeHealthy('f');
  await recorder.flush();
  await seeHealthy('g', 'h');
  await expect(recorder.flush()).rejects.toBe(error);
  expect(recorder.unwritten).toBe(7);
});

test('an event whose job met a conflict is not counted as recorded', async () => {
  const { store, tally, recorder, seeHealthy } = rig();
  await seeHealthy('a');
  await recorder.flush();
  await recorder.record(keyOf('a'), undefined, seen(quarantinedJob(undefined, {}, 'a'), at));
  expect(recorder.takeConflicts()).toMatchObject([keyOf('a')]);
  expect(tally).toMatchObject({ jobsChanged: 1, eventsRecorded: 0 });
  expect((await store.load()).waiting).toBe(0);
});

test('a job is stored with the body that was read, and keeps it when it cannot be read', async () => {
  const { store, tally, recorder } = rig();
  const body = quarantinedJob(undefined, {}, 'a');
  await recorder.record(keyOf('a'), undefined, seen(body, at));
  expect(tally).toMatchObject({ jobsChanged: 1, eventsRecorded: 1 });
  const stored = await store.reload(keyOf('a'));
  const unreadable = { kind: 'unreadable', at, cause: 'http503', detail: 'no answer' } as const;
  await recorder.record(keyOf('a'), stored, unreadable);
  await recorder.flush();
  expect(await store.job('sp', 'a')).toMatchObject({ body, state: { unreadable: { cause: 'http503' } } });
});

test("an error that is not the table's is passed on", async () => {
  const { store, recorder, seeHealthy } = rig();
  store.fault = () => {
    throw new TypeError('a mistake of the program');
  };
  await seeHealthy('a');
  await expect(recorder.flush()).rejects.toThrow('a mistake of the program');
});
