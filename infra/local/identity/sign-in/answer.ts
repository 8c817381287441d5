import type { Answer } from '../failure.ts';
import { resourceKind } from '../resource.ts';
import { createToken } from '../token.ts';
import { type FederatedCredential, refuseAssertion } from './assertion.ts';
import { type SignInError, toAnswer } from './errors.ts';
import { mistakes, refusals } from './refusals.ts';

/** The facts that requests to a tenant are answered from. */
export interface SignInSite {
  readonly appId: string;
  readonly trusts: FederatedCredential;
  readonly lifetimeSeconds: number;
}

/** A tenant as it is when it is asked; undefined in its place: Entra ID knows none. */
export interface AskedTenant {
  readonly tenantId: string;
  /** Object id of the app's service principal there. */
  readonly principalId: string;
  /** What the tenant has consented to. */
  readonly roles: readonly string[];
  /** What it has against the app. */
  readonly refusal: keyof typeof refusals | undefined;
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const suffix = '/.default';

/** Answers `POST /{tenantId}/oauth2/v2.0/token` for an app that signs in as itself. `tenant` is undefined where Entra ID knows none. */
export function answer(
  site: SignInSite,
  tenantId: string,
  tenant: AskedTenant | undefined,
  form: URLSearchParams,
  now: Date,
): Answer {
  const { appId, lifetimeSeconds } = site;
  const refused = (error: SignInError) => toAnswer(error, form.get('client-request-id') ?? undefined, now);
  if (!tenant) return refused(refusals.unknownTenant({ tenantId, appId }));
  const error = refuse(site, tenant, form, now);
  if (error) return refused(error);
  const resource = resourceOf(form);
  const token = createToken({
    tenantId: tenant.tenantId,
    audience: resource,
    clientId: appId,
    principalId: tenant.principalId,
    roles: resourceKind(resource) === 'graph' ? tenant.roles : [],
    issuedAt: now,
    lifetimeSeconds,
  });
  return {
    status: 200,
    headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
    body: {
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      ext_expires_in: lifetimeSeconds,
      access_token: token.value,
    },
  };
}

function refuse(
  { appId, trusts }: SignInSite,
  { tenantId, refusal }: AskedTenant,
  form: URLSearchParams,
  now: Date,
): SignInError | undefined {
  const given = (parameter: string) => form.get(parameter) ?? '';
  const missing = ['grant_type', 'client_id', 'scope'].find((parameter) => given(parameter) === '');
  if (missing !== undefined) return mistakes.missing(missing);
  if (given('grant_type') !== 'client_credentials') return mistakes.grantType();
  const asking = { tenantId, appId: given('client_id') };
  if (asking.appId.toLowerCase() !== appId.toLowerCase()) return refusals.notInstalled(asking);
  if (given('client_assertion') === '' || given('client_assertion_type') !== assertionType)
    return mistakes.noAssertion();
  const untrusted = refuseAssertion(given('client_assertion'), trusts, now);
  if (untrusted) return untrusted;
  if (refusal !== undefined) return refusals[refusal](asking);
  if (!given('scope').endsWith(suffix)) return mistakes.scope(given('scope'));
  const resource = resourceOf(form);
  return resourceKind(resource) === undefined ? mistakes.resource(resource, tenantId) : undefined;
}

function resourceOf(form: URLSearchParams): string {
  return (form.get('scope') ?? '').slice(0, -suffix.length);
}
