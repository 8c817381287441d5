import type { TransactionAction } from '@azure/data-tables';
import type { Change, JobChange, RecordedEvent, UnreadChange } from '../poll/ports.ts';
import { toEventRow, toOutboxRow, toTransitionRow } from './event-rows.ts';
import { unreadRowKey } from './keys.ts';
import { toJobRow } from './to-job-row.ts';
import { toUnreadRow } from './unread-row.ts';

/** A change without events and what has to be done for it. */
export interface Write {
  readonly change: Change;
  readonly actions: readonly TransactionAction[];
}

export function toWrite(partitionKey: string, change: Change): Write {
  const action = change.kind === 'job' ? jobAction(partitionKey, change) : unreadAction(partitionKey, change);
  return { change, actions: action ? [action] : [] };
}

/** Writes a job's row. */
export function jobAction(partitionKey: string, { version, next, body }: JobChange): TransactionAction {
  const row = toJobRow(partitionKey, next, body);
  return version === undefined
    ? ['create', row]
    : // The ETag belongs here: one in the entity alone would overwrite whatever is there.
      ['update', row, body ? 'Replace' : 'Merge', { etag: version }];
}

function unreadAction(
  partitionKey: string,
  { servicePrincipalId, version, next }: UnreadChange,
): TransactionAction | undefined {
  if (next) {
    const row = toUnreadRow(partitionKey, next);
    return version === undefined ? ['create', row] : ['update', row, 'Replace', { etag: version }];
  }
  if (version === undefined) return undefined;
  return ['delete', { partitionKey, rowKey: unreadRowKey(servicePrincipalId), etag: version }];
}

/** Three rows are an event: the event itself, one that says that it waits, and one of history. */
export function eventActions(
  partitionKey: string,
  { body, events }: JobChange,
  numberOf: (event: RecordedEvent) => number,
): TransactionAction[] {
  const last = events.at(-1);
  return events.flatMap((event): TransactionAction[] => {
    const number = numberOf(event);
    // One copy of the job is enough: of two events the second is the one that it shows.
    const shown = event === last ? body : undefined;
    return [
      ['create', toEventRow(partitionKey, event, number)],
      ['create', toOutboxRow(partitionKey, event, number)],
      ['create', toTransitionRow(partitionKey, event, number, shown)],
    ];
  });
}

/** The service takes 100 rows in a transaction, of which one is the fence's. */
export const mostActions = 99;
/** It takes 4 MiB. */
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

/** Groups of as many as fit a transaction, one action each. */
export function groupsOf<T>(items: readonly T[], size = mostActions): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, group) =>
    items.slice(group * size, (group + 1) * size),
  );
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
