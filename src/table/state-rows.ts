import type { TransactionAction } from '@azure/data-tables';
import { DamagedRowError } from '../core/errors.ts';
import type { UnreadPrincipal } from '../core/unread.ts';
import type { DamagedRow, StoredJob, StoredUnread, UnreadChange } from '../poll/ports.ts';
import {
  checkVersion,
  cutText,
  instant,
  readersOf,
  type StoredRow,
  schemaVersion,
  text,
  whole,
  writeColumns,
} from './columns.ts';
import { readJobRow } from './job-row.ts';
import { latestRowKey, principalOfUnread, unreadRowKey, unreadRows } from './keys.ts';

/*
 * What is known of a tenant: a row for each job (job-row.ts), and one for each service principal of which something was never read.
 */

/** The columns of a service principal of which something was never read, named as those of a job. */
const columns = {
  schemaVersion: whole,
  servicePrincipalId: text,
  appId: cutText,
  displayName: cutText,
  unreadableCause: cutText,
  unreadableDetail: cutText,
  unreadableSince: instant,
};
const read = readersOf(columns);

/** Writes or deletes such a row; undefined where there is none to delete. */
export function unreadAction(
  partitionKey: string,
  { servicePrincipalId, version, next }: UnreadChange,
): TransactionAction | undefined {
  const keys = { partitionKey, rowKey: unreadRowKey(servicePrincipalId) };
  if (!next) return version === undefined ? undefined : ['delete', { ...keys, etag: version }];
  const values = {
    schemaVersion,
    servicePrincipalId,
    ...next.application,
    unreadableCause: next.cause,
    unreadableDetail: next.detail,
    unreadableSince: next.since,
  };
  const row = { ...keys, ...writeColumns(columns, values) };
  return version === undefined ? ['create', row] : ['update', row, 'Replace', { etag: version }];
}

/** @throws DamagedRowError for a row that was damaged, or written by another version */
export function readUnreadRow(row: StoredRow): UnreadPrincipal {
  checkVersion(row, read.schemaVersion(row));
  const servicePrincipalId = read.servicePrincipalId(row);
  const cause = read.unreadableCause(row);
  const { rowKey = '' } = row;
  if (unreadRowKey(servicePrincipalId) !== rowKey)
    throw new DamagedRowError(rowKey, 'column servicePrincipalId names another row');
  if (cause === '') throw new DamagedRowError(rowKey, 'column unreadableCause: is empty');
  return {
    servicePrincipalId,
    application: { appId: read.appId(row), displayName: read.displayName(row) },
    since: read.unreadableSince(row),
    cause,
    detail: read.unreadableDetail(row),
  };
}

/** What the rows that were added say, each kind in their order. */
export class StateRows {
  readonly jobs: StoredJob[] = [];
  readonly unread: StoredUnread[] = [];
  readonly damaged: DamagedRow[] = [];

  add(row: StoredRow): void {
    const { rowKey = '', etag: version } = row;
    const isUnread = rowKey >= unreadRows.from;
    try {
      if (isUnread) this.unread.push({ unread: readUnreadRow(row), version });
      else this.jobs.push({ state: readJobRow(row), version });
    } catch (error) {
      if (!(error instanceof DamagedRowError)) throw error;
      const { problem } = error;
      const whose = isUnread
        ? { key: undefined, unreadOf: principalOfUnread(rowKey) }
        : { key: jobKeyIn(row) };
      this.damaged.push({ ...whose, rowKey, problem });
    }
  }
}

/** The job of a damaged row; undefined where the row does not say. */
function jobKeyIn({ servicePrincipalId, jobId, rowKey }: StoredRow): DamagedRow['key'] {
  // Columns that name another row say nothing of this one, and must not take the other's job for damaged.
  return typeof servicePrincipalId === 'string' &&
    typeof jobId === 'string' &&
    latestRowKey(servicePrincipalId, jobId) === rowKey
    ? { servicePrincipalId, jobId }
    : undefined;
}
