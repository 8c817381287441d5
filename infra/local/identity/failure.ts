import type { ServerResponse } from 'node:http';
import { type IdentityAnswer, refused, unassigned } from './answer.ts';

/**
 * `cut`: the connection ends without an answer. `unassigned`: the app has no identity. `throttled`: 429. `unavailable`: 503.
 * `malformed`: 200 with half of an answer. `delayMs`: the true answer, this much later.
 */
export type IdentityFailure =
  | 'cut'
  | 'unassigned'
  | 'throttled'
  | 'unavailable'
  | 'malformed'
  | { readonly delayMs: number };

const refusals = {
  unassigned,
  throttled: () => refused(429, 'Too many requests.'),
  unavailable: () => refused(503, 'The service is unavailable.'),
};

/** Fails in place of the answer, or sends it. */
export function failOrSend(
  failure: IdentityFailure | undefined,
  response: ServerResponse,
  answer: () => IdentityAnswer,
): void {
  if (failure === undefined) send(response, answer());
  else if (failure === 'cut') response.destroy();
  else if (failure === 'malformed') send(response, answer(), 0.5);
  else if (typeof failure === 'string') send(response, refusals[failure]());
  else {
    const later = setTimeout(() => send(response, answer()), failure.delayMs);
    response.once('close', () => clearTimeout(later));
  }
}

function send(response: ServerResponse, { status, body }: IdentityAnswer, share = 1): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(text.slice(0, text.length * share));
}
