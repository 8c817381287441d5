import type { ClaimedStore } from '../poll/ports.ts';
import type { FeedPlace } from '../views/ports.ts';
import type { Feed, FeedPlan } from './feed.ts';
import { Fence } from './fence.ts';
import { readJobRow, stateColumns } from './job-row.ts';
import { latestRowKey } from './keys.ts';
import type { KnownJobs } from './known-jobs.ts';
import { acknowledge, readBacklog, waitingEvents } from './outbox.ts';
import type { Table } from './partition.ts';
import { prune } from './prune.ts';
import { refresh } from './refresh.ts';
import type { RunClaims, TakenClaim } from './run-claims.ts';
import { planWave } from './wave.ts';

/**
 * The store as the run of a claim has it: each of its transactions passes the run's fence.
 *
 * @param claims and `feed` and `known` outlive the run in this process
 */
export function createClaimedStore(
  table: Table,
  claims: RunClaims,
  feed: Feed,
  known: KnownJobs,
  run: string,
  { record: runRecord, afterKilledRun, date }: TakenClaim,
): ClaimedStore {
  const { partitionKey } = table;
  const fence = new Fence(table, run, (actions, written) => known.note(actions, written));
  const inTurnOfFeed = oneAfterAnother();
  const inTurnOfRunRow = oneAfterAnother();
  const moveFeed = <Plan extends FeedPlan>(planAt: (place: FeedPlace) => Plan) =>
    inTurnOfFeed(() => feed.write(fence, planAt));

  return {
    runRecord,
    afterKilledRun,
    date,

    async load() {
      fence.check();
      return await known.load(table);
    },

    async reload(key) {
      fence.check();
      const row = await table.get(latestRowKey(key.servicePrincipalId, key.jobId), stateColumns);
      return row && { state: readJobRow(row), version: row.etag };
    },

    async record(changes) {
      fence.check();
      const wave = await moveFeed((place) => planWave(partitionKey, changes, place));
      return wave?.jobs ?? 0;
    },

    async refresh(changes) {
      fence.check();
      return await refresh(partitionKey, fence, changes);
    },

    waiting: () => waitingEvents(table, fence),

    async backlog() {
      fence.check();
      return await readBacklog(table);
    },

    async acknowledge(events) {
      fence.check();
      return await acknowledge(table, fence, events);
    },

    async prune(before, jobs, limit, signal) {
      fence.check();
      return await prune({ table, fence, moveFeed }, before, jobs, limit, signal);
    },

    renew(until, cursor) {
      return inTurnOfRunRow(async () => {
        fence.check();
        if (!(await claims.renew(run, until, cursor))) fence.lose();
      });
    },

    finish(record) {
      return inTurnOfRunRow(async () => {
        fence.check();
        if (!(await claims.finish(run, runRecord.runs, record))) fence.lose();
      });
    },
  };
}

/** Runs works one after the other, in the order in which they were given. */
function oneAfterAnother(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
