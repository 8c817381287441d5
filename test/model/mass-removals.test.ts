import { expect, test } from 'vitest';
import { proveMassRemovals } from './proof/prove-histories.ts';

test('what vanishes among many is cleared after a day and no sooner, and nothing else is held up', async () => {
  const { events, amongMany } = await proveMassRemovals({ runs: 35 });
  expect(events).toBeGreaterThan(50);
  expect(amongMany).toBeGreaterThan(20);
}, 300_000);
