import type { Instant } from '../core/instant.ts';
import { isJsonObject } from '../core/json.ts';
import type { Cause } from '../core/observe.ts';

/** An HTTP answer to one request, which was sent alone or inside a batch. */
export interface HttpAnswer {
  readonly kind: 'answer';
  /** Its arrival. */
  readonly at: Instant;
  readonly status: number;
  /** The value of a header, whatever the case of its name. */
  readonly header: (name: string) => string | undefined;
  /** The parsed JSON; undefined when the body is not JSON. */
  readonly body: unknown;
}

/** No answer came, or none that can be taken for this request. */
export interface NoAnswer {
  readonly kind: 'noAnswer';
  readonly at: Instant;
  readonly cause: Cause;
  /** What may bring an answer: asking again soon, or asking outside the batch. */
  readonly remedy: 'again' | 'alone' | undefined;
}

/** What became of one request. */
export type Outcome = HttpAnswer | NoAnswer;

/**
 * What a status says about its request.
 *
 * - `read`: the answer is in the body.
 * - `refused`: the caller may not; asking in another way does not help.
 * - `later`: the service is busy or in trouble; asking again may help.
 * - `unknown`: anything else. Inside a batch it may be about the batching and not about what was asked.
 */
export type Verdict = 'read' | 'refused' | 'later' | 'unknown';

export function verdictOf(status: number): Verdict {
  if (status === 200) return 'read';
  if (status === 401 || status === 403) return 'refused';
  if (status === 408 || status === 429) return 'later';
  return status >= 500 && status !== 501 && status !== 505 ? 'later' : 'unknown';
}

/** Whether asking again soon may help. */
export function isTransient(outcome: Outcome): boolean {
  return outcome.kind === 'answer' ? verdictOf(outcome.status) === 'later' : outcome.remedy === 'again';
}

/** Whether Graph gave what was asked for. */
export function isRead(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && verdictOf(outcome.status) === 'read' && isJsonObject(outcome.body);
}
