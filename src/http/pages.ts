import { randomBytes } from 'node:crypto';
import Negotiator from 'negotiator';
import { errorPage } from '../page/error-page.ts';
import { errorForCaller, type RespondToError } from './errors.ts';
import type { HttpRequest } from './request.ts';
import type { HttpResponse } from './response.ts';

/**
 * A page for a browser. It may apply and run only what has the nonce of this one answer, load nothing, be framed by
 * nobody, and its address, which can hold a key, goes to no other site.
 */
export async function pageResponse(
  status: number,
  render: (nonce: string) => Promise<string>,
  headers: Record<string, string> = {},
): Promise<HttpResponse> {
  const nonce = randomBytes(18).toString('base64url');
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(nonce),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      // A nonce is good for one answer, and what is shown names people's applications.
      'cache-control': 'no-store',
      ...headers,
    },
    body: await render(nonce),
  };
}

/**
 * Responds to an error with a page, which has the status and the code of the same error as JSON.
 *
 * @param home address of the overview, seen from the page
 */
export function pageOfError(home: string): RespondToError {
  return (error, log) => {
    const { status, code, message, headers } = errorForCaller(error, log);
    return pageResponse(status, (nonce) => errorPage({ status, code, message }, home, nonce), {
      'x-ms-error-code': code,
      ...headers,
    });
  };
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    'img-src data:',
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The parameter by which a link in a page asks for JSON, as OData calls it: it outweighs what `Accept` says. */
export const formatParameter = '$format';

/** Whether a caller would rather have HTML than JSON. A caller that takes anything, or says nothing, gets JSON. */
export function wantsPage({ headers, url }: HttpRequest): boolean {
  if (new URL(url).searchParams.has(formatParameter)) return false;
  const accept = headers.get('accept');
  const negotiator = new Negotiator({ headers: accept === null ? {} : { accept } });
  return negotiator.mediaType(['application/json', 'text/html']) === 'text/html';
}
