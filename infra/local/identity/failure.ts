import type { ServerResponse } from 'node:http';

/**
 * `cut`: the connection ends without an answer. `malformed`: half of the answer, with its status. `delayMs`: the true answer, this much
 * later.
 */
export type Disturbance = 'cut' | 'malformed' | { readonly delayMs: number };

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** What fails, in place of answers. */
export interface Failing<Failure> {
  /** Every request fails like this until `heal`; so many of them if given. */
  fail(failure: Failure, times?: number): void;
  heal(): void;
}

/** `meet` gives the failure that a request meets, and counts it. */
export function createFailing<Failure>(): Failing<Failure> & { meet(): Failure | undefined } {
  let failing: { failure: Failure; left: number } | undefined;
  return {
    fail(failure, times = Number.POSITIVE_INFINITY) {
      failing = { failure, left: times };
    },
    heal() {
      failing = undefined;
    },
    meet: () => (failing && failing.left-- > 0 ? failing.failure : undefined),
  };
}

/** Sends the answer, or what the disturbance makes of it. */
export function send(response: ServerResponse, answer: () => Answer, disturbance?: Disturbance): void {
  if (disturbance === undefined) write(response, answer());
  else if (disturbance === 'cut') response.destroy();
  else if (disturbance === 'malformed') write(response, answer(), 0.5);
  else {
    const later = setTimeout(() => write(response, answer()), disturbance.delayMs);
    response.once('close', () => clearTimeout(later));
  }
}

function write(response: ServerResponse, { status, headers, body }: Answer, share = 1): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(text.slice(0, text.length * share));
}
