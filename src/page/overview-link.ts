import { type OverviewQuery, wholeOverview } from '../status/overview-query.ts';

/** Address of the overview that a query asks for, seen from `GET status`; what is as usual is left out. */
export function overviewLink(query: OverviewQuery, fragment = '#jobs'): string {
  const parameters = new URLSearchParams();
  const usual = new Map(Object.entries(wholeOverview));
  for (const [name, value] of Object.entries(query)) {
    if (value !== usual.get(name)) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `status${text === '' ? '' : `?${text}`}${fragment}`;
}
