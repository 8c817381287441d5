import { boundedText } from '../core/bounded-text.ts';
import { isJsonObject } from '../core/json.ts';

/** What Graph says of a request that it refuses. */
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
