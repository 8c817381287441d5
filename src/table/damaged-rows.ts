import type { DamagedJob } from '../poll/ports.ts';
import { latestRowKey, principalOfUnread } from './keys.ts';
import type { StoredRow } from './stored-row.ts';

/** What is said of a row that only an earlier version can have written. */
export const ofEarlierVersion =
  'written by an earlier version, whose rows are not read any more: delete the table (setting SNAPSHOT_TABLE) and the connector begins anew; quarantines that are open are sent again';

/** A job's row that cannot be read, with as much of its key as can. */
export function damagedJob(row: StoredRow, problem: string): DamagedJob {
  const { servicePrincipalId, jobId, rowKey = '' } = row;
  // Columns that name another row say nothing of this one, and must not take the other's job for damaged.
  const key =
    typeof servicePrincipalId === 'string' &&
    typeof jobId === 'string' &&
    latestRowKey(servicePrincipalId, jobId) === rowKey
      ? { servicePrincipalId, jobId }
      : undefined;
  return { key, rowKey, problem };
}

/** The row of what was never read, of one service principal, that cannot be read. */
export function damagedUnread(rowKey: string, problem: string): DamagedJob {
  return { key: undefined, unreadOf: principalOfUnread(rowKey), rowKey, problem };
}
