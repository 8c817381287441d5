import { SourceError } from '../core/errors.ts';
import type { Log } from '../poll/log.ts';
import type { Poller } from '../poll/ports.ts';

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
