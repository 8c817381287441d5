import { app as functions } from '@azure/functions';
import { app } from '../app.ts';
import { timerSchedule } from '../config/config.ts';
import { SourceError } from '../core/errors.ts';
import type { Log, Poller } from '../poll/ports.ts';
import { logOf } from './log-of.ts';

functions.timer('poll', {
  schedule: timerSchedule(process.env),
  // An outer belt: what one run did not do, the next one does anyway.
  retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: { seconds: 30 } },
  // Well before the host would kill the run, after the ten minutes of functionTimeout.
  handler: async (_timer, context) => pollOrThrow(app(), 8 * 60_000, logOf(context)),
});

/**
 * One poll for a trigger without a caller.
 *
 * @throws SourceError `NothingRead` when nothing could be read, so that the invocation fails for all to see
 */
export async function pollOrThrow(poller: Poller, budgetMs: number, log: Log): Promise<void> {
  const report = await poller.poll({ budgetMs, log });
  if (report.kind === 'busy' || report.outcome !== 'failed') return;
  const [first] = report.failures;
  const why = first ? ` First of all, ${first.about}: ${first.detail}` : '';
  throw new SourceError('NothingRead', `Nothing could be read from Microsoft Graph.${why}`);
}
