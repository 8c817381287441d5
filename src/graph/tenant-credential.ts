import type { TokenCredential } from '@azure/identity';
import { boundedText } from '../core/bounded-text.ts';
import { SourceError } from '../core/errors.ts';
import { isJsonObject, type JsonObject, parseJson } from '../core/json.ts';
import { TookTooLong, within } from './deadline.ts';
import type { AppRole } from './failure-cause.ts';

/**
 * A credential whose every token is proven to be the tenant's: what one tenant says is never stored as another's.
 *
 * @throws SourceError `TokenUnavailable` or `WrongTenant`, from `getToken`
 */
export function tenantCredential(credential: TokenCredential, tenantId: string): TokenCredential {
  return {
    async getToken(scopes, options = {}) {
      // A token is shared and refreshed ahead of time: the end of the one request that asked for it must not end that.
      const { abortSignal: _, ...others } = options;
      const token = await credential.getToken(scopes, others).catch((error: unknown) => {
        throw unavailable(error);
      });
      if (!token) throw unavailable(new Error('the credential gave none'));
      const found = tenantOf(token.token);
      if (found === tenantId.toLowerCase()) return token;
      throw new SourceError(
        'WrongTenant',
        `The token for Microsoft Graph is of ${found === undefined ? 'no tenant that can be told' : `tenant ${found}`}, ` +
          `but TENANT_ID is ${tenantId}: correct TENANT_ID, or run with an identity of that tenant (Graph__clientId).`,
      );
    },
  };
}

/** Milliseconds to wait for a token: the credential asks again by itself. */
const timeout = 60_000;

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
    await within(timeout, signal, () => credential.getToken(scope));
  } catch (error) {
    throw error instanceof TookTooLong ? unavailable(error) : error;
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

/** The `tid` claim, lower-case. */
function tenantOf(token: string): string | undefined {
  const { tid } = claimsOf(token);
  return typeof tid === 'string' ? tid.toLowerCase() : undefined;
}

/** What an access token says of itself; empty when it cannot be read. Its signature is for the service to check. */
export function claimsOf(token: string): JsonObject {
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return isJsonObject(claims) ? claims : {};
}

/** What the token in use has read: who may read one thing does not lack the app role when another is refused. */
export interface TokenReads {
  /** A request was sent with this token. What an earlier one could read says nothing about it: roles are in the token. */
  use(token: string): void;
  /** Something was read that needs the role. */
  add(role: AppRole): void;
  /** Whether anything that needs the role was read with the token in use. */
  has(role: AppRole): boolean;
}

export function createTokenReads(): TokenReads {
  const roles = new Set<AppRole>();
  let inUse = '';
  return {
    use(token) {
      if (token !== inUse) roles.clear();
      inUse = token;
    },
    add: (role) => void roles.add(role),
    has: (role) => roles.has(role),
  };
}
