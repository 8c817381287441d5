import type { Instant } from '../core/instant.ts';
import type { Clock } from '../poll/ports.ts';
import { throttledCause } from './failure-cause.ts';
import { isTransient, type RequestOutcome } from './outcome.ts';
import type { Throttle } from './throttle.ts';
import type { Timing } from './timing.ts';

/** What decides when a request may be sent. */
export interface Pace {
  readonly throttle: Throttle;
  readonly timing: Timing;
  readonly clock: Pick<Clock, 'now'>;
}

/** No attempt begins later than this after the first. A Retry-After of a minute fits in; the next poll asks what has to wait longer. */
const retryForMs = 65_000;

/** A request is sent at most this often. */
const maxAttempts = 4;

/**
 * Sends one request until its outcome is not transient, time is up or it was sent often enough.
 *
 * @throws the signal's reason when it aborts
 */
export async function retryOne(
  pace: Pace,
  send: () => Promise<RequestOutcome>,
  signal: AbortSignal,
  among = 1,
): Promise<RequestOutcome> {
  const [outcome] = await retryEach(pace, 1, async () => [await send()], signal, among);
  if (!outcome) throw new Error('one request gave no outcome');
  return outcome;
}

/**
 * Sends requests that travel together, each time only those whose last outcome is transient, and waits before each attempt
 * as long as the one that has to wait longest.
 *
 * @param count how many requests there are
 * @param send sends those at the given places and gives their outcomes in the same order
 * @param among how many requests these are taken for where most of them have to be throttled before all others wait too
 * @returns the last outcome of each
 * @throws the signal's reason when it aborts
 */
export async function retryEach(
  { throttle, timing, clock }: Pace,
  count: number,
  send: (places: readonly number[]) => Promise<readonly RequestOutcome[]>,
  signal: AbortSignal,
  among = count,
): Promise<RequestOutcome[]> {
  const giveUpAt = timing.ticks() + retryForMs;
  const leftMs = () => giveUpAt - timing.ticks();
  const last = new Map<number, RequestOutcome>();
  let places: readonly number[] = [...Array(count).keys()];
  for (let attempt = 1; places.length > 0; attempt++) {
    if (!(await throttle.pass(leftMs(), signal))) break;
    const failed: { place: number; waitMs: number; throttled: boolean }[] = [];
    for (const [index, outcome] of (await send(places)).entries()) {
      const place = places[index] ?? 0;
      last.set(place, outcome);
      if (!isTransient(outcome)) continue;
      const waitMs = requestedWaitMs(outcome) ?? backOffMs(attempt, timing.random());
      failed.push({ place, waitMs, throttled: isThrottled(outcome) });
    }
    // A few may be throttled for reasons of their own; when most are, it is the connector.
    const throttled = failed.filter((request) => request.throttled);
    if (throttled.length * 2 > among) throttle.hold(longestWaitMs(throttled));

    const again = failed.filter(({ waitMs }) => attempt < maxAttempts && waitMs <= leftMs());
    places = again.map(({ place }) => place);
    if (again.length > 0) await timing.sleep(longestWaitMs(again), signal);
  }
  return Array.from({ length: count }, (_, place) => last.get(place) ?? notSent(clock));
}

function requestedWaitMs(outcome: RequestOutcome): number | undefined {
  return outcome.kind === 'response'
    ? retryAfterMs(outcome.header('retry-after'), outcome.graphTime ?? outcome.at)
    : undefined;
}

function isThrottled(outcome: RequestOutcome): boolean {
  if (outcome.kind === 'noResponse') return false;
  return outcome.status === 429 || (outcome.status === 503 && outcome.header('retry-after') !== undefined);
}

function longestWaitMs(requests: readonly { readonly waitMs: number }[]): number {
  return Math.max(...requests.map(({ waitMs }) => waitMs));
}

/** The outcome of a request that the throttle held back. */
function notSent(clock: Pick<Clock, 'now'>): RequestOutcome {
  return { kind: 'noResponse', at: clock.now(), cause: throttledCause, remedy: undefined };
}

/**
 * The wait that a `Retry-After` header asks for, in whole or broken seconds or as an HTTP date. Undefined when it asks for
 * none: the header is absent, unintelligible, zero or in the past.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(header: string | undefined, now: Instant): number | undefined {
  const text = header?.trim() ?? '';
  const waitMs = /^\d+(\.\d+)?$/.test(text)
    ? Math.ceil(Number(text) * 1000)
    : /^[A-Z][a-z]+, /.test(text)
      ? Date.parse(text) - Date.parse(now)
      : Number.NaN;
  return waitMs > 0 ? waitMs : undefined;
}

const firstBackOffMs = 2_000;
const longestBackOffMs = 16_000;

/**
 * The wait after the attempt of that number (from 1): exponential, with full jitter, so that requests that were refused
 * together do not come back together.
 *
 * @param random from 0 to 1
 */
export function backOffMs(attempt: number, random: number): number {
  return Math.ceil(random * Math.min(longestBackOffMs, firstBackOffMs * 2 ** (attempt - 1)));
}
