import { expect, test } from 'vitest';
import { share } from '../support/share.ts';
import { proveArrivals } from './proof/prove-arrivals.ts';

test('a quarantined job of an application that is new is told an interval of discovery and a poll later at most', async () => {
  const { events } = await proveArrivals({ runs: share(15) });
  expect(events).toBe(share(15));
});
