import { expect, test } from 'vitest';
import { predict } from './predict.ts';

const subnets = { app: '/subscriptions/x/subnets/app', endpoints: '/subscriptions/x/subnets/endpoints' };

test.each([
  [{ networkAccess: 'private' }, /networkAccess "private" needs serviceBusSku "Premium"/],
  [
    { existing: { subnets } },
    /existing\.subnets and existing\.dnsZones are used with networkAccess "private" only/,
  ],
  [
    { callers: { clientId: '33333333-3333-4333-8333-333333333333', allowedClientIds: [] } },
    /callers\.allowedClientIds is empty, so that nobody could call/,
  ],
  [{ hosting: 'premium' }, /'dedicated' \| 'flex'/],
  [{ pollMinutes: 7 }, /pollMinutes|7/],
])('%j is refused before anything is made, and told what to change', async (parameters, words) => {
  await expect(predict(parameters)).rejects.toThrow(words);
});
