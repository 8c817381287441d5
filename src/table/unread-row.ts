import type { UnreadPrincipal } from '../core/unread.ts';
import { otherVersion, schemaVersion, unreadableOf } from './job-row.ts';
import { unreadRowKey } from './keys.ts';
import { DamagedColumn, text } from './read-column.ts';
import type { Row, StoredRow } from './stored-row.ts';
import { bounded } from './to-job-row.ts';

/** The memory of a service principal that was never read; its columns are named as those of a job. */
export function toUnreadRow(partitionKey: string, unread: UnreadPrincipal): Row {
  return {
    partitionKey,
    rowKey: unreadRowKey(unread.servicePrincipalId),
    schemaVersion,
    servicePrincipalId: unread.servicePrincipalId,
    appId: bounded(unread.application.appId),
    displayName: bounded(unread.application.displayName),
    unreadableCause: bounded(unread.cause),
    unreadableDetail: bounded(unread.detail),
    unreadableSince: unread.since,
  };
}

export type UnreadReading =
  | { readonly ok: true; readonly unread: UnreadPrincipal }
  | { readonly ok: false; readonly problem: string };

/** Reads such a row; says what is wrong when it was damaged, or written by another version. */
export function readUnreadRow(row: StoredRow): UnreadReading {
  try {
    const problem = otherVersion(row);
    if (problem !== undefined) return { ok: false, problem };
    const servicePrincipalId = text(row, 'servicePrincipalId');
    if (unreadRowKey(servicePrincipalId) !== row.rowKey)
      return { ok: false, problem: 'column servicePrincipalId names another row' };
    const unreadable = unreadableOf(row);
    if (!unreadable) return { ok: false, problem: 'column unreadableCause: is empty' };
    const application = { appId: text(row, 'appId'), displayName: text(row, 'displayName') };
    return { ok: true, unread: { servicePrincipalId, application, ...unreadable } };
  } catch (error) {
    if (error instanceof DamagedColumn) return { ok: false, problem: error.message };
    throw error;
  }
}
