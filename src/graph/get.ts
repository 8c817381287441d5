import type { Log } from '../poll/ports.ts';
import { batchOf, outcomesOf } from './batch-body.ts';
import type { GraphClient } from './client.ts';
import type { Outcome } from './outcome.ts';
import type { RefusalLog } from './refusal-log.ts';
import { type Pace, withRetries } from './retry.ts';
import type { TokenReads } from './tenant-credential.ts';

/** What asking Graph needs, for one reading. */
export interface Asking {
  readonly client: GraphClient;
  readonly pace: Pace;
  readonly refusals: RefusalLog;
  readonly reads: TokenReads;
  /** Whether Graph's own messages may be repeated. */
  readonly includeErrorMessage: boolean;
  readonly log: Log;
}

/**
 * Gets one path, relative to the version or a URL known to be Graph's, with retries.
 *
 * @throws the signal's reason when it aborts
 */
export async function askAlone(
  { client, pace }: Asking,
  path: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const request = { method: 'GET', path, headers } as const;
  const [outcome] = await withRetries(pace, 1, async () => [await client.send(request, signal)], signal);
  if (!outcome) throw new Error('one request gave no outcome');
  return outcome;
}

/**
 * Gets up to 20 paths with one `$batch`, with retries for each of them.
 *
 * @returns the outcomes in the order asked
 * @throws the signal's reason when it aborts
 */
export function askInBatch(
  { client, pace, refusals }: Asking,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Outcome[]> {
  const send = async (places: readonly number[]) => {
    const asked = places.flatMap((place) => paths[place] ?? []);
    const batch = await client.send({ method: 'POST', path: '$batch', body: batchOf(asked) }, signal);
    const outcomes = outcomesOf(batch, asked.length);
    if (batch.kind === 'answer' && batch.status < 300) noteAll(refusals, asked, outcomes);
    return outcomes;
  };
  return withRetries(pace, paths.length, send, signal);
}

function noteAll(refusals: RefusalLog, paths: readonly string[], outcomes: readonly Outcome[]): void {
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.kind === 'answer') refusals.note(`/${paths[index]}`, outcome);
  }
}
