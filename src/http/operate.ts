import type { RunSummary } from '../contract/answers/run.ts';
import { secondsBetween } from '../core/instant.ts';
import type { Clock, Log, Poller } from '../poll/ports.ts';
import type { ViewContext } from '../views/context.ts';
import { checkHealth } from '../views/health.ts';
import { errorResponse, pollInProgress } from './errors.ts';
import { type HttpRequest, readQuery } from './request.ts';
import { type HttpResponse, jsonResponse } from './response.ts';

/** Whether the connector does its work: 200 for pass and warn, 503 for fail, so that a probe needs the status only. */
export async function getHealth(request: HttpRequest, context: ViewContext): Promise<HttpResponse> {
  readQuery(request.url, []);
  const health = await checkHealth(context);
  return jsonResponse(health.status === 'fail' ? 503 : 200, health);
}

/** Well before the 230 s after which the platform answers the caller in the connector's place. */
const budgetMs = 150_000;

/** One poll now, and what it did. */
export async function postPoll(
  request: HttpRequest,
  poller: Poller & { readonly clock: Pick<Clock, 'now'> },
  log: Log,
): Promise<HttpResponse> {
  readQuery(request.url, []);
  const report = await poller.poll({ budgetMs, log });
  if (report.kind === 'busy') {
    const message = 'Another poll is at work: ask for its outcome with GET health, or try again.';
    const seconds = Math.max(1, secondsBetween(poller.clock.now(), report.busyUntil));
    return errorResponse(pollInProgress(message, seconds));
  }
  const { kind: _, ...ended } = report;
  const summary: RunSummary = ended;
  if (summary.outcome !== 'failed') return jsonResponse(200, summary);
  const error = {
    status: 502,
    code: 'NothingRead',
    message: 'Nothing could be read from Microsoft Graph: failures says why.',
  };
  return errorResponse({ ...error, more: summary });
}
