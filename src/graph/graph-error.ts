import { boundedText } from '../core/bounded-text.ts';
import { isJsonObject } from '../core/json.ts';
import type { Outcome } from './outcome.ts';

/** What Graph says about a request that it refuses. */
export interface GraphError {
  readonly code: string;
  readonly message: string;
}

/** The error in a body of Graph's, `{"error": {"code", "message"}}`; undefined when the body is not of that shape. */
export function graphErrorOf(body: unknown): GraphError | undefined {
  if (!isJsonObject(body) || !isJsonObject(body.error)) return undefined;
  const { code, message } = body.error;
  if (typeof code !== 'string' || code.trim() === '') return undefined;
  return { code: boundedText(code, 60), message: typeof message === 'string' ? message.trim() : '' };
}

/** Graph's own 404: something other than Graph, such as a proxy, gives none with an error of Graph's in it. */
export function isNotFound(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && outcome.status === 404 && graphErrorOf(outcome.body) !== undefined;
}
