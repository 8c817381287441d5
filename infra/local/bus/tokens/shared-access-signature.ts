import { createHmac } from 'node:crypto';
import type { ReadToken } from './token.ts';

export interface SharedAccessKey {
  readonly name: string;
  readonly key: string;
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
