import type { NotedTick } from '../core/tick.ts';
import type { StateStore, TickNotes } from '../poll/ports.ts';
import type { EventFeed, EventResender, SnapshotStore } from '../views/ports.ts';
import { createClaimedStore } from './claimed-store.ts';
import type { CredentialOf, TableConnection } from './client.ts';
import { createEventFeed } from './event-feed.ts';
import { Feed } from './feed.ts';
import { KnownJobs } from './known-jobs.ts';
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

/** Jobs of a tenant that are kept in memory between polls. With 100,000 a poll did not fit into the heap of an instance of 512 MB. */
const mostKnownJobs = 20_000;

/**
 * @param name 3 to 63 letters and digits
 * @param isOnly whether the process has no other tenant
 */
export function createTableStore(
  connection: TableConnection,
  credentialOf: CredentialOf,
  name: string,
  tenantId: string,
  isOnly = true,
): TableStore {
  return storeOn(new ServiceTable(connection, credentialOf, name, tenantId), isOnly ? mostKnownJobs : 0);
}

const rowSharedForMs = 100;
/** So that a caller who asks once a minute is answered by it. */
const runRememberedForMs = 2 * 60_000;

export function storeOn(table: Table, mostKnown = mostKnownJobs): TableStore {
  // Every answer needs this one row. An earlier run row never makes other rows look newer than they are.
  const run = sharedFor(rowSharedForMs, async () => (await readRun(table))?.record);
  // A tenant that was never polled is judged by it, each of many.
  const tick = sharedFor(rowSharedForMs, () => readTick(table));
  return {
    poll: createStateStore(table, run.forget, mostKnown),
    snapshots: createSnapshotStore(table, run.get, () => run.recent(runRememberedForMs)),
    feed: { ...createEventFeed(table), ...createResender(table) },
    ticks: {
      noteTick: (noted, tenantIds) => writeTick(table, noted, tenantIds).finally(tick.forget),
      lastTick: tick.get,
    },
  };
}

/**
 * Calls of `get` within so many milliseconds of the begin of one share its outcome; a failure is shared with nobody after its end, and
 * what was got before `forget` with nobody after it. `recent` gives what was got last, where that was asked for within so many
 * milliseconds; undefined where nothing was.
 *
 * @param now milliseconds that only ever rise
 */
export function sharedFor<T>(
  milliseconds: number,
  work: () => Promise<T>,
  now: () => number = () => performance.now(),
) {
  let last: { readonly outcome: Promise<T>; readonly begunAt: number } | undefined;
  let known: { readonly value: T; readonly begunAt: number } | undefined;
  return {
    get(): Promise<T> {
      const begunAt = now();
      if (last && begunAt < last.begunAt + milliseconds) return last.outcome;
      const begun = { outcome: work(), begunAt };
      last = begun;
      begun.outcome.then(
        (value) => {
          if (last === begun) known = { value, begunAt };
        },
        () => {
          if (last === begun) last = undefined;
        },
      );
      return begun.outcome;
    },
    recent: (withinMs: number): T | undefined =>
      known && now() < known.begunAt + withinMs ? known.value : undefined,
    forget(): void {
      last = undefined;
      known = undefined;
    },
  };
}

/**
 * The states of jobs, the outbox, the feed and the history, in one partition so that a job's part of all of them commits together.
 *
 * @param runRowWritten is called after each write of the run row, whether or not it is known to have succeeded
 */
export function createStateStore(
  table: Table,
  runRowWritten: () => void = () => undefined,
  mostKnown = mostKnownJobs,
): StateStore {
  const claims = new RunClaims(table, runRowWritten);
  const feed = new Feed(table);
  const known = new KnownJobs(mostKnown);
  return {
    get transactions() {
      return table.requests;
    },

    async claim(claim) {
      const taken = await claims.claim(claim);
      return 'busyUntil' in taken ? taken : createClaimedStore(table, claims, feed, known, claim.run, taken);
    },
  };
}
