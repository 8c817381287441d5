import { readFile } from 'node:fs/promises';
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
  [{ hosting: 'premium' }, /'dedicated' \| 'flex'/],
  [{ pollMinutes: 7 }, /pollMinutes|7/],
])('%j is refused before anything is made, and told what to change', async (parameters, words) => {
  await expect(predict(parameters)).rejects.toThrow(words);
});

/** Nothing here evaluates a secret: that the refusal stands where the workflow is made is all that can be held. */
test('an address of Teams that is not https makes no workflow', async () => {
  const consumer = await readFile(new URL('../../modules/consumer.bicep', import.meta.url), 'utf8');
  expect(consumer).toMatch(
    /^var isHttps = empty\(teamsWebhookUrl\) \|\| startsWith\(toLower\(teamsWebhookUrl\), 'https:\/\/'\)\n {2}\? true\n {2}: fail\(/m,
  );
  expect(consumer).toMatch(/^ {4}state: reachesSomebody && isHttps && mailIsSet \? 'Enabled' : 'Disabled'$/m);
});
