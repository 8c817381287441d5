import { expect, test } from 'vitest';
import { prove } from './prove.ts';

test('in random histories with faults at any call no event is lost, and none invented', async () => {
  const { steps, events, faults } = await prove({ histories: 200 });
  // It would prove little if little had happened.
  expect(steps).toBeGreaterThan(5_000);
  expect(events).toBeGreaterThan(500);
  expect(faults.size).toBeGreaterThan(50);
}, 120_000);
