import type { Instant } from '../core/instant.ts';
import { isJsonObject, type JsonObject } from '../core/json.ts';
import { type Answer, type Outcome, verdictOf } from './answer.ts';
import { causeOf } from './explain.ts';

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
 * What the answer to a `$batch` says of each of `count` requests, in the order asked; it may give them in any. When the
 * batch as a whole was refused or lost, that is what it says of each.
 */
export function outcomesOf(batch: Outcome, count: number): Outcome[] {
  const everyone = (outcome: Outcome) => Array.from({ length: count }, () => outcome);
  if (batch.kind === 'silence') return everyone(batch);
  const responses = isJsonObject(batch.body) ? batch.body.responses : undefined;
  // 200 hides the failures inside; older texts know 424 for a batch with failures.
  if (Array.isArray(responses) && (batch.status === 200 || batch.status === 424)) {
    return Array.from({ length: count }, (_, place) => outcomeAt(`${place}`, responses, batch.at));
  }
  if (verdictOf(batch.status) !== 'read') return everyone(batch);
  return everyone(silent(batch.at, 'malformed', 'The answer to $batch has no list of responses.'));
}

function outcomeAt(id: string, responses: readonly unknown[], at: Instant): Outcome {
  const [response, ...others] = responses.filter(isJsonObject).filter((candidate) => candidate.id === id);
  if (!response) return silent(at, 'batchMissing', 'The answer to $batch lacks this request.');
  if (others.length > 0) return silent(at, 'malformed', 'The answer to $batch answers this request twice.');
  const { status, headers, body } = response;
  if (typeof status !== 'number') {
    return silent(at, 'malformed', 'The answer to $batch has no status for this request.');
  }
  return { kind: 'answer', at, status, header: headersOf(headers), body };
}

/** Headers inside a batch are members of an object, in any case; `Retry-After` has been seen as a number. */
function headersOf(headers: unknown): Answer['header'] {
  const byName = new Map<string, string>();
  for (const [name, value] of isJsonObject(headers) ? Object.entries(headers) : []) {
    if (typeof value === 'string' || typeof value === 'number') byName.set(name.toLowerCase(), `${value}`);
  }
  return (name) => byName.get(name.toLowerCase());
}

function silent(at: Instant, cause: string, detail: string): Outcome {
  return { kind: 'silence', at, cause: causeOf(cause, detail), transient: false };
}
