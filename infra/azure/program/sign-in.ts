import {
  type AccessToken,
  AggregateAuthenticationError,
  AzureCliCredential,
  AzureDeveloperCliCredential,
  ChainedTokenCredential,
  type TokenCredential,
} from '@azure/identity';
import { boundedText } from '../../../src/core/bounded-text.ts';
import { claimsOf } from '../../../src/graph/for-programs.ts';
import { AccessError } from './access-error.ts';

export interface SignedIn {
  /** Name of the user, or the application. */
  readonly who: string;
  readonly credential: TokenCredential;
}

/** Milliseconds for each of the two programs: the Azure CLI alone can take ten seconds to begin. */
const processTimeoutInMs = 60_000;

/** The person or application that is signed in to the Azure CLI, else to the Azure Developer CLI; of that tenant, if given. */
export function createPersonsCredential(tenantId?: string): TokenCredential {
  const options = { processTimeoutInMs, ...(tenantId !== undefined && { tenantId }) };
  return new ChainedTokenCredential(
    new AzureCliCredential(options),
    new AzureDeveloperCliCredential(options),
  );
}

/**
 * Gets a first token, which the returned credential gives out before it asks for others.
 *
 * @param tenantId the tenant that it has to be of; undefined: any
 * @throws AccessError `signIn`
 */
export async function signIn(
  credential: TokenCredential,
  scope: string,
  tenantId: string | undefined,
): Promise<SignedIn> {
  const token = await credential.getToken(scope).catch((error: unknown) => {
    throw new AccessError('signIn', `There is no sign-in to use. ${saidBy(error)}`, error);
  });
  if (!token) throw new AccessError('signIn', 'There is no sign-in to use.');
  const { tid, who } = readClaims(token);
  if (tenantId !== undefined && tid?.toLowerCase() !== tenantId) {
    throw new AccessError('signIn', `The sign-in is of tenant ${tid ?? 'unknown'}, not of ${tenantId}.`);
  }
  let first: AccessToken | undefined = token;
  return {
    who,
    credential: {
      async getToken(scopes, options) {
        const given = first;
        first = undefined;
        return given ?? credential.getToken(scopes, options);
      },
    },
  };
}

/** The words of each program; a token in it, wherever it came from, is taken out. */
function saidBy(error: unknown): string {
  const errors: readonly unknown[] = error instanceof AggregateAuthenticationError ? error.errors : [error];
  const said = errors.map((each) => (each instanceof Error ? each.message : String(each)));
  return boundedText(said.join(' ').replace(/\beyJ[\w.-]*/g, '[token]'), 1000);
}

/** Claims are read to be shown, and to stop early: whether they are true is the service's to check. */
function readClaims({ token }: AccessToken): { readonly tid: string | undefined; readonly who: string } {
  const claims = claimsOf(token);
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === 'string' && value !== '' ? boundedText(value, 200) : undefined;
  };
  const user = text('upn') ?? text('unique_name') ?? text('preferred_username');
  return { tid: text('tid'), who: user ?? `the application ${text('appid') ?? '(without a name)'}` };
}
