import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { ClientAssertionCredential } from '@azure/identity';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { useCertificate } from '../../../../test/support/use-certificate.ts';
import {
  type SignIn,
  type SignInFailure,
  type SignInOptions,
  startSignIn,
} from '../../identity/sign-in/start-sign-in.ts';
import { type Identity, startIdentity } from '../../identity/start-identity.ts';
import { ask, claimsOf, graph, tenantId as home } from './ask.ts';

const contoso = '8aaf0000-0000-4000-8000-00000000004e';
const fabrikam = 'b1d70000-0000-4000-8000-00000000005b';
const appId = 'a9900000-0000-4000-8000-000000000001';
const exchange = 'api://AzureADTokenExchange';
const roles = ['Synchronization.Read.All', 'Application.Read.All'];

const certificate = useCertificate();
let identity: Identity;
let signIn: SignIn;

beforeEach(async () => {
  identity = await startIdentity({ tenantId: home, userAssigned: [{}, {}] });
  signIn = await start();
});
afterEach(async () => {
  await signIn.close();
  await identity.close();
});

function start(options: Partial<SignInOptions> = {}): Promise<SignIn> {
  return startSignIn({
    certificate: certificate(),
    appId,
    trusts: { tenantId: home, principalId: identity.userAssigned[0]?.principalId ?? '' },
    tenants: [{ tenantId: contoso, roles }, { tenantId: fabrikam }],
    ...options,
  });
}

/** The token of a managed identity for a resource; the user-assigned one that is trusted and the exchange unless given. */
async function assertionOf(resource = exchange, index = 0): Promise<string> {
  const client_id = identity.userAssigned[index]?.clientId;
  const body = await (await ask(identity, { resource, client_id })).json();
  return (body as { access_token: string }).access_token;
}

/** The real client, new each time, so that it keeps no token. */
function credential(tenantId: string, assertion = () => assertionOf(), client = appId) {
  return new ClientAssertionCredential(tenantId, client, () => assertion(), {
    authorityHost: signIn.authorityHost,
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
    // What an app in a process of its own has by NODE_EXTRA_CA_CERTS.
    ...{ tlsOptions: { ca: certificate().cert } },
  });
}

const tenant = (tenantId: string) => {
  const found = signIn.tenants.find((each) => each.tenantId === tenantId);
  if (!found) throw new Error(`${tenantId} is none of the tenants`);
  return found;
};

const tokenOf = (tenantId: string) => credential(tenantId).getToken(`${graph}/.default`);

