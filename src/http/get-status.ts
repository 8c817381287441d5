import {
  longestSearch,
  type OverviewQuery,
  shownStates,
  sorts,
  timelineDays,
  wholeOverview,
} from '../contract/http/query-values.ts';
import { overviewPage } from '../page/overview-page.ts';
import type { ViewContext } from '../views/context.ts';
import { showOverview } from '../views/overview.ts';
import { pageResponse } from './pages.ts';
import { type HttpRequest, invalid, knownValue, readQuery } from './request.ts';
import type { HttpResponse } from './response.ts';

/** The tenant at a glance, for a browser. */
export async function getStatus(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  const overview = await showOverview(context, readOverviewQuery(request.url));
  return pageResponse(200, (nonce) => overviewPage(overview, nonce));
}

/** The query of the page; an empty value means the usual one. @throws RequestError */
function readOverviewQuery(url: string): OverviewQuery {
  const query = readQuery(url, ['state', 'q', 'sort', 'days', 'page']);
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
