import { expect, test } from 'vitest';
import { proveHistories } from './proof/prove-histories.ts';

test('in random histories with faults at any call no event is lost, none invented, and nothing looks well unseen', async () => {
  const { steps, events, healthy, unread, takenOver, ...others } = await proveHistories({ runs: 90 });
  // It would prove little if little had happened.
  expect(steps).toBeGreaterThan(2_500);
  expect(events).toBeGreaterThan(200);
  expect(healthy).toBeGreaterThan(2_000);
  expect(unread).toBeGreaterThan(300);
  expect(takenOver).toBeGreaterThan(8);
  const faults = Object.keys(others).filter((name) => name.includes(' '));
  expect(faults.length).toBeGreaterThan(45);
}, 600_000);
