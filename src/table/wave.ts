import type { TransactionAction } from '@azure/data-tables';
import type { JobChange, RecordedEvent } from '../poll/ports.ts';
import type { FeedPlace } from '../views/ports.ts';
import { eventActions } from './event-rows.ts';
import type { FeedPlan } from './feed.ts';
import { mostActions } from './fence.ts';
import { jobAction } from './job-row.ts';
import { bytesOf, mostBytes } from './transaction-bytes.ts';

/** Rows of jobs and their events in a transaction: one of its rows is the feed's. */
const mostRows = mostActions - 1;

interface Wave extends FeedPlan {
  /** How many of the changes it writes, from the first on. */
  readonly jobs: number;
}

/**
 * The transaction of the first jobs, as many as fit it. Numbers of events rise in the order of commits, and are never below the Unix
 * milliseconds at which they were recorded.
 */
export function planWave(partitionKey: string, changes: readonly JobChange[], place: FeedPlace): Wave {
  const actions: TransactionAction[] = [];
  let { last, prunedThrough } = place;
  let [jobs, bytes] = [0, 0];
  for (const change of changes) {
    let number = last;
    const nextNumber = ({ transition }: RecordedEvent): number => {
      number = Math.max(number + 1, Date.parse(transition.recordedAt));
      // The first of a table: a reader of one before it learns that what it has not read is gone.
      if (place.last === 0 && prunedThrough === 0) prunedThrough = number - 1;
      return number;
    };
    const rows = [jobAction(partitionKey, change), ...eventActions(partitionKey, change, nextNumber)];
    bytes += bytesOf(rows);
    // One that is too large for any transaction goes alone, and is refused.
    if (jobs > 0 && (actions.length + rows.length > mostRows || bytes > mostBytes)) break;
    actions.push(...rows);
    last = number;
    jobs++;
  }
  return { next: { last, prunedThrough }, actions, jobs };
}
