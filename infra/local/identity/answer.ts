import { randomUUID } from 'node:crypto';
import type { Answer, Disturbance } from './failure.ts';
import { type Identities, type IdParameters, meantIdentity, type Unmeant } from './identities.ts';
import type { Issuer } from './issuer.ts';
import { resourceKind } from './resource.ts';

/** The facts that requests are answered from. */
export interface IdentitySite {
  readonly tenantId: string;
  /** The secret that the platform hands to the app as IDENTITY_HEADER. */
  readonly header: string;
  readonly identities: Identities;
  readonly issuer: Issuer;
}

/** `unassigned`: the app has no identity. `throttled`: 429. `unavailable`: 503. */
export type IdentityFailure = Disturbance | keyof typeof refusals;

const refusals = {
  unassigned: () => refused(400, unmeant.unknown),
  throttled: () => refused(429, 'Too many requests.'),
  unavailable: () => refused(503, 'The service is unavailable.'),
};

const version = '2019-08-01';

/** By which parameters a user-assigned identity is named. `msi_res_id` is documented for virtual machines only. */
const ids: IdParameters = {
  client_id: 'clientId',
  principal_id: 'principalId',
  object_id: 'principalId',
  mi_res_id: 'resourceId',
  msi_res_id: 'resourceId',
};

export function isRefusal(failure: IdentityFailure | undefined): failure is keyof typeof refusals {
  return typeof failure === 'string' && Object.hasOwn(refusals, failure);
}

export const refuse = (failure: keyof typeof refusals): Answer => refusals[failure]();

/** Answers `GET ?resource=...&api-version=...`; names of headers are in lower case. */
export function answer(
  { tenantId, header, identities, issuer }: IdentitySite,
  query: URLSearchParams,
  headers: Readonly<Record<string, unknown>>,
  now: Date,
): Answer {
  if (headers['x-identity-header'] !== header) {
    return refused(401, 'The x-identity-header header is missing or wrong.');
  }
  const asked = query.get('api-version') ?? '';
  if (asked !== version) return refused(400, `The api-version '${asked}' is not supported.`);
  const resource = query.get('resource');
  if (!resource) return refused(400, 'The resource parameter is missing.');

  const identity = meantIdentity(identities, query, ids);
  if (typeof identity === 'string') return refused(400, unmeant[identity]);
  const kind = resourceKind(resource);
  if (kind === undefined) {
    const where = `was not found in the tenant named ${tenantId}`;
    return refused(400, `AADSTS500011: The resource principal named ${resource} ${where}.`);
  }
  const token = issuer.tokenFor(identity, resource, kind, now);
  return {
    status: 200,
    body: {
      access_token: token.value,
      expires_on: String(token.expiresOn),
      resource,
      token_type: 'Bearer',
      client_id: identity.clientId,
    },
  };
}

/** The first two are words that apps have seen; how the third is worded is not known, only that it may not be. */
const unmeant: Readonly<Record<Unmeant, string>> = {
  noSystemAssigned: 'Unable to load requested managed identity.',
  unknown:
    'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.',
  ambiguous: 'Only one of client_id, principal_id, object_id and mi_res_id can be given.',
};

export function refused(statusCode: number, message: string): Answer {
  return { status: statusCode, body: { statusCode, message, correlationId: randomUUID() } };
}
