import { DamagedRowError } from '../core/errors.ts';
import type {
  ClaimedStore,
  DamagedJob,
  JobChange,
  LoadedJobs,
  RecordedEvent,
  StoredJob,
  StoredUnread,
} from '../poll/ports.ts';
import { damagedJob, damagedUnread } from './damaged-rows.ts';
import type { Feed, FeedPlace, FeedPlan } from './feed.ts';
import { createFence } from './fence.ts';
import { readJobRow, stateColumns } from './job-row.ts';
import { latestRowKey, outboxRows, pollRows, unreadRows } from './keys.ts';
import { acknowledge, readBacklog, waitingEvents } from './outbox.ts';
import type { Table } from './partition.ts';
import { prune } from './prune.ts';
import { refresh } from './refresh.ts';
import type { Claimed, RunClaims } from './run-claims.ts';
import { readUnreadRow } from './unread-row.ts';
import { eventActions, jobAction } from './writes.ts';

/** What outlives a run in this process. */
export interface StoreParts {
  readonly table: Table;
  readonly claims: RunClaims;
  readonly feed: Feed;
}

/** The store as the run of a claim has it: each of its transactions passes the run's fence. */
export function createClaimedStore(
  { table, claims, feed }: StoreParts,
  run: string,
  { record: claimed, afterKilledRun, date }: Claimed,
): ClaimedStore {
  const { partitionKey } = table;
  const fence = createFence(table, run);
  const inTurnOfFeed = oneAfterAnother();
  const inTurnOfRunRow = oneAfterAnother();
  const moveFeed = (plan: (place: FeedPlace) => FeedPlan) => inTurnOfFeed(() => feed.write(fence, plan));

  return {
    claimed,
    afterKilledRun,
    date,

    async load() {
      fence.check();
      return await load(table);
    },

    async reload(key) {
      fence.check();
      const rowKey = latestRowKey(key.servicePrincipalId, key.jobId);
      const row = await table.get(rowKey, stateColumns);
      if (!row) return undefined;
      const reading = readJobRow(row);
      if (!reading.ok) throw new DamagedRowError(rowKey, reading.problem);
      return { state: reading.state, version: row.etag };
    },

    async record(change) {
      fence.check();
      const job = jobAction(partitionKey, change);
      if (change.events.length === 0) return (await fence.transact([job])) ? 'written' : 'conflict';
      return await moveFeed((place) => recordPlan(partitionKey, change, place, job));
    },

    async refresh(changes) {
      fence.check();
      return await refresh(partitionKey, fence, changes);
    },

    waiting: () => waitingEvents(table, fence.check),

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
        if (!(await claims.finish(run, claimed.runs, record))) fence.lose();
      });
    },
  };
}

/** Numbers of events rise in the order of commits, and are never below the Unix milliseconds at which they were recorded. */
function recordPlan(
  partitionKey: string,
  change: JobChange,
  place: FeedPlace,
  job: ReturnType<typeof jobAction>,
): FeedPlan {
  let { last } = place;
  const next = ({ transition }: RecordedEvent): number => {
    last = Math.max(last + 1, Date.parse(transition.recordedAt));
    return last;
  };
  const actions = [job, ...eventActions(partitionKey, change, next)];
  return { next: { ...place, last }, actions };
}

/** All that a poll has to know, in one pass over the rows. */
async function load(table: Table): Promise<LoadedJobs> {
  const jobs: StoredJob[] = [];
  const unread: StoredUnread[] = [];
  const damaged: DamagedJob[] = [];
  let waiting = 0;
  for await (const page of table.pages(pollRows, { columns: stateColumns })) {
    for (const row of page) {
      const { rowKey = '', etag: version } = row;
      if (rowKey >= outboxRows.from) {
        waiting++;
      } else if (rowKey >= unreadRows.from) {
        const reading = readUnreadRow(row);
        if (reading.ok) unread.push({ unread: reading.unread, version });
        else damaged.push(damagedUnread(rowKey, reading.problem));
      } else {
        const reading = readJobRow(row);
        if (reading.ok) jobs.push({ state: reading.state, version });
        else damaged.push(damagedJob(row, reading.problem));
      }
    }
  }
  return { jobs, unread, damaged, waiting };
}

/** Runs works one after the other, in the order in which they were given. */
export function oneAfterAnother(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
