import { randomBytes } from 'node:crypto';
import Negotiator from 'negotiator';
import { errorPage, type Way } from '../page/error-page.ts';
import type { TenantPlace } from '../page/links.ts';
import type { Log } from '../poll/ports.ts';
import type { ViewContext } from '../views/context.ts';
import { type ErrorForCaller, errorForCaller, jsonOfError, type RespondToError } from './errors.ts';
import { type HttpRequest, invalid } from './request.ts';
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

/** Where a page stands below the status page of its tenant: beside it, or as deep as a job's. */
export type Depth = '' | '../../';

/** Which of several tenants a page is about; undefined where there is one. */
export function placeOf(
  request: HttpRequest,
  { tenantId, tenantName, others }: Pick<ViewContext, 'tenantId' | 'tenantName' | 'others'>,
  depth: Depth,
): TenantPlace | undefined {
  const isOneOfSeveral = isBelowTenants(request) || others.length > 0;
  return isOneOfSeveral ? { name: tenantName ?? tenantId, all: wayToAll(request, depth) } : undefined;
}

function isBelowTenants({ params }: HttpRequest): boolean {
  return params.tenantId !== undefined;
}

function wayToAll(request: HttpRequest, depth: Depth): string {
  return `${depth}${isBelowTenants(request) ? '../../' : ''}tenants`;
}

/** Responds to an error with a page, which has the status and the code of the same error as JSON. */
export function pageOfError(request: HttpRequest, depth: Depth): RespondToError {
  const toAll = { href: wayToAll(request, depth), words: 'All tenants' };
  const toStatus = { href: `${depth}status`, words: 'Status page' };
  return (error, log) =>
    respondWithPage(error, log, ({ code }) => (code === 'TenantNotFound' ? toAll : toStatus));
}

/** The same for the page over all tenants. */
export const pageOfTenantsError: RespondToError = (error, log) =>
  respondWithPage(error, log, () => ({ href: 'tenants', words: 'All tenants' }));

function respondWithPage(
  error: unknown,
  log: Log,
  wayFrom: (error: ErrorForCaller) => Way,
): Promise<HttpResponse> {
  const forCaller = errorForCaller(error, log);
  const { status, code, message, headers } = forCaller;
  return pageResponse(status, (nonce) => errorPage({ status, code, message }, wayFrom(forCaller), nonce), {
    'x-ms-error-code': code,
    ...headers,
  });
}

/** Answers with JSON or, to a browser, with a page. */
export async function inEitherForm(
  request: HttpRequest,
  asJson: () => Promise<HttpResponse>,
  asPage: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  return varying(await (wantsPage(request) ? asPage() : asJson()));
}

/** Responds to an error in the form in which the answer was asked for. */
export function errorInEitherForm(request: HttpRequest, asPage: RespondToError): RespondToError {
  const respond = wantsPage(request) ? asPage : jsonOfError;
  return async (error, log) => varying(await respond(error, log));
}

/** The same address has two forms: caches have to keep them apart. */
function varying(response: HttpResponse): HttpResponse {
  return { ...response, headers: { ...response.headers, vary: 'accept' } };
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

/** @throws RequestError for a form that is not JSON */
export function checkFormat(format: string | undefined): void {
  if (format !== undefined && format !== 'json') throw invalid(formatParameter, "is not 'json'");
}

/** Whether a caller would rather have HTML than JSON. A caller that takes anything, or says nothing, gets JSON. */
function wantsPage({ headers, url }: HttpRequest): boolean {
  if (new URL(url).searchParams.has(formatParameter)) return false;
  const accept = headers.get('accept');
  const negotiator = new Negotiator({ headers: accept === null ? {} : { accept } });
  return negotiator.mediaType(['application/json', 'text/html']) === 'text/html';
}
