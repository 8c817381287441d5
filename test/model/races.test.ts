import { expect, test } from 'vitest';
import { proveRaces } from './race/prove-races.ts';

test('polls that overlap lose no event and invent none, in whichever order their calls take effect', async () => {
  const proven = await proveRaces({ races: 300 });
  console.log({...proven, orders: proven.orders.size});
  expect(proven.conflicts).toBeGreaterThan(1);
}, 120_000);

import { proveDispatch } from './race/prove-dispatch.ts';
test('dispatches of one outbox at a time', async () => {
  console.log(await proveDispatch({ races: 100 }));
}, 60_000);
