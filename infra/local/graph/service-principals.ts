import { type Outcome, type Refusal, refusals, refuse } from './answer.ts';
import { collection, nextLink, placeAfter } from './page.ts';
import { type PrincipalFilter, readPrincipalFilter } from './principal-filter.ts';
import type { GraphRequest, Site } from './site.ts';
import type { Principal } from './tenant.ts';

const fields = ['id', 'appId', 'displayName', 'tags', 'accountEnabled'] as const;
type Field = (typeof fields)[number];

/** `GET /servicePrincipals` and `GET /servicePrincipals/{id}`. Needs the app role Application.Read.All. */
export function servicePrincipals(site: Site, request: GraphRequest): Outcome {
  if (!request.roles.has('Application.Read.All')) {
    return refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
  const selected = readSelect(request.query.get('$select'));
  if (!Array.isArray(selected)) return selected;
  const id = request.segments[1];
  return id === undefined ? list(site, request, selected) : get(site, request, id, selected);
}

function get(site: Site, request: GraphRequest, id: string, selected: readonly Field[]): Outcome {
  const principal = site.tenant.principal(id);
  if (!principal) return refusals.notFound(id);
  const context = `${site.endpoint}/${request.version}/$metadata#servicePrincipals/$entity`;
  return JSON.stringify({ '@odata.context': context, ...pick(principal, selected) });
}

function list(site: Site, request: GraphRequest, selected: readonly Field[]): Outcome {
  const { query } = request;
  const unknown = [...query.keys()].find((name) => !known.has(name));
  if (unknown) return refusals.badRequest(`Query option '${unknown}' is not supported here.`);
  const size = readTop(query.get('$top'), site.pageSize);
  if (typeof size !== 'number') return size;
  const filter = readFilter(query, request.headers.consistencylevel);
  if ('status' in filter) return filter;
  const after = placeAfter(query);
  if (typeof after !== 'number') return after;

  const members: string[] = [];
  let count = 0;
  let last = -1;
  let more = false;
  for (const { principal, place } of site.tenant.principals()) {
    if (!filter.matches(principal)) continue;
    count++;
    if (place <= after) continue;
    if (members.length === size) more = true;
    else {
      members.push(JSON.stringify(pick(principal, selected)));
      last = place;
    }
  }
  const shown = query.has('$select') ? `(${selected.join(',')})` : '';
  return collection(`${site.endpoint}/${request.version}/$metadata#servicePrincipals${shown}`, members, {
    // Counted on the first page only, as Graph does.
    ...(query.get('$count') === 'true' && after < 0 ? { '@odata.count': count } : {}),
    ...(more ? { '@odata.nextLink': nextLink(site, request, last) } : {}),
  });
}

const known = new Set(['$select', '$top', '$filter', '$count', '$skiptoken']);

function readSelect(select: string | null): Field[] | Refusal {
  const names = select === null ? [...fields] : select.split(',').map((name) => name.trim());
  const selected: Field[] = [];
  for (const name of names) {
    const field = fields.find((candidate) => candidate === name);
    if (!field) {
      return refusals.badRequest(
        `Could not find a property named '${name}' on type 'microsoft.graph.servicePrincipal'.`,
      );
    }
    selected.push(field);
  }
  return selected;
}

function readTop(top: string | null, most: number): number | Refusal {
  if (top === null) return Math.min(100, most);
  const size = Number(top);
  return Number.isInteger(size) && size >= 1 && size <= 999
    ? Math.min(size, most)
    : refusals.unsupportedQuery(
        `Invalid page size specified: '${top}'. Must be between 1 and 999 inclusive.`,
      );
}

function readFilter(query: URLSearchParams, consistency: string | undefined): PrincipalFilter | Refusal {
  const counted = query.get('$count') === 'true';
  const eventual = consistency?.toLowerCase() === 'eventual';
  if (counted && !eventual) return refusals.badRequest('$count is not currently supported.');
  const text = query.get('$filter');
  if (text === null) return { matches: () => true, advanced: false };
  const filter = readPrincipalFilter(text);
  if (!filter) return refusals.unsupportedQuery('Unsupported Query.');
  // The header does not travel in a nextLink: it must come again with every page.
  if (filter.advanced && !(counted && eventual)) {
    return refusals.unsupportedQuery(
      'Operator is not supported without the request header ConsistencyLevel: eventual and $count=true.',
    );
  }
  return filter;
}

function pick(principal: Principal, selected: readonly Field[]): Partial<Principal> {
  return Object.fromEntries(selected.map((field) => [field, principal[field]]));
}
