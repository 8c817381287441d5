import { z } from 'zod';
import { readJwtPart } from '../../jwt-part.ts';
import { exchangeAudience } from '../resource.ts';
import type { SignInError } from './errors.ts';
import { mistakes } from './refusals.ts';

/** A federated credential of an app: the managed identity whose tokens prove that a request comes from the app. */
export interface FederatedCredential {
  /** The tenant of the identity, which is also the app's own. */
  readonly tenantId: string;
  /** The subject: the object id of the identity's service principal. Compared with case, as Entra ID does. */
  readonly principalId: string;
  /** The resource that the identity asks a token for; the public cloud's unless given. */
  readonly audience?: string;
}

const claims = z.object({
  aud: z.string(),
  iss: z.string(),
  sub: z.string(),
  nbf: z.number(),
  exp: z.number(),
});

/** What is wrong with an assertion; undefined when the credential trusts it. Its signature is not looked at. */
export function refuseAssertion(
  assertion: string,
  { tenantId, principalId, audience = 'api://AzureADTokenExchange' }: FederatedCredential,
  now: Date,
): SignInError | undefined {
  const read = claims.safeParse(readJwtPart(assertion.split('.')[1]));
  if (!read.success) return mistakes.malformedAssertion();
  const { aud, iss, sub, nbf, exp } = read.data;
  const exchange = exchangeAudience(audience);
  const seconds = now.getTime() / 1000;
  if (iss !== `${exchange.authority}/${tenantId}/v2.0`) return mistakes.issuer(iss);
  if (aud !== exchange.aud && aud !== audience) return mistakes.audience(aud);
  if (sub !== principalId) return mistakes.subject(sub);
  if (exp <= seconds || nbf > seconds + clockToleranceSeconds)
    return mistakes.untimely(now, new Date(nbf * 1000), new Date(exp * 1000));
  return undefined;
}

const clockToleranceSeconds = 5 * 60;
