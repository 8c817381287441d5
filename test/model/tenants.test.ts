import { expect, test } from 'vitest';
import { leastIn, share } from '../support/share.ts';
import { proveTenants } from './proof/prove-tenants.ts';

test('tenants that share a process are sent what each would be sent alone, byte by byte', async () => {
  const { events, polls } = await proveTenants({ runs: share(20) });
  expect(polls).toBeGreaterThan(leastIn(900));
  expect(events).toBeGreaterThan(leastIn(45));
}, 600_000);
