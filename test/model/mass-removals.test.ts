import { expect, test } from 'vitest';
import { leastIn, share } from '../support/share.ts';
import { proveMassRemovals } from './proof/prove-histories.ts';

test('what vanishes among many is cleared after a day and no sooner, what is late among many is sent after hours, and nothing else is held up', async () => {
  const { events, amongMany, massDelay } = await proveMassRemovals({ runs: share(75) });
  expect(events).toBeGreaterThan(leastIn(50));
  expect(amongMany).toBeGreaterThan(leastIn(20));
  expect(massDelay).toBeGreaterThanOrEqual(leastIn(10));
});
