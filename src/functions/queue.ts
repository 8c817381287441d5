import type { InvocationContext } from '@azure/functions';
import type { App } from '../app.ts';
import { instantOf } from '../core/instant.ts';
import type { Log } from '../poll/ports.ts';
import { doWork } from '../poll/work.ts';
import { pollBudgetMs } from './timer.ts';

/** Does the work of one message of the queue. */
export async function onMessage(
  { work }: App,
  body: unknown,
  { triggerMetadata }: Pick<InvocationContext, 'triggerMetadata'>,
  log: Log,
): Promise<void> {
  // One tenant has no queue: the timer polls it.
  if (work === undefined) return;
  const { deliveryCount, enqueuedTimeUtc } = triggerMetadata ?? {};
  const count = typeof deliveryCount === 'number' ? deliveryCount : 1;
  const enqueuedAt = typeof enqueuedTimeUtc === 'string' ? instantOf(enqueuedTimeUtc) : undefined;
  await doWork(work, { body, count, enqueuedAt }, pollBudgetMs, log);
}
