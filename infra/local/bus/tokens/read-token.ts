import { createHmac } from 'node:crypto';
import { readJwtPart } from '../../jwt-part.ts';

/** The contents of a token of either form. Times are whole seconds since the epoch. */
export interface ReadToken {
  readonly expires: number;
  readonly notBefore?: number;
  readonly identity?: string;
}

export interface SharedAccessKey {
  readonly name: string;
  readonly key: string;
}

const serviceBusAudience = /^https:\/\/servicebus\.azure\.net\/?$/;

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
  if (typeof aud !== 'string' || !serviceBusAudience.test(aud))
    return `InvalidAudience: The audience '${String(aud)}' is not Service Bus.`;
  if (tenantId !== undefined && tid !== tenantId) return 'InvalidIssuer: Token issuer is invalid.';
  if (typeof exp !== 'number') return 'InvalidToken: The JWT has no expiry.';
  return {
    expires: exp,
    ...(typeof nbf === 'number' && { notBefore: nbf }),
    ...(typeof oid === 'string' && { identity: oid }),
  };
}

/**
 * Reads `SharedAccessSignature sr=..&sig=..&se=..&skn=..`: it must be signed with the key and `sr` must cover the audience that it is
 * put for. Returns a sentence when it is refused.
 */
export function readSas(token: string, { name, key }: SharedAccessKey, audience: string): ReadToken | string {
  const [scheme, query = ''] = token.split(' ');
  const fields = new Map(query.split('&').map((field) => splitOnce(field)));
  const [sr, sig, se, skn] = ['sr', 'sig', 'se', 'skn'].map((field) => fields.get(field));
  const expires = Number(se);
  if (scheme !== 'SharedAccessSignature' || !sr || !sig || !se || !skn || Number.isNaN(expires))
    return 'InvalidToken: The shared access signature is malformed.';
  const signature = createHmac('sha256', key).update(`${sr}\n${se}`).digest('base64');
  if (decodeURIComponent(skn) !== name || decodeURIComponent(sig) !== signature)
    return 'InvalidSignature: The token has an invalid signature.';
  if (!`${resource(audience)}/`.startsWith(`${resource(decodeURIComponent(sr))}/`))
    return `InvalidAudience: The token is for '${decodeURIComponent(sr)}', not for '${audience}'.`;
  return { expires };
}

function splitOnce(field: string): [string, string] {
  const at = field.indexOf('=');
  return [field.slice(0, at), field.slice(at + 1)];
}

/** `sb://Namespace/Topic/` -> `namespace/topic` */
function resource(uri: string): string {
  return uri
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/\/+$/, '');
}
