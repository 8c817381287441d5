import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepLocked } from '../../functions-host/lock-renewal.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A lock that lasts so many seconds from each renewal, and when it was renewed, in seconds from the start. */
function lockOf(seconds: number) {
  const start = Date.now();
  const renewals: number[] = [];
  const until = () => new Date(Date.now() + seconds * 1000);
  const renew = async () => {
    renewals.push((Date.now() - start) / 1000);
    return until();
  };
  return { renewals, lock: { until: until(), renew } };
}

const fails = (error: unknown) => {
  throw error;
};

test('a lock is renewed ten seconds before its end, until the time for that is over', async () => {
  const { lock, renewals } = lockOf(60);
  keepLocked(lock, 160_000, fails);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(renewals).toEqual([50, 100, 150]);
});

test('a short one is renewed at half of its time, until that is stopped', async () => {
  const { lock, renewals } = lockOf(4);
  const stop = keepLocked(lock, 60_000, fails);
  await vi.advanceTimersByTimeAsync(5_000);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(renewals).toEqual([2, 4]);
});

test('none is renewed where the time for that is zero', async () => {
  const { lock, renewals } = lockOf(4);
  keepLocked(lock, 0, fails);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(renewals).toEqual([]);
});

test('a lock that is lost is told once', async () => {
  const errors: unknown[] = [];
  const lost = new Error('lost');
  const lock = { until: new Date(Date.now() + 4_000), renew: () => Promise.reject(lost) };
  keepLocked(lock, 60_000, (error) => errors.push(error));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(errors).toEqual([lost]);
});
