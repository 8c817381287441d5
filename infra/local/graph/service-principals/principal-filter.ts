import type { FilterProperty, FilterSchema } from '../odata/odata-filter.ts';
import type { Principal } from '../principal.ts';

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
