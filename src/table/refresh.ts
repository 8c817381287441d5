import pMap from 'p-map';
import { isStoreFailure, RefusedWriteError, type StoreError } from '../core/errors.ts';
import type { Change, Refreshed } from '../poll/ports.ts';
import { type Fence, lanes } from './fence.ts';
import { groupWrites, toWrite, type Write } from './writes.ts';

/** Writes changes without events in as few transactions as fit, and tries them all. */
export async function refresh(
  partitionKey: string,
  fence: Fence,
  changes: readonly Change[],
): Promise<Refreshed> {
  const conflicts: Change[] = [];
  const refused: { change: Change; error: RefusedWriteError }[] = [];
  const failed: { changes: Change[]; error: StoreError }[] = [];

  const writeAlone = async ({ change, actions }: Write): Promise<void> => {
    try {
      if (!(await fence.transact(actions))) conflicts.push(change);
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

  const writes = changes.map((change) => toWrite(partitionKey, change));
  const groups = groupWrites(writes.filter(({ actions }) => actions.length > 0));
  await pMap(groups, writeGroup, { concurrency: lanes.length });
  return { conflicts, refused, failed };
}

/** False when nothing was written: one of them met a conflict or is refused. */
async function writeTogether(fence: Fence, writes: readonly Write[]): Promise<boolean> {
  try {
    return (await fence.transact(writes.flatMap(({ actions }) => actions))) !== undefined;
  } catch (error) {
    if (error instanceof RefusedWriteError) return false;
    throw error;
  }
}
