import type { NotedTick } from '../core/tick.ts';
import type { StateStore, TickNotes } from '../poll/ports.ts';
import type { EventFeed, EventResender, SnapshotStore } from '../views/ports.ts';
import { createClaimedStore } from './claimed-store.ts';
import type { CredentialOf, TableConnection } from './client.ts';
import { createEventFeed } from './event-feed.ts';
import { Feed } from './feed.ts';
import { ServiceTable, type Table } from './partition.ts';
import { createResender } from './resend.ts';
import { RunClaims, readRun } from './run-claims.ts';
import { createSnapshotStore } from './snapshot-store.ts';
import { readTick, writeTick } from './tick-row.ts';

/** Everything that is kept of one tenant, in one table. It is created by the first request that finds it absent. */
export interface TableStore {
  readonly poll: StateStore;
  readonly snapshots: SnapshotStore;
  readonly feed: EventFeed & EventResender;
  /** The last tick of the schedule, where several tenants are polled: in the home tenant's partition. */
  readonly ticks: TickNotes & { lastTick(): Promise<NotedTick | undefined> };
}

/** @param name 3 to 63 letters and digits */
export function createTableStore(
  connection: TableConnection,
  credentialOf: CredentialOf,
  name: string,
  tenantId: string,
): TableStore {
  return storeOn(new ServiceTable(connection, credentialOf, name, tenantId));
}

const rowSharedForMs = 100;

export function storeOn(table: Table): TableStore {
  // Every answer needs this one row. An earlier run row never makes other rows look newer than they are.
  const run = sharedFor(rowSharedForMs, async () => (await readRun(table))?.record);
  // A tenant that was never polled is judged by it, each of many.
  const tick = sharedFor(rowSharedForMs, () => readTick(table));
  return {
    poll: createStateStore(table, run.forget),
    snapshots: createSnapshotStore(table, run.get),
    feed: { ...createEventFeed(table), ...createResender(table) },
    ticks: {
      noteTick: (noted, tenantIds) => writeTick(table, noted, tenantIds).finally(tick.forget),
      lastTick: tick.get,
    },
  };
}

/**
 * Calls of `get` within so many milliseconds of the begin of one share its outcome; a failure is shared with nobody after its end, and
 * what was got before `forget` with nobody after it.
 *
 * @param now milliseconds that only ever rise
 */
export function sharedFor<T>(
  milliseconds: number,
  work: () => Promise<T>,
  now: () => number = () => performance.now(),
) {
  let last: { readonly outcome: Promise<T>; until: number } | undefined;
  return {
    get(): Promise<T> {
      if (last && now() < last.until) return last.outcome;
      const begun = { outcome: work(), until: now() + milliseconds };
      last = begun;
      begun.outcome.catch(() => {
        begun.until = 0;
      });
      return begun.outcome;
    },
    forget(): void {
      last = undefined;
    },
  };
}

/**
 * The states of jobs, the outbox, the feed and the history, in one partition so that a job's part of all of them commits together.
 *
 * @param runRowWritten is called after each write of the run row, whether or not it is known to have succeeded
 */
export function createStateStore(table: Table, runRowWritten: () => void = () => undefined): StateStore {
  const claims = new RunClaims(table, runRowWritten);
  const feed = new Feed(table);
  return {
    get transactions() {
      return table.requests;
    },

    async claim(claim) {
      const taken = await claims.claim(claim);
      return 'busyUntil' in taken ? taken : createClaimedStore(table, claims, feed, claim.run, taken);
    },
  };
}
