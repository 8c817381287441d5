import type { JobChange } from '../poll/ports.ts';

/** A transaction holds 100 entities and 4 MiB; what JSON and MIME add is estimated, generously. */
const mostEntities = 100;
const mostBytes = 3_000_000;
const bytesOfColumns = 12_000;

/** Groups changes without events so that each group fits one transaction. */
export function groupChanges(changes: readonly JobChange[]): JobChange[][] {
  const groups: JobChange[][] = [];
  let group: JobChange[] = [];
  let bytes = 0;
  for (const change of changes) {
    const size = bytesOfColumns + (change.body ? Buffer.byteLength(JSON.stringify(change.body)) * 1.3 : 0);
    if (group.length === mostEntities || (group.length > 0 && bytes + size > mostBytes)) {
      groups.push(group);
      [group, bytes] = [[], 0];
    }
    group.push(change);
    bytes += size;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}
