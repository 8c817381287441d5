import type { TransactionAction } from '@azure/data-tables';
import pMap from 'p-map';
import { DamagedRowError } from '../core/errors.ts';
import type { LoadedJobs, StoredJob } from '../poll/ports.ts';
import { readJobRow, stateColumns } from './job-row.ts';
import { latestRowKey, latestRows, outboxRows, pollRows, unreadRows } from './keys.ts';
import type { Table, Written } from './partition.ts';
import { StateRows } from './state-rows.ts';

/*
 * The states of jobs as this process last read or wrote them, each with the version of its row. A poll then asks the table for keys and
 * versions, and reads only rows of a version that is not known: what is equal is equal, since a row has another version after each write.
 * The next poll is given the same objects again: nobody changes one.
 *
 * What that buys: about a fifth of the CPU of a poll in which nothing changed (November 2026, Node 20; `npm run bench -- --only poll --jobs
 * 10000 --before FILE`). What it costs: 1.1 KiB for each job between polls, so it is bounded, and left out where a process has several
 * tenants. Why it is safe: docs/decisions/known-rows.md.
 */

/** Rows that are read one by one; where more are not known, all are read in pages. */
const mostReadAlone = 40;
const readsAtOnce = 4;

export class KnownJobs {
  readonly #most: number;
  /** By row key. */
  #jobs = new Map<string, StoredJob>();

  /** @param most jobs that are kept: of a tenant with more none is */
  constructor(most: number) {
    this.#most = most;
  }

  /** All that a poll has to know, in one pass over the rows. */
  async load(table: Table): Promise<LoadedJobs> {
    return (await this.#loadUnknown(table)) ?? (await this.#loadAll(table));
  }

  /** Takes notice of a transaction of this process. */
  note(actions: readonly TransactionAction[], { etags }: Written): void {
    for (const [place, action] of actions.entries()) {
      const { rowKey } = action[1];
      // What is not known is not made known by a write: the whole tenant is, or nothing.
      if (this.#jobs.size === 0 || rowKey < latestRows.from || rowKey >= latestRows.to) continue;
      const job = jobIn(action, etags[place]);
      if (job) this.#jobs.set(rowKey, job);
      else this.#jobs.delete(rowKey);
    }
    if (this.#jobs.size > this.#most) this.#jobs = new Map();
  }

  /** Undefined where too little is known: then all has to be read. */
  async #loadUnknown(table: Table): Promise<LoadedJobs | undefined> {
    if (this.#jobs.size === 0) return undefined;
    const found: (StoredJob | string)[] = [];
    let [unknown, waiting, hasUnread] = [0, 0, false];
    for await (const page of table.pages(pollRows, { columns: [] })) {
      for (const { rowKey = '', etag } of page) {
        if (rowKey >= outboxRows.from) waiting++;
        else if (rowKey >= unreadRows.from) hasUnread = true;
        else {
          const known = this.#jobs.get(rowKey);
          const isCurrent = known !== undefined && known.version === etag;
          if (!isCurrent && ++unknown > mostReadAlone) return undefined;
          found.push(isCurrent ? known : rowKey);
        }
      }
    }
    const states = new StateRows();
    const readAlone = (rowKey: string) => table.get(rowKey, stateColumns);
    const keys = found.filter((each) => typeof each === 'string');
    // In the order of the keys, as they stand among the others.
    const rows = await pMap(keys, readAlone, { concurrency: readsAtOnce });
    for (const each of found) {
      if (typeof each !== 'string') states.jobs.push(each);
      else {
        const row = rows.shift();
        if (row) states.add(row);
      }
    }
    if (hasUnread) {
      for await (const page of table.pages(unreadRows, { columns: stateColumns }))
        for (const row of page) states.add(row);
    }
    return this.#loaded(states, waiting, keys.length === 0 && found.length === this.#jobs.size);
  }

  async #loadAll(table: Table): Promise<LoadedJobs> {
    // What is not used any more is not held while all is read anew.
    this.#jobs = new Map();
    const states = new StateRows();
    let waiting = 0;
    for await (const page of table.pages(pollRows, { columns: stateColumns })) {
      for (const row of page) {
        const { rowKey = '' } = row;
        if (rowKey >= outboxRows.from) waiting++;
        else states.add(row);
      }
    }
    return this.#loaded(states, waiting, false);
  }

  #loaded({ jobs, unread, damaged }: StateRows, waiting: number, isKnown: boolean): LoadedJobs {
    if (!isKnown) {
      const kept = jobs.length > this.#most ? [] : jobs;
      this.#jobs = new Map(
        kept.map((job) => [latestRowKey(job.state.servicePrincipalId, job.state.jobId), job]),
      );
    }
    return { jobs, unread, damaged, waiting };
  }
}

/** The job as its row will be read from now on; undefined where that is not known. */
function jobIn([kind, entity]: TransactionAction, etag: string | undefined): StoredJob | undefined {
  if (kind === 'delete' || etag === undefined) return undefined;
  try {
    // A copy: cut out of the answer, it would keep all of that in memory.
    const version = Buffer.from(etag).toString();
    return { state: readJobRow({ ...entity, etag: version }), version };
  } catch (error) {
    if (error instanceof DamagedRowError) return undefined;
    throw error;
  }
}
