import { expect, test } from 'vitest';
import { proveHistories } from './proof/prove-histories.ts';

test('in random histories with faults at any call no event is lost, and none invented', async () => {
  const { steps, events, changed, expiring, ...others } = await proveHistories({ runs: 200 });
  // It would prove little if little had happened.
  expect(steps).toBeGreaterThan(5_000);
  expect(events).toBeGreaterThan(500);
  expect(changed).toBeGreaterThan(10);
  expect(expiring).toBeGreaterThan(100);
  const faults = Object.keys(others).filter((name) => name.includes(' '));
  expect(faults.length).toBeGreaterThan(50);
}, 120_000);
