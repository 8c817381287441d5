import { expect, test } from 'vitest';
import { sharedFor } from '../../../src/table/store.ts';

/** Counts its calls, each of which ends when the test says so. */
function countedWork() {
  const calls: Call[] = [];
  const clock = { now: 1000 };
  const shared = sharedFor(
    100,
    () => new Promise<number>((resolve, reject) => calls.push({ resolve, reject })),
    () => clock.now,
  );
  return { calls, clock, ...shared };
}

interface Call {
  readonly resolve: (value: number) => void;
  readonly reject: (error: Error) => void;
}

test('calls at the same time share one outcome, and none waits for one that hangs', async () => {
  const { calls, clock, get } = countedWork();
  const first = get();
  clock.now += 99;
  const second = get();
  clock.now += 1;
  const third = get();
  calls[1]?.resolve(2);
  expect(await third).toBe(2);
  calls[0]?.resolve(1);
  expect(await Promise.all([first, second])).toEqual([1, 1]);
  expect(calls).toHaveLength(2);
});

test('a call soon after the begin is told the same, and a later one what holds then', async () => {
  const { calls, clock, get } = countedWork();
  const first = get();
  clock.now += 60;
  calls[0]?.resolve(1);
  await first;
  clock.now += 39;
  expect(await get()).toBe(1);
  clock.now += 1;
  const second = get();
  calls[1]?.resolve(2);
  expect(await second).toBe(2);
});

test('what is forgotten is shared with nobody who calls after that', async () => {
  const { calls, get, forget } = countedWork();
  const first = get();
  forget();
  const second = get();
  calls[1]?.resolve(2);
  calls[0]?.resolve(1);
  expect(await Promise.all([first, second, get()])).toEqual([1, 2, 2]);
});

test('a failure is told to those who shared it, and to nobody after', async () => {
  const { calls, get } = countedWork();
  const both = Promise.allSettled([get(), get()]);
  calls[0]?.reject(new Error('away'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = get();
  calls[1]?.resolve(2);
  expect(await next).toBe(2);
});

test('what was got lately is recalled without asking, from its begin on, until it is forgotten', async () => {
  const { calls, clock, get, recent, forget } = countedWork();
  const first = get();
  expect(recent(1000)).toBeUndefined();
  clock.now += 400;
  calls[0]?.resolve(1);
  await first;
  clock.now += 599;
  expect(recent(1000)).toBe(1);
  clock.now += 1;
  expect(recent(1000)).toBeUndefined();
  expect(recent(1001)).toBe(1);
  forget();
  expect(recent(1001)).toBeUndefined();
  expect(calls).toHaveLength(1);
});

test('neither a failure nor what was asked for before the last write is recalled', async () => {
  const { calls, get, recent, forget } = countedWork();
  const first = get();
  forget();
  const second = get();
  calls[0]?.resolve(1);
  calls[1]?.reject(new Error('away'));
  await Promise.allSettled([first, second]);
  expect(recent(1000)).toBeUndefined();
});
