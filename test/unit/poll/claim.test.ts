import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StoreError, TakenOverError } from '../../../src/core/errors.ts';
import { emptyRun } from '../../../src/core/run-record.ts';
import { KeptClaim } from '../../../src/poll/claim.ts';
import type { ClaimedStore } from '../../../src/poll/ports.ts';
import { MemoryStateStore } from '../../support/memory-state-store.ts';

const start = '2026-03-10T00:00:00.000Z';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(start) });
});

afterEach(() => {
  vi.useRealTimers();
});

async function claimedStore(renew: ClaimedStore['renew']): Promise<ClaimedStore> {
  const store = new MemoryStateStore();
  const claim = { run: 'run-1', now: start, until: '2026-03-10T00:00:30.000Z', quietForMs: 900_000 };
  const claimed = await store.claim(claim);
  if ('busyUntil' in claimed) throw new Error('another run is at work');
  return { ...claimed, renew };
}

const clock = { now: () => new Date(Date.now()).toISOString(), ticks: () => Date.now() };

test('a claim of half a minute is renewed every quarter of one for as long as the run lives, with how far it has come', async () => {
  const renewals: unknown[] = [];
  const kept = new KeptClaim(await claimedStore(async (...renewal) => void renewals.push(renewal)), clock);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(renewals).toEqual([['2026-03-10T00:00:45.000Z', emptyRun.cursor]]);
  const cursor = { known: 'sp-7', discovery: undefined };
  kept.cursor = cursor;
  await vi.advanceTimersByTimeAsync(45_000);
  expect(renewals.slice(1)).toEqual([
    ['2026-03-10T00:01:00.000Z', cursor],
    ['2026-03-10T00:01:15.000Z', cursor],
    ['2026-03-10T00:01:30.000Z', cursor],
  ]);
  await kept.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(renewals).toHaveLength(4);
});

test('a renewal that fails takes nothing from the run, and the next one is tried', async () => {
  let renewals = 0;
  const kept = new KeptClaim(
    await claimedStore(async () => {
      renewals++;
      throw new StoreError('StorageBusy', 'no');
    }),
    clock,
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(renewals).toBe(4);
  expect(kept.lost.aborted).toBe(false);
  await kept.stop();
});

test('a renewal that finds another run at work ends this one', async () => {
  const kept = new KeptClaim(
    await claimedStore(async () => {
      throw new TakenOverError();
    }),
    clock,
  );
  await vi.advanceTimersByTimeAsync(15_000);
  expect(kept.lost.reason).toBeInstanceOf(TakenOverError);
  await kept.stop();
});
