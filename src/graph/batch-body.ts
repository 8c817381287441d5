import type { Instant } from '../core/instant.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { boundedCause } from './failure-cause.ts';
import { type GraphResponse, letGo, type RequestOutcome, verdictOf } from './outcome.ts';

/**
 * The body of a `$batch` that gets each path; the ids are the places in the list.
 *
 * @see https://learn.microsoft.com/graph/json-batching
 */
export function batchOf(paths: readonly string[]): JsonObject {
  const headers = { Accept: 'application/json', 'x-ms-throttle-priority': 'low' };
  return {
    requests: paths.map((path, place) => ({ id: `${place}`, method: 'GET', url: `/${path}`, headers })),
  };
}

/**
 * The outcomes of the `count` requests of a `$batch`, in the order sent; the response may hold them in any. When the batch as
 * a whole was refused or lost, so was each request. When its response cannot be taken apart, or the batch was not found, that is a fault
 * of the batch: it says nothing about the requests concerned, and sending them alone may help. A batch that was taken apart is let go of.
 */
export function outcomesOf(batch: RequestOutcome, count: number): RequestOutcome[] {
  const forEach = (outcome: RequestOutcome) => Array.from({ length: count }, () => outcome);
  if (batch.kind === 'noResponse') return forEach(batch);
  const responses = isJsonObject(batch.body) ? batch.body.responses : undefined;
  // 200 hides the failures inside; older texts know 424 for a batch with failures.
  if (Array.isArray(responses) && (batch.status === 200 || batch.status === 424)) {
    const byId = responsesById(responses);
    letGo([batch]);
    return Array.from({ length: count }, (_, place) => outcomeOf(byId.get(`${place}`), batch));
  }
  // That `$batch` is not found says nothing of what was asked for inside it. Without Graph's own words it is no answer, and each is asked alone.
  if (batch.status === 404) return forEach({ ...batch, body: undefined });
  if (verdictOf(batch.status) !== 'read') return forEach(batch);
  return forEach(batchFault(batch.at, 'malformed', 'The answer to $batch has no list of responses.'));
}

function responsesById(responses: readonly unknown[]): Map<unknown, JsonObject | 'twice'> {
  const byId = new Map<unknown, JsonObject | 'twice'>();
  for (const response of responses)
    if (isJsonObject(response)) byId.set(response.id, byId.has(response.id) ? 'twice' : response);
  return byId;
}

function outcomeOf(
  response: JsonObject | 'twice' | undefined,
  { at, graphTime }: GraphResponse,
): RequestOutcome {
  if (!response) return batchFault(at, 'batchMissing', 'The answer to $batch lacks this request.');
  if (response === 'twice')
    return batchFault(at, 'malformed', 'The answer to $batch answers this request twice.');
  const { status, headers, body } = response;
  if (typeof status !== 'number') {
    return batchFault(at, 'malformed', 'The answer to $batch has no status for this request.');
  }
  return { kind: 'response', at, graphTime, status, header: (name) => headerOf(headers, name), body };
}

/** Headers inside a batch are members of an object, in any case; `Retry-After` has been seen as a number. */
function headerOf(headers: unknown, name: string): string | undefined {
  if (!isJsonObject(headers)) return undefined;
  const wanted = name.toLowerCase();
  const found = Object.entries(headers).findLast(
    ([each, value]) =>
      each.toLowerCase() === wanted && (typeof value === 'string' || typeof value === 'number'),
  );
  return found && `${found[1]}`;
}

function batchFault(at: Instant, cause: string, detail: string): RequestOutcome {
  return { kind: 'noResponse', at, cause: boundedCause(cause, detail), remedy: 'alone' };
}
