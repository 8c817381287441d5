import type { ErrorBody } from '../contract/answers/shared.ts';
import {
  BadPageError,
  ConfigurationError,
  type ConnectorError,
  DamagedRowError,
  StoreError,
  TakenOverError,
} from '../core/errors.ts';
import { claimForMs } from '../core/run-claim.ts';
import type { Log } from '../poll/ports.ts';
import { EventGoneError, EventNotFoundError, FeedPositionGoneError } from '../views/feed.ts';
import { JobNotFoundError } from '../views/find-job.ts';
import { type HttpRequest, RequestError, skipToken } from './request.ts';
import { type HttpResponse, jsonResponse } from './response.ts';
import { TenantNotFoundError } from './tenants.ts';

/** An error as the caller sees it, in JSON or on a page. */
export interface ErrorForCaller {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  readonly headers?: Record<string, string>;
  /** Further members of the body. */
  readonly more?: object;
}

/** Makes the response to an error. */
export type RespondToError = (error: unknown, log: Log) => HttpResponse | Promise<HttpResponse>;

/** Runs a route: what it throws becomes a response, and HEAD gets what GET would, without the body. */
export async function serve(
  request: HttpRequest,
  log: Log,
  route: () => Promise<HttpResponse>,
  respondToError: RespondToError = jsonOfError,
): Promise<HttpResponse> {
  const { body, ...response } = await route().catch((error: unknown) => respondToError(error, log));
  return request.method === 'HEAD' || body === undefined ? response : { ...response, body };
}

export function jsonOfError(error: unknown, log: Log): HttpResponse {
  return errorResponse(errorForCaller(error, log));
}

export function errorResponse({
  status,
  code,
  message,
  target,
  headers,
  more,
}: ErrorForCaller): HttpResponse {
  const body: ErrorBody = { error: { code, message, ...(target !== undefined && { target }) } };
  return jsonResponse(status, { ...body, ...more }, { 'x-ms-error-code': code, ...headers });
}

/** Logs what the operator has to mend. A stack goes nowhere but into the log. */
export function errorForCaller(error: unknown, log: Log): ErrorForCaller {
  const forCaller = describe(error);
  if (forCaller.status >= 500) {
    const detail = error instanceof Error ? error.message : String(error);
    const stack = forCaller.code === 'InternalError' && error instanceof Error ? { stack: error.stack } : {};
    log.error({ line: 'httpError', code: forCaller.code, detail, ...stack });
  }
  return forCaller;
}

/** Table Storage throttles for seconds, not minutes. */
const retryStoreAfterSeconds = 10;

/** A token can be cut, of another list, or made up. */
const notAPlace = `The query parameter '${skipToken}' is no place in this list: take it whole from the nextLink of the page before, or leave it out to begin at the first page.`;

const notFound = [JobNotFoundError, TenantNotFoundError, EventNotFoundError];

function isNotFound(error: unknown): error is ConnectorError {
  return notFound.some((kind) => error instanceof kind);
}

/** Another run is at work, and the caller may come again in so many seconds. */
export function pollInProgress(message: string, seconds: number): ErrorForCaller {
  return { status: 409, code: 'PollInProgress', message, headers: { 'retry-after': String(seconds) } };
}

function describe(error: unknown): ErrorForCaller {
  if (error instanceof RequestError)
    return { status: 400, code: error.code, message: error.message, target: error.target };
  if (error instanceof BadPageError)
    return { status: 400, code: 'InvalidQueryParameter', message: notAPlace, target: skipToken };
  if (error instanceof FeedPositionGoneError) {
    const { code, message, after } = error;
    return { status: 410, code, message, target: 'after', more: { after } };
  }
  if (error instanceof EventGoneError) return { status: 410, code: error.code, message: error.message };
  if (isNotFound(error)) return { status: 404, code: error.code, message: error.message };
  if (error instanceof ConfigurationError) {
    const inTheLog = 'The settings of the function app are wrong: its log says what, and how to mend it.';
    return { status: 500, code: error.code, message: error.isForCallers ? error.message : inTheLog };
  }
  if (error instanceof DamagedRowError) return { status: 500, code: error.code, message: error.message };
  // The table is well: that is no outage.
  if (error instanceof TakenOverError) return pollInProgress(error.message, claimForMs / 1000);
  if (error instanceof StoreError) {
    const headers = { 'retry-after': String(retryStoreAfterSeconds) };
    return { status: 503, code: 'StorageUnavailable', message: error.message, headers };
  }
  return {
    status: 500,
    code: 'InternalError',
    message: 'Something failed that should not: the log of the function app has the details.',
  };
}
