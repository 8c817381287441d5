import { SourceError } from '../core/errors.ts';
import type { Log, Poller } from '../poll/ports.ts';

/** Well before the ten minutes of functionTimeout, after which the host kills the run. */
export const timerBudgetMs = 8 * 60_000;

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
