import type { TransactionAction } from '@azure/data-tables';
import type { JobChange } from '../poll/ports.ts';
import { toOutboxRow, toTransitionRow } from './event-rows.ts';
import { toJobRow } from './to-job-row.ts';

/** A change and what has to be done for it, all or nothing. */
export interface Write {
  readonly change: JobChange;
  readonly actions: readonly TransactionAction[];
}

/** One row is the state, two are each event: one that waits to be sent, and one of history. */
export function toWrite(partitionKey: string, change: JobChange): Write {
  const { version, next, body, events } = change;
  const row = toJobRow(partitionKey, next, body);
  const last = events.at(-1);
  const actions: TransactionAction[] = [
    version === undefined
      ? ['create', row]
      : // The ETag belongs here: one in the entity alone would overwrite whatever is there.
        ['update', row, body ? 'Replace' : 'Merge', { etag: version }],
  ];
  for (const event of events) {
    // One copy of the job is enough: of two events the second is the one that it shows.
    const shown = event === last ? body : undefined;
    actions.push(['create', toOutboxRow(partitionKey, event)]);
    actions.push(['create', toTransitionRow(partitionKey, event, shown)]);
  }
  return { change, actions };
}

/** The service takes 100 rows and 4 MiB in a transaction. */
const mostActions = 100;
const mostBytes = 3_500_000;
/** Of an action's own MIME part and request line. */
const bytesOfPart = 1_000;
const bytesOfName = 40;

/** Groups writes without events so that each group fits one transaction. */
export function groupWrites(writes: readonly Write[]): Write[][] {
  const groups: Write[][] = [];
  let group: Write[] = [];
  let [actions, bytes] = [0, 0];
  for (const write of writes) {
    const size = bytesOf(write);
    if (group.length > 0 && (actions + write.actions.length > mostActions || bytes + size > mostBytes)) {
      groups.push(group);
      group = [];
      [actions, bytes] = [0, 0];
    }
    group.push(write);
    actions += write.actions.length;
    bytes += size;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

function bytesOf({ actions }: Write): number {
  let bytes = 0;
  for (const [, row] of actions) {
    bytes += bytesOfPart;
    for (const value of Object.values(row)) {
      bytes += bytesOfName;
      if (typeof value === 'string') bytes += Buffer.byteLength(JSON.stringify(value));
    }
  }
  return bytes;
}
