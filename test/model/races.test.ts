import { expect, test } from 'vitest';
import { proveDispatchRaces, provePollRaces } from './proof/prove-races.ts';

test('polls that overlap lose no event and invent none, whatever the order of their calls', async () => {
  const count = await provePollRaces({ runs: 250 });
  // It would prove little if they had not met.
  expect(count.orders).toBeGreaterThan(240);
  expect(count.overlapped).toBeGreaterThan(500);
  expect(count.conflicts).toBeGreaterThan(200);
  expect(count.events).toBeGreaterThan(200);
}, 120_000);

test('dispatches that overlap send each event, in the order of its job and with the same bytes', async () => {
  const count = await proveDispatchRaces({ runs: 60 });
  expect(count.orders).toBeGreaterThan(35);
  expect(count.events).toBeGreaterThan(300);
  expect(count.repeats).toBeGreaterThan(100);
}, 120_000);
