import type { TransactionAction } from '@azure/data-tables';
import pMap from 'p-map';
import { isStoreFailure, RefusedWriteError, type StoreError } from '../core/errors.ts';
import type { Change, Refreshed } from '../poll/ports.ts';
import { type Fence, lanes, mostActions } from './fence.ts';
import { jobAction } from './job-row.ts';
import { unreadAction } from './state-rows.ts';
import { bytesOf, mostBytes } from './transaction-bytes.ts';

/** Writes changes without events in as few transactions as fit, and tries them all. */
export async function refresh(
  partitionKey: string,
  fence: Fence,
  changes: readonly Change[],
): Promise<Refreshed> {
  const conflicts: Change[] = [];
  const refused: { change: Change; error: RefusedWriteError }[] = [];
  const failed: { changes: Change[]; error: StoreError }[] = [];

  const writeAlone = async ({ change, action }: Write): Promise<void> => {
    try {
      if (!(await fence.transact([action]))) conflicts.push(change);
    } catch (error) {
      if (!(error instanceof RefusedWriteError)) throw error;
      refused.push({ change, error });
    }
  };
  const writeGroup = async (group: readonly Write[]): Promise<void> => {
    let done = 0;
    try {
      // A transaction fails as a whole: its changes are then tried one by one, so that one holds up no other.
      if (group.length > 1 && (await writeTogether(fence, group))) return;
      for (const write of group) {
        await writeAlone(write);
        done++;
      }
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      failed.push({ changes: group.slice(done).map(({ change }) => change), error });
    }
  };

  await pMap(groupWrites(toWrites(partitionKey, changes)), writeGroup, { concurrency: lanes.length });
  return { conflicts, refused, failed };
}

/** False when nothing was written: one of them met a conflict or is refused. */
async function writeTogether(fence: Fence, writes: readonly Write[]): Promise<boolean> {
  try {
    return (await fence.transact(writes.map(({ action }) => action))) !== undefined;
  } catch (error) {
    if (error instanceof RefusedWriteError) return false;
    throw error;
  }
}

interface Write {
  readonly change: Change;
  readonly action: TransactionAction;
}

/** The changes that have something to write. */
export function toWrites(partitionKey: string, changes: readonly Change[]): Write[] {
  return changes.flatMap((change) => {
    const action =
      change.kind === 'job' ? jobAction(partitionKey, change) : unreadAction(partitionKey, change);
    return action ? [{ change, action }] : [];
  });
}

/** Groups writes so that each group fits one transaction. */
export function groupWrites(writes: readonly Write[]): Write[][] {
  const groups: Write[][] = [];
  let group: Write[] = [];
  let bytes = 0;
  for (const write of writes) {
    const size = bytesOf([write.action]);
    if (group.length === mostActions || (group.length > 0 && bytes + size > mostBytes)) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(write);
    bytes += size;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}
