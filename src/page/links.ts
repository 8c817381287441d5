import type { JobSummary } from '../contract/answers/job.ts';
import { type OverviewQuery, wholeOverview } from '../contract/http/query-values.ts';

type Named = Pick<JobSummary, 'servicePrincipalId' | 'key'>;

/** Address of a job's page, seen from `GET status`; its key holds nothing that a path could not. */
export function jobLink({ servicePrincipalId, key }: Named): string {
  return `jobs/${encodeURIComponent(servicePrincipalId)}/${encodeURIComponent(key)}`;
}

/** Address of a tenant's overview, seen from `GET tenants`. */
export function tenantLink(tenantId: string): string {
  return `tenants/${encodeURIComponent(tenantId)}/status`;
}

/** Which of several tenants a page is about. */
export interface TenantPlace {
  /** Its name, or its id where it has none. */
  readonly name: string;
  /** Address of the page over all tenants, seen from the page. */
  readonly all: string;
}

/** An address out of Graph's answer that a page may link to; undefined for what is not plain https. */
export function safeLink(url: unknown): string | undefined {
  if (typeof url !== 'string' || url.length > 2048 || !URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' ? href : undefined;
}

/** Address of the overview that a query asks for, seen from `GET status`, without what every overview has. */
export function overviewLink(query: OverviewQuery, fragment = '#jobs'): string {
  const parameters = new URLSearchParams();
  const usual = new Map(Object.entries(wholeOverview));
  for (const [name, value] of Object.entries(query)) {
    if (value !== usual.get(name)) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `status${text === '' ? '' : `?${text}`}${fragment}`;
}

/** Address of the same jobs, those of all pages, as a table. */
export function csvLink(query: OverviewQuery): string {
  const address = overviewLink({ ...query, days: wholeOverview.days, page: wholeOverview.page }, '');
  return `${address}${address.includes('?') ? '&' : '?'}$format=csv`;
}

/** Whether a query leaves out jobs that are watched. */
export function isFiltered({ state, q }: OverviewQuery): boolean {
  return state !== wholeOverview.state || q !== '';
}
