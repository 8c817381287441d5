import { parseJson } from './parse-json.ts';

/** Reads the header or the payload of a JWT, whatever stands there; undefined when it is no JSON. */
export function readJwtPart(part: string | undefined): unknown {
  return parseJson(Buffer.from(part ?? '', 'base64url').toString('utf8'));
}
