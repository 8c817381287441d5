import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { CredentialUnavailableError, type TokenCredential } from '@azure/identity';
import { fakeTime } from '../../../test/unit/graph/fake-time.ts';
import type { Certificate } from '../../local/certificate.ts';
import type { Terminal } from '../program/terminal.ts';

/** What came of a program. */
export interface Ran {
  readonly code: number;
  /** Standard output. */
  readonly said: string;
  /** Standard error. */
  readonly complained: string;
  /** Milliseconds slept. */
  readonly slept: readonly number[];
}

/** The token of whoever is signed in; undefined: nobody is. */
export type SignedIn = (() => string) | undefined;

export interface RunOptions {
  readonly by: SignedIn;
  /** Called when it begins to wait. */
  readonly onSleep?: (() => void) | undefined;
  /** Called with what a token is asked for. What it returns is the token. */
  readonly onAsk?: ((scopes: string) => string | undefined) | undefined;
}

/** Runs a program in this process, in which time passes only while it sleeps. */
export async function ran(
  { by, onSleep, onAsk }: RunOptions,
  program: (terminal: Omit<Terminal, 'args' | 'env'>) => Promise<number>,
): Promise<Ran> {
  const time = fakeTime();
  time.onSleep = () => onSleep?.();
  const said: string[] = [];
  const complained: string[] = [];
  const getToken: TokenCredential['getToken'] = async (scopes) => {
    const given = onAsk?.(`${scopes}`);
    if (!by) throw new CredentialUnavailableError("Please run 'az login'.");
    return { token: given || by(), expiresOnTimestamp: Date.now() + 3_600_000 };
  };
  const code = await program({
    credentialOf: () => ({ getToken }),
    timing: time.timing,
    say: (text) => said.push(text),
    complain: (text) => complained.push(text),
  });
  return { code, said: said.join('\n'), complained: complained.join('\n'), slept: time.slept };
}

/** A client that trusts the stand-ins' certificate. */
export function trusting(certificate: Certificate): HttpClient {
  const inner = createDefaultHttpClient();
  return {
    sendRequest: (request) => {
      request.tlsSettings = { ca: certificate.cert };
      return inner.sendRequest(request);
    },
  };
}
