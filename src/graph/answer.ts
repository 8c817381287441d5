import type { Instant } from '../core/instant.ts';
import type { Cause } from '../core/observe.ts';

/** An HTTP answer to one request, which was sent alone or inside a batch. */
export interface Answer {
  readonly kind: 'answer';
  /** Its arrival. */
  readonly at: Instant;
  readonly status: number;
  /** The value of a header, whatever the case of its name. */
  readonly header: (name: string) => string | undefined;
  /** The parsed JSON; undefined when the body is no JSON. */
  readonly body: unknown;
}

/** Nothing to make anything of: no answer came, or none for this request. */
export interface Silence {
  readonly kind: 'silence';
  readonly at: Instant;
  readonly cause: Cause;
  /** Whether asking again soon may help. */
  readonly transient: boolean;
}

export type Outcome = Answer | Silence;

/**
 * What a status says of its request.
 *
 * - `read`: the answer is in the body.
 * - `refused`: the caller may not; asking in another way does not help.
 * - `later`: the service is busy or in trouble; asking again may help.
 * - `unknown`: anything else. Inside a batch it may speak of the batching, so it says nothing of what was asked.
 */
export type Verdict = 'read' | 'refused' | 'later' | 'unknown';

export function verdictOf(status: number): Verdict {
  if (status === 200) return 'read';
  if (status === 401 || status === 403) return 'refused';
  if (status === 408 || status === 429) return 'later';
  return status >= 500 && status !== 501 && status !== 505 ? 'later' : 'unknown';
}

export function isTransient(outcome: Outcome): boolean {
  return outcome.kind === 'answer' ? verdictOf(outcome.status) === 'later' : outcome.transient;
}

export function isUnknown(outcome: Outcome): boolean {
  return outcome.kind === 'answer' && verdictOf(outcome.status) === 'unknown';
}
