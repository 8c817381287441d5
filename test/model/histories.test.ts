import { expect, test } from 'vitest';
import { leastIn, share } from '../support/share.ts';
import { proveHistories } from './proof/prove-histories.ts';

test('in random histories with faults at any call no event is lost, none invented, and nothing looks well unseen', async () => {
  const { steps, events, healthy, unread, takenOver, ...others } = await proveHistories({ runs: share(60) });
  // It would prove little if little had happened.
  expect(steps).toBeGreaterThan(leastIn(1_800));
  expect(events).toBeGreaterThan(leastIn(100));
  expect(healthy).toBeGreaterThan(leastIn(1_500));
  expect(unread).toBeGreaterThan(leastIn(200));
  expect(takenOver).toBeGreaterThanOrEqual(leastIn(6));
  for (const condition of ['halt', 'overdue', 'failures', 'removed', 'silent'])
    expect(others[condition], condition).toBeGreaterThanOrEqual(leastIn(4));
  const faults = Object.keys(others).filter((name) => name.includes(' '));
  expect(faults.length).toBeGreaterThan(leastIn(35));
}, 600_000);
