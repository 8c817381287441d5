import { isRefusal, type Refusal } from '../answer.ts';
import type { Compare } from '../page.ts';
import type { Principal } from '../principal.ts';
import { filterOrRefusal } from '../query-options.ts';
import { refusals } from '../refusals.ts';
import { principalSchema } from './principal-filter.ts';

const fields = [
  'id',
  'accountEnabled',
  'appId',
  'appRoles',
  'displayName',
  'servicePrincipalType',
  'tags',
] as const;
export type Field = (typeof fields)[number];

/** What a list of service principals is asked for. */
export interface PrincipalQuery {
  matches(principal: Principal): boolean;
  /** By display name; undefined for the order of the directory. */
  readonly compare: Compare | undefined;
  /** With `@odata.count` on the first page. */
  readonly counted: boolean;
}

/**
 * Reads `$filter`, `$orderby` and `$count`. What only advanced queries know needs `ConsistencyLevel: eventual` and
 * `$count=true` in this very request: no nextLink carries the header on.
 */
export function readPrincipalQuery(
  query: URLSearchParams,
  consistency: string | undefined,
): PrincipalQuery | Refusal {
  const eventual = consistency?.toLowerCase() === 'eventual';
  // Without the header $count is ignored in silence, as Graph documents.
  const counted = eventual && query.get('$count')?.toLowerCase() === 'true';
  const [filter, orderBy] = [query.get('$filter'), query.get('$orderby')];
  const filtered = filter == null ? undefined : filterOrRefusal(filter, principalSchema, counted);
  if (isRefusal(filtered)) return filtered;
  const compare = orderBy == null ? undefined : readOrder(orderBy, counted);
  if (isRefusal(compare)) return compare;
  return {
    matches: (principal) => filtered?.matches(principal) ?? true,
    compare,
    counted,
  };
}

/** Service principals are sorted by display name only, of what the simulator knows, and only by advanced queries. */
function readOrder(orderBy: string, advanced: boolean): Compare | Refusal {
  const [, name = '', direction] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(orderBy) ?? [];
  if (name.toLowerCase() !== 'displayname') {
    return refusals.unsupportedQuery('Sorting not supported for current query.');
  }
  if (!advanced) return refusals.notAdvanced('orderBy');
  const sign = direction?.toLowerCase() === 'desc' ? -1 : 1;
  return (one, other) =>
    sign * compareTexts(one.sortedBy ?? '', other.sortedBy ?? '') || one.place - other.place;
}

const compareTexts = (one: string, other: string) => (one < other ? -1 : Number(one > other));

export function readSelect(select: string | null): readonly Field[] | Refusal {
  const selected: Field[] = [];
  for (const name of select?.split(',').map((each) => each.trim()) ?? fields) {
    const field = fields.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    if (!field) {
      return refusals.badRequest(
        `Could not find a property named '${name}' on type 'microsoft.graph.servicePrincipal'.`,
      );
    }
    selected.push(field);
  }
  return selected;
}
