import { expect, test } from 'vitest';
import { RefusedWriteError, StoreError, TakenOverError } from '../../../src/core/errors.ts';
import {
  change,
  claimed,
  claimOf,
  jobState,
  minute,
  principal,
  pruned,
} from '../../contract/state-store/job-changes.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';

const states = [1, 2].map((n) => jobState({ servicePrincipalId: principal(n) }));
const changes = states.map((state) => change(state));

test('each change is told as it takes effect, and whose it is of two runs', async () => {
  const store = new MemoryStateStore();
  const other = new MemoryStateStore(store.table);
  const written: unknown[] = [];
  store.written = (each) => written.push(['ours', each]);
  other.written = (each) => written.push(['theirs', each]);
  const ours = await claimed(store, claimOf('ours', minute(0), minute(1)));
  const theirs = await claimed(other, claimOf('theirs', minute(1)));
  const outcomes = await Promise.allSettled([ours.refresh(changes), theirs.refresh(changes)]);
  expect(outcomes[0]).toMatchObject({ status: 'rejected', reason: expect.any(TakenOverError) });
  expect(written).toEqual(changes.map((each) => ['theirs', each]));
});

test('each job that is pruned is told, and none that stays', async () => {
  const store = new MemoryStateStore();
  const forgotten: unknown[] = [];
  store.forgotten = ({ servicePrincipalId }) => forgotten.push(servicePrincipalId);
  const run = await claimed(store);
  await run.refresh(changes);
  const [first, second] = (await run.load()).jobs;
  if (!first || !second) throw new Error('there are two jobs');
  await pruned(run, minute(0), [first, { ...second, version: first.version }]);
  expect(forgotten).toEqual([principal(1)]);
});

test('faults stand before and after every call, and a refresh that fails says so', async () => {
  const store = new MemoryStateStore();
  const calls: string[] = [];
  store.fault = (call, when) => void calls.push(`${when} ${call}`);
  const run = await claimed(store);
  await run.load();
  for await (const _ of run.waiting());
  await store.job(principal(1), 'x');
  const steps = ['claim', 'load', 'waiting', 'waiting', 'job'];
  expect(calls).toEqual(steps.flatMap((call) => [`before ${call}`, `after ${call}`]));

  const error = new StoreError('StorageBusy', 'busy');
  store.fault = () => {
    throw error;
  };
  expect(await run.refresh(changes)).toEqual({ conflicts: [], refused: [], failed: [{ changes, error }] });
});

test('what is refused is not written, and a run may be handed another store', async () => {
  const store = new MemoryStateStore();
  const error = new RefusedWriteError('StorageRefused', 'no');
  store.refuse = ({ next }) => (next === states[0] ? error : undefined);
  store.handOut = (run) => ({
    ...run,
    load: async () => ({ jobs: [], unread: [], damaged: [], waiting: 7 }),
  });
  const run = await claimed(store);
  expect((await run.load()).waiting).toBe(7);
  expect(await run.refresh(changes)).toEqual({
    conflicts: [],
    refused: [{ change: changes[0], error }],
    failed: [],
  });
  expect([...store.table.rows.keys()].filter((key) => key.startsWith('latest|'))).toHaveLength(1);
});
