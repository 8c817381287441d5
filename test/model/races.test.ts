import { expect, test } from 'vitest';
import { proveDispatchRaces, provePollRaces } from './proof/prove-races.ts';

test('polls that overlap lose no event and invent none, whatever the order of their calls', async () => {
  const count = await provePollRaces({ runs: 120 });
  // It would prove little if they had not met.
  expect(count.orders).toBeGreaterThan(110);
  expect(count.overlapped).toBeGreaterThan(250);
  expect(count.takenOver).toBeGreaterThan(80);
  expect(count.events).toBeGreaterThan(120);
}, 120_000);

test('dispatches that overlap send each event, in the order of its job and with the same bytes', async () => {
  const count = await proveDispatchRaces({ runs: 60 });
  expect(count.orders).toBeGreaterThan(35);
  expect(count.events).toBeGreaterThan(300);
  expect(count.repeats).toBeGreaterThan(80);
}, 120_000);