describe('The real credential', () => {
  it('exchanges the token of a managed identity for one of the tenant', async () => {
    const before = Date.now();
    const token = await tokenOf(contoso);
    expect(claimsOf(token.token)).toMatchObject({
      aud: graph,
      iss: `https://sts.windows.net/${contoso}/`,
      tid: contoso,
      appid: appId,
      oid: tenant(contoso).principalId,
      roles,
    });
    expect(token.expiresOnTimestamp).toBeGreaterThan(before + 59 * 60_000);
    expect([tenant(contoso).tokensIssued, tenant(fabrikam).tokensIssued]).toEqual([1, 0]);
  });

  it('finds in each tenant the roles that are consented there, at the moment of the token', async () => {
    expect(claimsOf((await tokenOf(fabrikam)).token)).toMatchObject({ tid: fabrikam });
    expect(claimsOf((await tokenOf(fabrikam)).token).roles).toBeUndefined();
    tenant(fabrikam).setRoles(['Application.Read.All']);
    expect(claimsOf((await tokenOf(fabrikam)).token).roles).toEqual(['Application.Read.All']);
    expect(claimsOf((await tokenOf(contoso)).token).roles).toEqual(roles);
  });

  it.each<[SignInFailure, RegExp]>([
    ['unconsented', /AADSTS65001: The user or administrator has not consented/],
    ['noServicePrincipal', /AADSTS7000229: .* is missing service principal in the tenant/],
    ['notInstalled', /AADSTS700016: .* was not found in the directory/],
    ['disabled', /AADSTS7000112: .* is disabled/],
    ['blocked', /AADSTS53003: .*Conditional Access/],
    ['unknownTenant', /AADSTS90002: Tenant .* not found/],
    ['throttled', /AADSTS90055/],
    ['unavailable', /AADSTS90033/],
    ['cut', /./],
    ['malformed', /./],
  ])('meets %j in one tenant, and in no other', async (failure, words) => {
    tenant(contoso).fail(failure);
    await expect(tokenOf(contoso)).rejects.toThrow(words);
    expect(claimsOf((await tokenOf(fabrikam)).token)).toMatchObject({ tid: fabrikam });
    tenant(contoso).heal();
    expect(claimsOf((await tokenOf(contoso)).token)).toMatchObject({ tid: contoso });
  });

  it('waits for a slow tenant', async () => {
    tenant(contoso).fail({ delayMs: 100 }, 1);
    const slow = tokenOf(contoso).then(() => 'slow');
    const quick = tokenOf(fabrikam).then(() => 'quick');
    expect(await Promise.race([slow, quick])).toBe('quick');
    expect(await slow).toBe('slow');
  });

  it('learns that Entra ID does not know a tenant', async () => {
    await expect(tokenOf('00000000-0000-4000-8000-000000000000')).rejects.toThrow(
      "AADSTS90002: Tenant '00000000-0000-4000-8000-000000000000' not found.",
    );
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    ['that is a token for Graph', () => assertionOf(graph), /AADSTS700211: .*https:\/\/sts\.windows\.net/],
    ['of another identity', () => assertionOf(exchange, 1), /AADSTS700213: .* subject/],
    ['of another cloud', () => assertionOf(`${exchange}USGov`), /AADSTS700211: .*login\.microsoftonline\.us/],
    ['that is none', async () => 'none', /AADSTS50027/],
  ])('is refused with an assertion %s', async (_, assertion, words) => {
    await expect(credential(contoso, assertion).getToken(`${graph}/.default`)).rejects.toThrow(words);
  });

  it('is refused with an assertion of another issuer, for another audience, or that is over', async () => {
    const [head, payload = '', end] = (await assertionOf()).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = (changes: object) => async () =>
      [head, Buffer.from(JSON.stringify({ ...claims, ...changes })).toString('base64url'), end].join('.');
    const failing = (changes: object) =>
      expect(credential(contoso, changed(changes)).getToken(`${graph}/.default`)).rejects;
    await failing({ iss: `https://login.microsoftonline.com/${contoso}/v2.0` }).toThrow('AADSTS700211');
    await failing({ aud: 'https://vault.azure.net' }).toThrow('AADSTS700212');
    await failing({ exp: claims.nbf - 1 }).toThrow('AADSTS700024');
    const asNamed = credential(contoso, changed({ aud: exchange }));
    expect((await asNamed.getToken(`${graph}/.default`)).token).toBeDefined();
  });

  it('is refused as another app', async () => {
    const other = credential(contoso, () => assertionOf(), identity.userAssigned[0]?.clientId);
    await expect(other.getToken(`${graph}/.default`)).rejects.toThrow('AADSTS700016');
  });

  it.each([
    ['https://vault.azure.net/.default', 'AADSTS500011'],
    [`${graph}/User.Read`, 'AADSTS1002012'],
  ])('is refused for the scope %s', async (scope, code) => {
    await expect(credential(contoso).getToken(scope)).rejects.toThrow(code);
  });
});

test('A process of its own needs only its environment', async () => {
  const script = `
    import { ClientAssertionCredential, ManagedIdentityCredential } from '@azure/identity';
    const identity = new ManagedIdentityCredential({ clientId: '${identity.userAssigned[0]?.clientId}' });
    const assertion = async () => (await identity.getToken('${exchange}/.default')).token;
    const options = { disableInstanceDiscovery: true };
    const credential = new ClientAssertionCredential('${contoso}', '${appId}', assertion, options);
    console.log((await credential.getToken('${graph}/.default')).token);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: {
      ...identity.env,
      AZURE_AUTHORITY_HOST: signIn.authorityHost,
      NODE_EXTRA_CA_CERTS: certificate().caFile,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(claimsOf((await text(child.stdout)).trim())).toMatchObject({ tid: contoso, roles });
});
