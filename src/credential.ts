import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';

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

/** Loaded when a token is wanted. */
function developerCredential(authorityHost: string): TokenCredential {
  let credential: Promise<TokenCredential> | undefined;
  const load = async () => {
    const { DefaultAzureCredential } = await import('./developer-credential.ts');
    return new DefaultAzureCredential({ authorityHost });
  };
  return {
    async getToken(scopes, options) {
      credential ??= load();
      return (await credential).getToken(scopes, options);
    },
  };
}
