import type { Refusal } from './answer.ts';
import { type Filter, type FilterSchema, readFilter } from './odata/odata-filter.ts';
import { FilterError } from './odata/odata-token-reader.ts';
import { refusals } from './refusals.ts';

/** Members a page; `most` is what the service gives at most. */
export function readTop(top: string | null, most: number): number | Refusal {
  if (top === null) return Math.min(100, most);
  const size = Number(top);
  return /^\d+$/.test(top) && size >= 1 && size <= 999
    ? Math.min(size, most)
    : refusals.unsupportedQuery(
        `Invalid page size specified: '${top}'. Must be between 1 and 999 inclusive.`,
      );
}

/** Reads a filter; `advanced` tells whether the request may hold what is served as an advanced query only. */
export function filterOrRefusal<T>(
  text: string,
  schema: FilterSchema<T>,
  advanced: boolean,
): Filter<T> | Refusal {
  try {
    const filter = readFilter(text, schema);
    if (filter.advanced === undefined || advanced) return filter;
    return refusals.notAdvanced(filter.advanced);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { kind, message } = error;
    return kind === 'invalid' ? refusals.badRequest(message) : refusals.unsupportedQuery(message);
  }
}

/** The first option that is none of `known`; whoever asks it would take the answer for more than it is. */
export function refuseUnknownOption(query: URLSearchParams, known: readonly string[]): Refusal | undefined {
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  return unknown === undefined
    ? undefined
    : refusals.badRequest(`Query option '${unknown}' is not supported here.`);
}
