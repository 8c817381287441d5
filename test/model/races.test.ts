import { expect, test } from 'vitest';
import { proveDispatchRaces, provePollRaces } from './proof/prove-races.ts';

test('polls that overlap lose no event and invent none, whatever the order of their calls', async () => {
  const count = await provePollRaces({ runs: 80 });
  // It would prove little if they had not met.
  expect(count.orders).toBeGreaterThan(70);
  expect(count.overlapped).toBeGreaterThan(150);
  expect(count.takenOver).toBeGreaterThan(50);
  expect(count.events).toBeGreaterThan(80);
}, 300_000);

test('dispatches that overlap send each event, in the order of its job and with the same bytes', async () => {
  const count = await proveDispatchRaces({ runs: 40 });
  expect(count.orders).toBeGreaterThan(25);
  expect(count.events).toBeGreaterThan(200);
  expect(count.repeats).toBeGreaterThan(50);
}, 300_000);
