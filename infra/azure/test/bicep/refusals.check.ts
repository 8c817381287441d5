import { expect, test } from 'vitest';
import { predict } from './predict.ts';

const subnets = { app: '/subscriptions/x/subnets/app', endpoints: '/subscriptions/x/subnets/endpoints' };
const serviceBusNamespaceId =
  '/subscriptions/x/resourceGroups/rg/providers/Microsoft.ServiceBus/namespaces/sb-shared';

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
  [
    { networkAccess: 'private', serviceBusSku: 'Premium', notice: { enabled: true } },
    /cannot reach a private namespace/,
  ],
  [
    { existing: { serviceBusNamespaceId }, notice: { enabled: true } },
    /deploy modules\/consumer\.bicep into the resource group/,
  ],
  [
    { notice: { enabled: true }, teamsWebhookUrl: 'http://workflows.example/hook' },
    /teamsWebhookUrl has to begin with https/,
  ],
  [{ hosting: 'premium' }, /'dedicated' \| 'flex'/],
  [{ pollMinutes: 7 }, /pollMinutes|7/],
])('%j is refused before anything is made, and told what to change', async (parameters, words) => {
  await expect(predict(parameters)).rejects.toThrow(words);
});
