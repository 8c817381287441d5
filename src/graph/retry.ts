import type { Instant } from '../core/instant.ts';
import type { Clock } from '../poll/ports.ts';
import { throttled } from './failure-cause.ts';
import { isTransient, type Outcome } from './outcome.ts';
import type { Throttle } from './throttle.ts';
import type { Timing } from './timing.ts';

/** What paces requests. */
export interface Pace {
  readonly throttle: Throttle;
  readonly timing: Timing;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * No attempt begins later than this after the first. A Retry-After of a minute fits in; what has to wait longer is asked by
 * the next poll.
 */
const retryForMs = 65_000;

/**
 * Sends requests that travel together, again and again, each time only those that may still be answered, and waits
 * before each attempt as long as any of them was asked to.
 *
 * @param count how many requests there are
 * @param send sends those at the given places and gives their outcomes in the same order
 * @returns the last outcome of each
 * @throws the signal's reason when it aborts
 */
export async function withRetries(
  { throttle, timing, clock }: Pace,
  count: number,
  send: (places: readonly number[]) => Promise<readonly Outcome[]>,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const giveUpAt = timing.now() + retryForMs;
  const leftMs = () => giveUpAt - timing.now();
  const last = new Map<number, Outcome>();
  let places: readonly number[] = [...Array(count).keys()];
  for (let attempt = 1; places.length > 0; attempt++) {
    if (!(await throttle.pass(leftMs(), signal))) break;
    const failed: { place: number; waitMs: number; throttled: boolean }[] = [];
    for (const [index, outcome] of (await send(places)).entries()) {
      const place = places[index] ?? 0;
      last.set(place, outcome);
      if (!isTransient(outcome)) continue;
      const waitMs = askedToWait(outcome) ?? backOff(attempt, timing.random());
      failed.push({ place, waitMs, throttled: isThrottled(outcome) });
    }
    // A few may be throttled for reasons of their own; when most are, it is the connector.
    const held = failed.filter((request) => request.throttled);
    if (held.length * 2 > count) throttle.hold(longest(held));

    const again = failed.filter(({ waitMs }) => attempt < mostAttempts && waitMs <= leftMs());
    places = again.map(({ place }) => place);
    if (again.length > 0) await timing.sleep(longest(again), signal);
  }
  return Array.from({ length: count }, (_, place) => last.get(place) ?? heldBack(clock));
}

function askedToWait(outcome: Outcome): number | undefined {
  return outcome.kind === 'answer' ? retryAfter(outcome.header('retry-after'), outcome.at) : undefined;
}

function isThrottled(outcome: Outcome): boolean {
  if (outcome.kind === 'noAnswer') return false;
  return outcome.status === 429 || (outcome.status === 503 && outcome.header('retry-after') !== undefined);
}

function longest(requests: readonly { readonly waitMs: number }[]): number {
  return Math.max(...requests.map(({ waitMs }) => waitMs));
}

/** The outcome of a request that was not sent. */
function heldBack(clock: Pick<Clock, 'now'>): Outcome {
  return { kind: 'noAnswer', at: clock.now(), cause: throttled, remedy: undefined };
}

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
