import {
  longestSearch,
  type OverviewQuery,
  shownStates,
  sorts,
  timelineDays,
  wholeOverview,
} from '../contract/http/query-values.ts';
import { jobsCsv } from '../page/jobs-csv.ts';
import { overviewPage } from '../page/overview-page.ts';
import type { ViewContext } from '../views/context.ts';
import { findJobs, showOverview } from '../views/overview.ts';
import { formatParameter, pageResponse, placeOf } from './pages.ts';
import { type HttpRequest, invalid, knownValue, readQuery } from './request.ts';
import type { HttpResponse } from './response.ts';

/** The tenant at a glance, for a browser; or its jobs as a table, for a spreadsheet. */
export async function getStatus(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  const { format, query } = readStatusQuery(request.url);
  if (format === 'csv') return csvResponse(await findJobs(context, query));
  const overview = await showOverview(context, query);
  const place = placeOf(request, context, '');
  return pageResponse(200, (nonce) => overviewPage(overview, nonce, place));
}

function csvResponse({ now, jobs }: Awaited<ReturnType<typeof findJobs>>): HttpResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="provisioning-jobs-${now.slice(0, 10)}.csv"`,
      'x-content-type-options': 'nosniff',
      // What is listed names people's applications.
      'cache-control': 'no-store',
    },
    body: jobsCsv(jobs),
  };
}

function readStatusQuery(url: string): { format: string | undefined; query: OverviewQuery } {
  const { [formatParameter]: format, ...query } = readQuery(url, [
    formatParameter,
    'state',
    'q',
    'sort',
    'days',
    'page',
  ]);
  if (format !== undefined && format !== 'csv') throw invalid(formatParameter, "is not 'csv'");
  return { format, query: overviewQuery(query) };
}

type Given = Partial<Record<keyof OverviewQuery, string>>;

/** The query of the page; an empty value means the usual one. @throws RequestError */
function overviewQuery(query: Given): OverviewQuery {
  const { q = '' } = query;
  if (q.length > longestSearch) throw invalid('q', `is longer than ${longestSearch} characters`);
  return {
    state: oneOf('state', shownStates, query.state, wholeOverview.state),
    q,
    sort: oneOf('sort', sorts, query.sort, wholeOverview.sort),
    days: oneOf('days', timelineDays, query.days, wholeOverview.days),
    page: readNumber(query.page),
  };
}

function oneOf<T extends string | number>(
  name: string,
  known: readonly T[],
  text: string | undefined,
  usual: T,
): T {
  if (text === undefined || text === '') return usual;
  const found = knownValue(known, text);
  if (found === undefined)
    throw invalid(name, `is not one of ${known.join(', ')} (in capital or small letters)`);
  return found;
}

function readNumber(text = ''): number {
  if (text === '') return wholeOverview.page;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw invalid('page', 'is not a whole number from 1');
  return Number(text);
}
