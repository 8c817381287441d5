import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';

/** What an access token says of itself; empty when it cannot be read. Its signature is for the service to check. */
export function claimsOf(token: string): JsonObject {
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return isJsonObject(claims) ? claims : {};
}
