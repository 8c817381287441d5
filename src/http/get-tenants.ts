import { longestSearch } from '../contract/http/query-values.ts';
import { StoreError } from '../core/errors.ts';
import { tenantsPage } from '../page/tenants-page.ts';
import type { ViewContext } from '../views/context.ts';
import { listTenants, showTenants, type VisibleTenants } from '../views/tenants.ts';
import type { RespondToError } from './errors.ts';
import { listResponse } from './get-lists.ts';
import {
  checkFormat,
  errorInEitherForm,
  formatParameter,
  inEitherForm,
  pageOfTenantsError,
  pageResponse,
} from './pages.ts';
import { type HttpRequest, invalid, readPageRequest, readQuery, skipToken } from './request.ts';
import type { HttpResponse } from './response.ts';
import { type Tenants, visibleTenants } from './tenants.ts';

/** The tenants that the caller may see: in pages or, to a browser, the page over all of them. */
export function getTenants(request: HttpRequest, tenants: Tenants<ViewContext>): Promise<HttpResponse> {
  return inEitherForm(
    request,
    () => asJson(request, tenants),
    () => asPage(request, tenants),
  );
}

export function respondToTenantsError(request: HttpRequest): RespondToError {
  return errorInEitherForm(request, pageOfTenantsError);
}

async function asJson(request: HttpRequest, tenants: Tenants<ViewContext>): Promise<HttpResponse> {
  const query = readQuery(request.url, ['q', formatParameter, 'maxpagesize', skipToken]);
  checkFormat(query[formatParameter]);
  const list = await listTenants(await visibleTo(request, tenants, query.q), readPageRequest(query));
  return listResponse(request, tenants.home, query, list);
}

async function asPage(request: HttpRequest, tenants: Tenants<ViewContext>): Promise<HttpResponse> {
  const { q } = readQuery(request.url, ['q']);
  const { clock } = tenants.home;
  const overview = await showTenants(await visibleTo(request, tenants, q), clock.now());
  return pageResponse(200, (nonce) => tenantsPage(overview, nonce));
}

/** @throws RequestError for a search that is too long */
async function visibleTo(
  request: HttpRequest,
  tenants: Tenants<ViewContext>,
  q = '',
): Promise<VisibleTenants> {
  if (q.length > longestSearch) throw invalid('q', `is longer than ${longestSearch} characters`);
  const tick = await tenants.lastTick().catch((error: unknown) => {
    // The home tenant's rows cannot be read: its entry says so, and the others are told all the same.
    if (error instanceof StoreError) return undefined;
    throw error;
  });
  return { contexts: visibleTenants(request, tenants), homeId: tenants.home.tenantId, q, tick };
}
