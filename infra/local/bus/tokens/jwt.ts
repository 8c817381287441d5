import { readJwtPart } from '../../jwt-part.ts';
import type { ReadToken } from './token.ts';

const AUDIENCE = /^https:\/\/servicebus\.azure\.net\/?$/;

/**
 * Reads an Entra ID token as far as a stand-in can: its form, audience, tenant and times, but no signature.
 * Returns a sentence when it is refused.
 */
export function readJwt(token: string, tenantId: string | undefined): ReadToken | string {
  const parts = token.split('.');
  const [, payload] = parts;
  if (parts.length !== 3 || payload === undefined) return 'InvalidToken: A JWT has three parts.';
  const claims = readJwtPart(payload);
  if (typeof claims !== 'object' || claims === null)
    return 'InvalidToken: The payload of the JWT is not a JSON object.';
  const { aud, exp, nbf, tid, oid }: Partial<Record<string, unknown>> = { ...claims };
  if (typeof aud !== 'string' || !AUDIENCE.test(aud))
    return `InvalidAudience: The audience '${String(aud)}' is not Service Bus.`;
  if (tenantId !== undefined && tid !== tenantId) return 'InvalidIssuer: Token issuer is invalid.';
  if (typeof exp !== 'number') return 'InvalidToken: The JWT has no expiry.';
  return {
    expires: exp,
    ...(typeof nbf === 'number' && { notBefore: nbf }),
    ...(typeof oid === 'string' && { identity: oid }),
  };
}
