import type { App } from '../app.ts';
import { SourceError } from '../core/errors.ts';
import { type ScheduleStatus, tickOf } from '../core/tick.ts';
import type { Log, Poller } from '../poll/ports.ts';
import { sendTick } from '../poll/work.ts';

/** Well before the ten minutes of functionTimeout, after which the host kills the run. */
export const pollBudgetMs = 8 * 60_000;

/** One tenant is polled at once; of several each gets a message, which brings its poll. */
export async function onTimer(
  { home, work }: App,
  status: ScheduleStatus | undefined,
  log: Log,
): Promise<void> {
  if (work === undefined) await pollOrThrow(home, pollBudgetMs, log);
  else await sendTick(work, tickOf(status, work.clock.now()), log);
}

/**
 * One poll for a trigger without a caller.
 *
 * @throws SourceError `NothingRead` when nothing could be read, so that the platform counts a failed invocation
 */
export async function pollOrThrow(poller: Poller, budgetMs: number, log: Log): Promise<void> {
  const report = await poller.poll({ budgetMs, log });
  if (report.kind === 'busy' || report.outcome !== 'failed') return;
  const [first] = report.failures;
  const why = first ? ` First failure, ${first.about}: ${first.detail}` : '';
  throw new SourceError('NothingRead', `Nothing could be read from Microsoft Graph.${why}`);
}
