import { secondsBetween } from '../core/instant.ts';
import type { Clock, Log, Poller } from '../poll/ports.ts';
import { toAnswer } from './errors.ts';
import { type Answer, jsonAnswer, type Request } from './exchange.ts';
import { readQuery } from './request.ts';

/** The platform gives a caller up after 230 s. */
const budgetMs = 150_000;

/** `POST poll`: one poll now, and what it did. */
export async function postPoll(
  request: Request,
  poller: Poller & { readonly clock: Pick<Clock, 'now'> },
  log: Log,
): Promise<Answer> {
  readQuery(request.url, []);
  const report = await poller.poll({ budgetMs, log });
  if (report.kind === 'busy') {
    const seconds = Math.max(1, secondsBetween(poller.clock.now(), report.busyUntil));
    return toAnswer({
      status: 409,
      code: 'PollInProgress',
      message: 'Another poll is at work: ask for its outcome with GET health, or try again.',
      headers: { 'retry-after': String(seconds) },
    });
  }
  const { kind: _, ...summary } = report;
  if (report.outcome !== 'failed') return jsonAnswer(200, summary);
  return toAnswer(
    {
      status: 502,
      code: 'NothingRead',
      message: 'Nothing could be read from Microsoft Graph: failures says why.',
    },
    summary,
  );
}
