import { overviewPage } from '../page/overview-page.ts';
import { showOverview } from '../status/show-overview.ts';
import type { StatusPorts } from '../status/status-ports.ts';
import type { Answer, Request } from './exchange.ts';
import { pageAnswer } from './page-answer.ts';
import { readOverviewQuery } from './read-overview-query.ts';

/** `GET status`: the tenant at a glance, for a browser. */
export async function getStatus(request: Request, ports: StatusPorts): Promise<Answer> {
  const overview = await showOverview(ports, readOverviewQuery(request.url));
  return pageAnswer(200, (nonce) => overviewPage(overview, nonce));
}
