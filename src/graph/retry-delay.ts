import type { Instant } from '../core/instant.ts';

/** A request is sent at most this often. */
export const mostAttempts = 4;

const first = 2_000;
const most = 16_000;

/**
 * Milliseconds that a `Retry-After` header asks for: whole or broken seconds, or an HTTP date. Undefined when it asks for
 * nothing: it is absent, not to be understood, zero or in the past.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfter(header: string | undefined, now: Instant): number | undefined {
  const text = header?.trim() ?? '';
  const milliseconds = /^\d+(\.\d+)?$/.test(text)
    ? Math.ceil(Number(text) * 1000)
    : /^[A-Z][a-z]+, /.test(text)
      ? Date.parse(text) - Date.parse(now)
      : Number.NaN;
  return milliseconds > 0 ? milliseconds : undefined;
}

/**
 * Milliseconds to wait after the attempt of that number (from 1): exponential, with full jitter, so that those who were
 * refused together do not come back together.
 *
 * @param random from 0 to 1
 */
export function backOff(attempt: number, random: number): number {
  return Math.ceil(random * Math.min(most, first * 2 ** (attempt - 1)));
}
