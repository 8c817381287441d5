import type { TokenCredential } from '@azure/identity';
import { expect, it } from 'vitest';
import { createFederatedCredential } from '../../src/credential.ts';
import { tenantCredential } from '../../src/graph/tenant-credential.ts';

/** Nothing is sent: there is nothing to sign in with. */
function credentialBy(identity: TokenCredential['getToken']): TokenCredential {
  return createFederatedCredential({
    tenantId: '7e57ab1e-0000-4000-8000-000000000001',
    appId: 'a99a99a9-0000-4000-8000-00000000000a',
    identity: { getToken: identity },
    audience: 'api://AzureADTokenExchangeUSGov',
    authorityHost: 'https://login.microsoftonline.us',
  });
}

it('asks the identity for a token of the exchange, and nothing before it is asked itself', async () => {
  const asked: unknown[] = [];
  const credential = credentialBy(async (scopes) => {
    asked.push(scopes);
    throw new Error('no identity at 10:42');
  });
  expect(asked).toEqual([]);
  await expect(credential.getToken('https://graph.microsoft.us/.default')).rejects.toThrow(
    'The identity gives no token for api://AzureADTokenExchangeUSGov: no identity at 10:42',
  );
  expect(asked).toEqual(['api://AzureADTokenExchangeUSGov/.default']);
});

it('says so where the identity gives none', async () => {
  await expect(credentialBy(async () => null).getToken('scope/.default')).rejects.toThrow(
    'The identity gives no token for api://AzureADTokenExchangeUSGov.',
  );
});

it('is not told as a refusal of the app in the tenant where the identity itself is refused', async () => {
  const reader = {
    tenantId: '7e57ab1e-0000-4000-8000-000000000001',
    appId: 'a99a99a9-0000-4000-8000-00000000000a',
  };
  const identity = async () => {
    throw new Error(
      'ManagedIdentityCredential: Authentication failed. Message AADSTS700016: not found in the directory.',
    );
  };
  const credential = tenantCredential(credentialBy(identity), reader);
  await expect(credential.getToken('https://graph.microsoft.us/.default')).rejects.toMatchObject({
    code: 'TokenUnavailable',
  });
});
