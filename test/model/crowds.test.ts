import { expect, test } from 'vitest';
import { leastIn, share } from '../support/share.ts';
import { proveCrowds } from './proof/prove-histories.ts';
import { proveCrowdRaces } from './proof/prove-races.ts';

test('where many jobs change at once no event is lost, invented or out of order, wherever something goes wrong', async () => {
  const { events } = await proveCrowds({ runs: share(30) });
  // A run may be one whose crowd never fails, or one that a fault ends.
  expect(events).toBeGreaterThan(leastIn(200));
});

test('nor where polls with several transactions of events overlap, whatever the order of their calls', async () => {
  const count = await proveCrowdRaces({ runs: share(15) });
  expect(count.orders).toBeGreaterThan(leastIn(13));
  expect(count.events).toBeGreaterThan(leastIn(100));
});
