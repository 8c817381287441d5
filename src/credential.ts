import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';
import { identityGivesNone } from './graph/token-problem.ts';

/**
 * The managed identity of the function app, or the user-assigned one with that client id. A developer's machine has none: there it
 * is that of the person who is signed in, or of the service principal that the AZURE_ variables name.
 *
 * @param authorityHost where a developer's machine signs in; a managed identity needs none
 */
export function createCredential(
  env: Readonly<Record<string, string | undefined>>,
  clientId: string | undefined,
  authorityHost: string,
): TokenCredential {
  if (!env.IDENTITY_ENDPOINT) return developerCredential(authorityHost);
  return clientId === undefined
    ? new ManagedIdentityCredential()
    : new ManagedIdentityCredential({ clientId });
}

function developerCredential(authorityHost: string): TokenCredential {
  return loadedWhenWanted(async () => {
    const { DefaultAzureCredential } = await import('./developer-credential.ts');
    return new DefaultAzureCredential({ authorityHost });
  });
}

export interface FederatedCredentialOptions {
  /** Whose tokens it gives. */
  readonly tenantId: string;
  /** Client id of the multi-tenant app. */
  readonly appId: string;
  /** The identity that the app trusts by a federated credential. */
  readonly identity: TokenCredential;
  /** What the identity's token is asked for, such as `api://AzureADTokenExchange`. */
  readonly audience: string;
  /** Where that tenant's tokens are issued. */
  readonly authorityHost: string;
}

/**
 * A multi-tenant app in one tenant: it signs in with a token of the managed identity in place of a secret. To be made once for each
 * tenant, because it keeps the tenant's tokens.
 */
export function createFederatedCredential(options: FederatedCredentialOptions): TokenCredential {
  const { tenantId, appId, identity, audience, authorityHost } = options;
  const assertion = async () => {
    // Of an error in here only the message comes out of the SDK.
    const token = await identity.getToken(`${audience}/.default`).catch((error: Error) => {
      throw new Error(`${identityGivesNone} ${audience}: ${error.message}`, { cause: error });
    });
    if (!token) throw new Error(`${identityGivesNone} ${audience}.`);
    return token.token;
  };
  return loadedWhenWanted(async () => {
    const { ClientAssertionCredential } = await import('./federated-credential.ts');
    // The host is one of Microsoft's known ones, or one that was set on purpose: the public cloud need not be asked whether it is real.
    const trusted = { authorityHost, disableInstanceDiscovery: true };
    return new ClientAssertionCredential(tenantId, appId, assertion, trusted);
  });
}

/** The SDK's credential, made when a token is wanted. */
function loadedWhenWanted(load: () => Promise<TokenCredential>): TokenCredential {
  let credential: Promise<TokenCredential> | undefined;
  return {
    async getToken(scopes, options) {
      credential ??= load();
      return (await credential).getToken(scopes, options);
    },
  };
}
