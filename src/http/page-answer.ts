import { randomBytes } from 'node:crypto';
import Negotiator from 'negotiator';
import { errorPage } from '../page/error-page.ts';
import type { Log } from '../poll/ports.ts';
import { errorReply } from './errors.ts';
import type { Answer, Request } from './exchange.ts';

/**
 * A page for a browser. It may apply and run only what has the nonce of this one answer, load nothing, be framed by
 * nobody, and its address, which can hold a key, goes to no other site.
 */
export async function pageAnswer(
  status: number,
  render: (nonce: string) => Promise<string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
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

/** An error as a page, with the status and the code that the same error has as JSON. @param home address of the overview, seen from the page */
export function errorPageAnswer(home: string, more: Record<string, string> = {}) {
  return (error: unknown, log: Log): Promise<Answer> => {
    const { status, code, message, headers } = errorReply(error, log);
    return pageAnswer(status, (nonce) => errorPage({ status, code, message }, home, nonce), {
      'x-ms-error-code': code,
      ...headers,
      ...more,
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
export const format = '$format';

/** Whether a caller would rather have HTML than JSON. Whoever takes anything, or says nothing, gets JSON. */
export function wantsPage({ headers, url }: Request): boolean {
  if (new URL(url).searchParams.has(format)) return false;
  const accept = headers.get('accept');
  const negotiator = new Negotiator({ headers: accept === null ? {} : { accept } });
  return negotiator.mediaType(['application/json', 'text/html']) === 'text/html';
}
