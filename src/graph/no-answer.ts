import { isRestError } from '@azure/core-rest-pipeline';
import { SourceError } from '../core/errors.ts';
import type { Instant } from '../core/instant.ts';
import { TookTooLong } from './deadline.ts';
import { causeOf } from './failure-cause.ts';
import type { NoAnswer } from './outcome.ts';

/** Codes of OpenSSL and Node.js for a certificate that is not trusted. @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const untrusted =
  /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|HOSTNAME_MISMATCH$|INVALID_CA$)/;

/** What an error means that came in place of an answer. */
export function noAnswer(at: Instant, error: unknown): NoAnswer {
  const ended = (cause: string, detail: string, remedy?: 'again'): NoAnswer => {
    return { kind: 'noAnswer', at, cause: causeOf(cause, detail), remedy };
  };
  if (error instanceof SourceError) {
    // What a credential says in its own words differs from time to time; `authenticate` repeats it.
    const text = 'There is no token for Microsoft Graph: check the managed identity and Graph__clientId.';
    return ended(error.code, error.code === 'WrongTenant' ? error.message : text);
  }
  if (error instanceof TookTooLong) {
    return ended('timeout', `Graph did not answer within ${error.milliseconds / 1000} seconds.`, 'again');
  }
  if (!isRestError(error)) return ended('unexpected', String(error));
  if (untrusted.test(error.code ?? '')) {
    return ended(
      'tls',
      `The TLS certificate of the server that answered is not trusted (${error.code}). Most likely a proxy intercepts TLS, or ` +
        'GRAPH_ENDPOINT names another server: let Graph pass the proxy untouched, or name the certificate of its ' +
        'authority in NODE_EXTRA_CA_CERTS.',
    );
  }
  const code = error.code === undefined ? '' : ` (${error.code})`;
  return ended(
    'network',
    `Graph could not be reached${code}: check DNS, network rules and GRAPH_ENDPOINT.`,
    'again',
  );
}
