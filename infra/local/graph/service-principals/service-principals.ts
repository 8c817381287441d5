import { type GraphOutcome, isRefusal } from '../answer.ts';
import { collection } from '../collection.ts';
import { pageOf } from '../page.ts';
import { mayReadPrincipals } from '../permissions.ts';
import type { Principal } from '../principal.ts';
import { readTop, refuseUnknownOption } from '../query-options.ts';
import { refusals } from '../refusals.ts';
import type { GraphRequest, GraphSite } from '../site.ts';
import { type Field, type PrincipalQuery, readPrincipalQuery, readSelect } from './principal-query.ts';

const ofLists = ['$select', '$top', '$filter', '$orderby', '$count', '$skiptoken'];

/** `GET /servicePrincipals`, `/servicePrincipals/$count` and `/servicePrincipals/{id}`. */
export function servicePrincipals(site: GraphSite, request: GraphRequest): GraphOutcome {
  if (request.method !== 'GET') return refusals.methodNotAllowed();
  if (!mayReadPrincipals(request.caller)) return refusals.forbidden();
  const id = request.segments[1];
  if (id === '$count') return count(request);
  if (id?.toLowerCase() === 'delta') return refusals.notSimulated('/servicePrincipals/delta');
  const selected = readSelect(request.query.get('$select'));
  if (isRefusal(selected)) return selected;
  return id === undefined ? list(site, request, selected) : get(site, request, id, selected);
}

function get(site: GraphSite, request: GraphRequest, id: string, selected: readonly Field[]): GraphOutcome {
  const unknown = refuseUnknownOption(request.query, ['$select']);
  if (unknown) return unknown;
  const principal = request.view.principal(id);
  if (!principal) return refusals.notFound(id);
  return JSON.stringify({
    '@odata.context': `${contextOf(site, request, selected)}/$entity`,
    ...pick(principal, selected),
  });
}

function list(site: GraphSite, request: GraphRequest, selected: readonly Field[]): GraphOutcome {
  const unknown = refuseUnknownOption(request.query, ofLists);
  if (unknown) return unknown;
  const size = readTop(request.query.get('$top'), site.pageSize);
  if (isRefusal(size)) return size;
  const query = readPrincipalQuery(request.query, request.headers.consistencylevel);
  if (isRefusal(query)) return query;
  const found = find(request, query);
  const page = pageOf(site, request, found, size, query.compare);
  if (isRefusal(page)) return page;
  const first = !request.query.has('$skiptoken');
  return collection(
    contextOf(site, request, selected),
    page.members.map(({ principal }) => JSON.stringify(pick(principal, selected))),
    { ...(query.counted && first ? { '@odata.count': found.length } : {}), ...page.link },
  );
}

/** `/servicePrincipals/$count`: a number, as plain text. */
function count(request: GraphRequest): GraphOutcome {
  const unknown = refuseUnknownOption(request.query, ['$filter']);
  if (unknown) return unknown;
  if (request.headers.consistencylevel?.toLowerCase() !== 'eventual') {
    return refusals.badDirectoryRequest('$count is not currently supported.');
  }
  const query = readPrincipalQuery(new URLSearchParams([...request.query, ['$count', 'true']]), 'eventual');
  if (isRefusal(query)) return query;
  return { status: 200, type: 'text', text: String(find(request, query).length) };
}

function find(request: GraphRequest, query: PrincipalQuery) {
  const found = Array.from(request.view.principals())
    .filter(({ principal }) => query.matches(principal))
    .map((each) => ({ ...each, sortedBy: query.compare && each.principal.displayName.toLowerCase() }));
  return query.compare ? found.sort(query.compare) : found;
}

function contextOf(site: GraphSite, request: GraphRequest, selected: readonly Field[]): string {
  const shown = request.query.has('$select') ? `(${selected.join(',')})` : '';
  return `${site.endpoint}/${request.version}/$metadata#servicePrincipals${shown}`;
}

function pick(principal: Principal, selected: readonly Field[]): Partial<Principal> {
  return Object.fromEntries(selected.map((field) => [field, principal[field]]));
}
