import type { Log } from './log.ts';
import type { PollReport } from './poll-report.ts';

/** What a trigger needs to poll. */
export interface Poller {
  /** `budgetMs`: milliseconds that the run may take. */
  poll(options: { readonly budgetMs: number; readonly log: Log }): Promise<PollReport>;
}
