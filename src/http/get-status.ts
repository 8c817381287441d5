import {
  type OverviewQuery,
  shownStates,
  sorts,
  timelineDays,
  wholeOverview,
} from '../contract/http/query-values.ts';
import { overviewPage } from '../page/overview-page.ts';
import type { StatusPorts } from '../views/look.ts';
import { showOverview } from '../views/overview.ts';
import type { Answer, Request } from './exchange.ts';
import { pageAnswer } from './page-answer.ts';
import { invalid, readQuery } from './request.ts';

/** `GET status`: the tenant at a glance, for a browser. */
export async function getStatus(request: Request, ports: StatusPorts): Promise<Answer> {
  const overview = await showOverview(ports, readOverviewQuery(request.url));
  return pageAnswer(200, (nonce) => overviewPage(overview, nonce));
}

const longestSearch = 200;

/** What a caller wants the overview to show; an empty value stands for the usual. @throws RequestError */
export function readOverviewQuery(url: string): OverviewQuery {
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
  const found = known.find((one) => String(one) === text);
  if (found === undefined) throw invalid(name, `is not one of ${known.join(', ')}`);
  return found;
}

function readNumber(text = ''): number {
  if (text === '') return wholeOverview.page;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw invalid('page', 'is not a whole number from 1');
  return Number(text);
}
