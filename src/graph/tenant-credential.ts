import type { TokenCredential } from '@azure/identity';
import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import { TimedOutError, withTimeout } from './deadline.ts';
import type { Reader } from './reader.ts';
import { noToken, wrongTenant } from './token-problem.ts';

/**
 * A credential that gives out only tokens of the tenant: what one tenant says is never stored as another's.
 *
 * @param credential of the reader: it gets the tokens
 * @throws TokenError from `getToken`
 */
export function tenantCredential(credential: TokenCredential, reader: Reader): TokenCredential {
  return {
    async getToken(scopes, options = {}) {
      // A token is shared and refreshed ahead of time: when the request that asked for it is aborted, that must go on.
      const { abortSignal: _, ...others } = options;
      const token = await credential.getToken(scopes, others).catch((error: unknown) => {
        throw noToken(reader, error);
      });
      if (!token) throw noToken(reader, new Error('the credential gave none'));
      const found = tenantOf(token.token);
      if (found === reader.tenantId.toLowerCase()) return token;
      throw wrongTenant(reader, found);
    },
  };
}

/** The credential repeats its own requests within this time. */
const tokenTimeoutMs = 60_000;

/**
 * Proves that there is a token, and that it is the tenant's.
 *
 * @param credential of `tenantCredential` with the same reader
 * @throws TokenError; the signal's reason when it aborts
 */
export async function proveToken(
  credential: TokenCredential,
  reader: Reader,
  scope: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    // As the pipeline asks, so that it gets this one: tokens that can be revoked early are kept apart.
    await withTimeout(tokenTimeoutMs, signal, () => credential.getToken(scope, { enableCae: true }));
  } catch (error) {
    throw error instanceof TimedOutError ? noToken(reader, error) : error;
  }
}

/** The `tid` claim in lower case. */
function tenantOf(token: string): string | undefined {
  const { tid } = claimsOf(token);
  return typeof tid === 'string' ? tid.toLowerCase() : undefined;
}

/** The claims of an access token; empty when they cannot be read. The service checks the signature. */
export function claimsOf(token: string): JsonObject {
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return isJsonObject(claims) ? claims : {};
}
