import type { TokenCredential } from '@azure/identity';
import { boundedText } from '../core/bounded-text.ts';
import { SourceError } from '../core/errors.ts';
import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import { TimedOutError, withTimeout } from './deadline.ts';

/**
 * A credential that gives out only tokens of the tenant: what one tenant says is never stored as another's.
 *
 * @throws SourceError `TokenUnavailable` or `WrongTenant`, from `getToken`
 */
export function tenantCredential(credential: TokenCredential, tenantId: string): TokenCredential {
  return {
    async getToken(scopes, options = {}) {
      // A token is shared and refreshed ahead of time: when the request that asked for it is aborted, that must go on.
      const { abortSignal: _, ...others } = options;
      const token = await credential.getToken(scopes, others).catch((error: unknown) => {
        throw unavailable(error);
      });
      if (!token) throw unavailable(new Error('the credential gave none'));
      const found = tenantOf(token.token);
      if (found === tenantId.toLowerCase()) return token;
      throw new SourceError(
        'WrongTenant',
        `The token for Microsoft Graph names ${found === undefined ? 'no tenant' : `tenant ${found}`}, ` +
          `but TENANT_ID is ${tenantId}: correct TENANT_ID, or run with an identity of that tenant (Graph__clientId).`,
      );
    },
  };
}

/** The credential repeats its own requests within this time. */
const tokenTimeoutMs = 60_000;

/**
 * Proves that there is a token, and that it is the tenant's.
 *
 * @param credential of `tenantCredential`
 * @throws SourceError `TokenUnavailable` or `WrongTenant`; the signal's reason when it aborts
 */
export async function proveToken(
  credential: TokenCredential,
  scope: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await withTimeout(tokenTimeoutMs, signal, () => credential.getToken(scope));
  } catch (error) {
    throw error instanceof TimedOutError ? unavailable(error) : error;
  }
}

function unavailable(error: unknown): SourceError {
  return new SourceError(
    'TokenUnavailable',
    'There is no token for Microsoft Graph: check that the managed identity is assigned to this app and that ' +
      `Graph__clientId, if set, is its client id. ${boundedText(String(error), 500)}`,
    error,
  );
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
