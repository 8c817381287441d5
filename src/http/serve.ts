import type { Log } from '../poll/log.ts';
import { errorAnswer } from './error-answer.ts';
import type { Answer, Request } from './exchange.ts';

/** Runs a route: whatever it throws becomes an answer, and HEAD gets what GET would, without the body. */
export async function serve(request: Request, log: Log, route: () => Promise<Answer>): Promise<Answer> {
  const { body, ...answer } = await route().catch((error: unknown) => errorAnswer(error, log));
  return request.method === 'HEAD' || body === undefined ? answer : { ...answer, body };
}
