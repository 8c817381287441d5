import { expect, test } from 'vitest';
import { proveHistories } from './proof/prove-histories.ts';

test('in random histories with faults at any call no event is lost, none invented, and nothing looks well unseen', async () => {
  const { steps, events, healthy, unread, takenOver, ...others } = await proveHistories({ runs: 60 });
  // It would prove little if little had happened.
  expect(steps).toBeGreaterThan(1_800);
  expect(events).toBeGreaterThan(100);
  expect(healthy).toBeGreaterThan(1_500);
  expect(unread).toBeGreaterThan(200);
  expect(takenOver).toBeGreaterThan(5);
  const faults = Object.keys(others).filter((name) => name.includes(' '));
  expect(faults.length).toBeGreaterThan(35);
}, 600_000);
