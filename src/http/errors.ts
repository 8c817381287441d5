import type { ErrorBody } from '../contract/answers/shared.ts';
import { BadPageError, ConfigurationError, DamagedRowError, StoreError } from '../core/errors.ts';
import type { Log } from '../poll/ports.ts';
import { JobNotFoundError } from '../views/job.ts';
import { type Answer, jsonAnswer, type Request } from './exchange.ts';
import { RequestError, skipToken } from './request.ts';

/** How an error is answered, whatever the form. */
export interface ErrorReply {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  readonly headers?: Record<string, string>;
}

/** Table Storage throttles for seconds, not minutes. */
const retryStoreAfter = '10';

/** An error as JSON. */
export function errorAnswer(error: unknown, log: Log): Answer {
  return toAnswer(errorReply(error, log));
}

/** How an error is answered. What the operator has to mend is logged; a stack goes nowhere but there. */
export function errorReply(error: unknown, log: Log): ErrorReply {
  const reply = replyTo(error);
  if (reply.status >= 500) {
    const detail = error instanceof Error ? error.message : String(error);
    const stack = reply.code === 'InternalError' && error instanceof Error ? { stack: error.stack } : {};
    log.error({ line: 'httpError', code: reply.code, detail, ...stack });
  }
  return reply;
}

/** An answer with an error; `more` stands beside it in the body. */
export function toAnswer({ status, code, message, target, headers }: ErrorReply, more: object = {}): Answer {
  const body: ErrorBody = { error: { code, message, ...(target !== undefined && { target }) } };
  return jsonAnswer(status, { ...body, ...more }, { 'x-ms-error-code': code, ...headers });
}

function replyTo(error: unknown): ErrorReply {
  if (error instanceof RequestError)
    return { status: 400, code: error.code, message: error.message, target: error.target };
  if (error instanceof BadPageError)
    return { status: 400, code: 'InvalidQueryParameter', message: error.message, target: skipToken };
  if (error instanceof JobNotFoundError) return { status: 404, code: error.code, message: error.message };
  if (error instanceof DamagedRowError || error instanceof ConfigurationError)
    return { status: 500, code: error.code, message: error.message };
  if (error instanceof StoreError) {
    const headers = { 'retry-after': retryStoreAfter };
    return { status: 503, code: 'StorageUnavailable', message: error.message, headers };
  }
  return {
    status: 500,
    code: 'InternalError',
    message: 'Something failed that should not: the log of the function app has the details.',
  };
}

/** Turns an error into its answer. */
export type AnswerError = (error: unknown, log: Log) => Answer | Promise<Answer>;

/** Runs a route: whatever it throws becomes an answer, and HEAD gets what GET would, without the body. */
export async function serve(
  request: Request,
  log: Log,
  route: () => Promise<Answer>,
  answerError: AnswerError = errorAnswer,
): Promise<Answer> {
  const { body, ...answer } = await route().catch((error: unknown) => answerError(error, log));
  return request.method === 'HEAD' || body === undefined ? answer : { ...answer, body };
}
