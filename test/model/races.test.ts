import { expect, test } from 'vitest';
import { leastIn, share } from '../support/share.ts';
import { proveDispatchRaces, provePollRaces } from './proof/prove-races.ts';

test('polls that overlap lose no event and invent none, whatever the order of their calls', async () => {
  const count = await provePollRaces({ runs: share(80) });
  // It would prove little if they had not met.
  expect(count.orders).toBeGreaterThan(leastIn(70));
  expect(count.overlapped).toBeGreaterThan(leastIn(150));
  expect(count.takenOver).toBeGreaterThan(leastIn(50));
  expect(count.events).toBeGreaterThan(leastIn(80));
});

test('dispatches that overlap send each event, in the order of its job and with the same bytes', async () => {
  const count = await proveDispatchRaces({ runs: share(40) });
  expect(count.orders).toBeGreaterThan(leastIn(25));
  expect(count.events).toBeGreaterThan(leastIn(200));
  expect(count.repeats).toBeGreaterThan(leastIn(50));
});
