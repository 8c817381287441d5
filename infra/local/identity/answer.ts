import { randomUUID } from 'node:crypto';
import {
  type Identities,
  type IdParameters,
  type ManagedIdentity,
  meantIdentity,
  type Unmeant,
} from './identities.ts';
import type { Issuer } from './issuer.ts';
import { resourceKind } from './resource.ts';
import type { Token } from './token.ts';

/** What requests are answered from. */
export interface Site {
  readonly tenantId: string;
  /** The secret that the platform hands to the app as IDENTITY_HEADER and MSI_SECRET. */
  readonly header: string;
  readonly identities: Identities;
  readonly issuer: Issuer;
}

export interface Answer {
  readonly status: number;
  readonly body: object;
}

interface Protocol {
  readonly secretHeader: string;
  readonly ids: IdParameters;
  body(token: Token, resource: string, identity: ManagedIdentity): object;
}

/**
 * The versions of App Service's protocol, as its documentation tells them apart. `msi_res_id` is documented for virtual
 * machines only. The older version gives its date as Linux apps were seen to get it.
 */
const protocols: ReadonlyMap<string, Protocol> = new Map([
  [
    '2019-08-01',
    {
      secretHeader: 'x-identity-header',
      ids: {
        client_id: 'clientId',
        principal_id: 'principalId',
        object_id: 'principalId',
        mi_res_id: 'resourceId',
        msi_res_id: 'resourceId',
      },
      body: (token, resource, identity) => ({
        access_token: token.value,
        expires_on: String(token.expiresOn),
        resource,
        token_type: 'Bearer',
        client_id: identity.clientId,
      }),
    },
  ],
  [
    '2017-09-01',
    {
      secretHeader: 'secret',
      ids: { clientid: 'clientId' },
      body: (token, resource) => ({
        access_token: token.value,
        expires_on: dateText(token.expiresOn),
        resource,
        token_type: 'Bearer',
      }),
    },
  ],
] satisfies [string, Protocol][]);

/** Answers `GET ?resource=...&api-version=...`; names of headers are in lower case. */
export function answer(
  { tenantId, header, identities, issuer }: Site,
  query: URLSearchParams,
  headers: Readonly<Record<string, unknown>>,
  now: Date,
): Answer {
  const version = query.get('api-version') ?? '';
  const protocol = protocols.get(version);
  const secretHeaders = protocol ? [protocol.secretHeader] : ['x-identity-header', 'secret'];
  if (!secretHeaders.some((name) => headers[name] === header)) {
    return refused(401, `The ${secretHeaders.join(' or ')} header is missing or wrong.`);
  }
  if (!protocol) return refused(400, `The api-version '${version}' is not supported.`);
  const resource = query.get('resource');
  if (!resource) return refused(400, 'The resource parameter is missing.');

  const identity = meantIdentity(identities, query, protocol.ids);
  if (typeof identity === 'string') return refused(400, unmeant[identity]);
  const kind = resourceKind(resource);
  if (kind === undefined) {
    const where = `was not found in the tenant named ${tenantId}`;
    return refused(400, `AADSTS500011: The resource principal named ${resource} ${where}.`);
  }
  const token = issuer.tokenFor(identity, resource, kind, now);
  return { status: 200, body: protocol.body(token, resource, identity) };
}

/** The first two as apps have been told; how the third is worded is not known, only that it may not be. */
const unmeant: Readonly<Record<Unmeant, string>> = {
  noSystemAssigned: 'Unable to load requested managed identity.',
  unknown:
    'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.',
  ambiguous: 'Only one of client_id, principal_id, object_id and mi_res_id can be given.',
};

/** What an app without the identity that it asks for is told. */
export const unassigned = (): Answer => refused(400, unmeant.unknown);

export function refused(statusCode: number, message: string): Answer {
  return { status: statusCode, body: { statusCode, message, correlationId: randomUUID() } };
}

/** `06/20/2026 02:57:58 +00:00` */
function dateText(unixSeconds: number): string {
  const [year, month, day, time] = new Date(unixSeconds * 1000).toISOString().split(/[-T.]/);
  return `${month}/${day}/${year} ${time} +00:00`;
}
