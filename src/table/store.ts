import type { StateStore } from '../poll/ports.ts';
import type { SnapshotStore } from '../views/ports.ts';
import { createClaimedStore } from './claimed-store.ts';
import type { CredentialOf, TableConnection } from './client.ts';
import { createFeed } from './feed.ts';
import { openTable, type Table } from './partition.ts';
import { createRunClaims, readRun } from './run-claims.ts';
import { createSnapshotStore } from './snapshot-store.ts';

/** Everything that is kept of one tenant, in one table. It is created by the first request that finds it absent. */
export interface TableStore {
  readonly poll: StateStore;
  readonly snapshots: SnapshotStore;
}

/** @param name 3 to 63 letters and digits */
export function createTableStore(
  connection: TableConnection,
  credentialOf: CredentialOf,
  name: string,
  tenantId: string,
): TableStore {
  return storeOn(openTable(connection, credentialOf, name, tenantId));
}

const runRowSharedForMs = 100;

export function storeOn(table: Table): TableStore {
  // Every answer needs this one row. An earlier run row never makes other rows look newer than they are.
  const run = sharedFor(runRowSharedForMs, async () => (await readRun(table))?.record);
  return { poll: createStateStore(table, run.forget), snapshots: createSnapshotStore(table, run.get) };
}

/** What several callers share. */
export interface Shared<T> {
  get(): Promise<T>;
  /** What was got before is not shared with anybody any more. */
  forget(): void;
}

/**
 * Calls within so many milliseconds of the begin of one share its outcome; a failure is shared with nobody after its end.
 *
 * @param now milliseconds that only ever rise
 */
export function sharedFor<T>(
  milliseconds: number,
  work: () => Promise<T>,
  now: () => number = () => performance.now(),
): Shared<T> {
  let last: { readonly outcome: Promise<T>; until: number } | undefined;
  return {
    get() {
      if (last && now() < last.until) return last.outcome;
      const begun = { outcome: work(), until: now() + milliseconds };
      last = begun;
      begun.outcome.catch(() => {
        begun.until = 0;
      });
      return begun.outcome;
    },
    forget() {
      last = undefined;
    },
  };
}

/**
 * The states of jobs, the outbox, the feed and the history, in one partition so that a job's part of all of them commits together.
 *
 * @param runRowWritten is told of each write of the run row, whether or not it is known to have succeeded
 */
export function createStateStore(table: Table, runRowWritten: () => void = () => undefined): StateStore {
  const parts = { table, claims: createRunClaims(table, runRowWritten), feed: createFeed(table) };
  return {
    get transactions() {
      return table.requests;
    },

    async claim(claim) {
      const claimed = await parts.claims.claim(claim);
      return 'busyUntil' in claimed ? claimed : createClaimedStore(parts, claim.run, claimed);
    },
  };
}
