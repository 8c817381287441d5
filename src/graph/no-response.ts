import { isRestError } from '@azure/core-rest-pipeline';
import type { Instant } from '../core/instant.ts';
import { TimedOutError } from './deadline.ts';
import { boundedCause } from './failure-cause.ts';
import type { NoResponse } from './outcome.ts';
import { TokenError } from './token-problem.ts';

/** Codes of OpenSSL and Node.js for a certificate that is not trusted. @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const untrusted =
  /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|HOSTNAME_MISMATCH$|INVALID_CA$)/;

/** The outcome of a request for which an error was thrown in place of a response. */
export function noResponse(at: Instant, error: unknown): NoResponse {
  const failed = (cause: string, detail: string, remedy?: 'again'): NoResponse => {
    return { kind: 'noResponse', at, cause: boundedCause(cause, detail), remedy };
  };
  // `authenticate` repeats the service's own words.
  if (error instanceof TokenError) return failed(error.code, error.comparable);
  if (error instanceof TimedOutError) {
    return failed('timeout', `Graph did not answer within ${error.timeoutMs / 1000} seconds.`, 'again');
  }
  if (!isRestError(error)) return failed('unexpected', String(error));
  if (untrusted.test(error.code ?? '')) {
    return failed(
      'tls',
      `The TLS certificate of the server that answered is not trusted (${error.code}). Most likely a proxy intercepts TLS, or ` +
        'GRAPH_ENDPOINT names another server: let Graph pass the proxy untouched, or name the certificate of its ' +
        'authority in NODE_EXTRA_CA_CERTS.',
    );
  }
  const code = error.code === undefined ? '' : ` (${error.code})`;
  return failed(
    'network',
    `Graph could not be reached${code}: check DNS, network rules and GRAPH_ENDPOINT.`,
    'again',
  );
}
