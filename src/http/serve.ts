import type { Log } from '../poll/log.ts';
import { errorAnswer } from './error-answer.ts';
import type { Answer, Request } from './exchange.ts';

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
