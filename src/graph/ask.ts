import type { Outcome } from './answer.ts';
import { batchOf, outcomesOf } from './batch-body.ts';
import type { GraphClient } from './client.ts';
import type { RefusalLog } from './refusal-log.ts';
import { inRounds, type Pace } from './rounds.ts';

/** What asking Graph needs. */
export interface Asking {
  readonly client: GraphClient;
  readonly pace: Pace;
  readonly refusals: RefusalLog;
}

/**
 * Gets one path, relative to the version or a URL known to be Graph's, with patience.
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
  const [outcome] = await inRounds(pace, 1, async () => [await client.send(request, signal)], signal);
  if (!outcome) throw new Error('a round of one request gave no outcome');
  return outcome;
}

/**
 * Gets up to 20 paths with one `$batch`, with patience for each of them. An outcome whose verdict is `unknown` may speak
 * of the batching and not of the path.
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
  return inRounds(pace, paths.length, send, signal);
}

function noteAll(refusals: RefusalLog, paths: readonly string[], outcomes: readonly Outcome[]): void {
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.kind === 'answer') refusals.note(`/${paths[index]}`, outcome);
  }
}
