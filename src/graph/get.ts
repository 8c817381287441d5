import type { Log } from '../poll/ports.ts';
import type { ProvenRoles } from './app-roles.ts';
import { batchOf, outcomesOf } from './batch-body.ts';
import type { GraphClient, GraphRequest } from './client.ts';
import type { RequestOutcome } from './outcome.ts';
import type { Reader } from './reader.ts';
import type { RefusalLog } from './refusal-log.ts';
import { type Pace, retryEach, retryOne } from './retry.ts';

/** The parts of the source by which one run asks Graph. */
export interface GraphAccess {
  readonly client: GraphClient;
  readonly reader: Reader;
  readonly pace: Pace;
  readonly refusals: RefusalLog;
  readonly provenRoles: ProvenRoles;
  /** Whether Graph's own messages may be repeated. */
  readonly includeErrorMessage: boolean;
  readonly log: Log;
}

interface AloneOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** How many paths it was asked for with before: one that is throttled out of twenty is no sign that Graph throttles the connector. */
  readonly among?: number;
}

/**
 * Gets one path, relative to the version or a URL known to be Graph's, with retries.
 *
 * @throws the signal's reason when it aborts
 */
export function getAlone(
  access: GraphAccess,
  path: string,
  signal: AbortSignal,
  { headers = {}, among = 1 }: AloneOptions = {},
): Promise<RequestOutcome> {
  return retryOne(access.pace, () => send(access, { method: 'GET', path, headers }, signal), signal, among);
}

/**
 * Gets up to 20 paths with one `$batch`, with retries for each of them.
 *
 * @returns the outcomes in the order of the paths
 * @throws the signal's reason when it aborts
 */
export function getInBatch(
  access: GraphAccess,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<RequestOutcome[]> {
  const sendBatch = async (places: readonly number[]) => {
    const wanted = places.flatMap((place) => paths[place] ?? []);
    const batch = await send(access, { method: 'POST', path: '$batch', body: batchOf(wanted) }, signal);
    const outcomes = outcomesOf(batch, wanted.length);
    if (batch.kind === 'response' && batch.status < 300) {
      for (const [index, outcome] of outcomes.entries()) access.refusals.note(`/${wanted[index]}`, outcome);
    }
    return outcomes;
  };
  return retryEach(access.pace, paths.length, sendBatch, signal);
}

async function send(
  { client, refusals }: GraphAccess,
  request: GraphRequest,
  signal: AbortSignal,
): Promise<RequestOutcome> {
  const outcome = await client.send(request, signal);
  refusals.note(new URL(request.path, client.base).pathname, outcome);
  return outcome;
}
