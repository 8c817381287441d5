import type { Refusal } from '../answer.ts';
import { type Filter, type FilterProperty, type FilterSchema, readFilter } from '../odata/odata-filter.ts';
import { FilterError } from '../odata/odata-token-reader.ts';
import type { Principal } from '../principal.ts';
import { refusals } from '../refusals.ts';

/** The properties of a service principal that Graph filters by, of those that the simulator knows. */
const properties: [string, FilterProperty<Principal>][] = [
  ['id', { type: 'text', read: ({ id }) => id }],
  ['appid', { type: 'text', read: ({ appId }) => appId }],
  ['displayname', { type: 'text', read: ({ displayName }) => displayName, startsWith: true }],
  ['serviceprincipaltype', { type: 'text', read: (principal) => principal.servicePrincipalType }],
  ['accountenabled', { type: 'boolean', read: ({ accountEnabled }) => accountEnabled }],
  ['tags', { type: 'texts', read: ({ tags }) => tags }],
];

export const principalSchema: FilterSchema<Principal> = {
  resource: 'ServicePrincipal',
  properties: new Map(properties),
};

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
