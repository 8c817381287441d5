import { expect, test } from 'vitest';
import { sharedWhileRunning } from '../../../src/table/shared-while-running.ts';

/** Counts its calls, each of which ends when the test says so. */
function countedWork() {
  const calls: Call[] = [];
  const shared = sharedWhileRunning(
    () => new Promise<number>((resolve, reject) => calls.push({ resolve, reject })),
  );
  return { calls, shared };
}

interface Call {
  readonly resolve: (value: number) => void;
  readonly reject: (error: Error) => void;
}

test('calls at the same time share one outcome', async () => {
  const { calls, shared } = countedWork();
  const both = Promise.all([shared(), shared()]);
  calls[0]?.resolve(1);
  expect(await both).toEqual([1, 1]);
  expect(calls).toHaveLength(1);
});

test('a call after the end is told what holds then', async () => {
  const { calls, shared } = countedWork();
  const first = shared();
  calls[0]?.resolve(1);
  await first;
  const second = shared();
  calls[1]?.resolve(2);
  expect(await second).toBe(2);
});

test('a failure is told to those who shared it, and to nobody after', async () => {
  const { calls, shared } = countedWork();
  const both = Promise.allSettled([shared(), shared()]);
  calls[0]?.reject(new Error('away'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = shared();
  calls[1]?.resolve(2);
  expect(await next).toBe(2);
});
