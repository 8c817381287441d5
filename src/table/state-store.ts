import type { StateStore } from '../poll/ports.ts';
import { createClaimedStore } from './claimed-store.ts';
import { createFeed } from './feed.ts';
import { createRunClaims } from './run-claims.ts';
import type { Table } from './table.ts';

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
