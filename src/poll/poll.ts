import { setMaxListeners } from 'node:events';
import { isStoreFailure } from '../core/errors.ts';
import { addMilliseconds, type Instant, secondsBetween } from '../core/instant.ts';
import type { RunCounts, RunRecord } from '../core/run-record.ts';
import { scopeOf } from '../core/watch.ts';
import { claimUntil, keepClaim, runClock } from './claim.ts';
import { type Dispatched, dispatch } from './dispatch.ts';
import { causeOfError, createFailures, damagedRow } from './failures.ts';
import { heartbeat, skipped, unsent } from './log-lines.ts';
import type { Backlog, LoadedJobs, PollReport } from './ports.ts';
import { nothingRead, readTenant, type TenantReading } from './read-tenant.ts';
import { newTally, type PollPorts, type PollSettings, type Work } from './work.ts';

export interface PollOptions {
  /** Names this run among others. */
  readonly run: string;
  /** Milliseconds the run may take; the host kills it some time after. */
  readonly budgetMs: number;
  /** From 0 to 1; chance unless given. */
  readonly random?: () => number;
}

/** Until which part of the budget each step may take, from the start of the run on: no step starves those after it. */
const shares = { firstDispatch: 0.15, lists: 0.55, reading: 0.7, dispatch: 0.95, pruning: 1 } as const;
/** Rows deleted for their age in one run, at the most. */
const pruneAtOnce = 1000;
const failuresKept = 20;

/**
 * One poll: claim -> rows -> Graph -> detect -> write (state, outbox, feed, history) -> dispatch -> run record.
 *
 * What waits in the outbox is dispatched also when Graph could not be read, or not everything could be written; what the last runs left
 * is sent at the start too.
 *
 * @throws StoreError when the table cannot be read at all, or the run row not be written; TakenOverError when another run has taken over
 */
export async function poll(
  ports: PollPorts,
  settings: PollSettings,
  options: PollOptions,
): Promise<PollReport> {
  const { store, clock, log } = ports;
  const begun = { at: clock.now(), ticks: clock.ticks(), table: store.transactions };
  const tally = newTally();
  const failures = createFailures();
  let now: () => Instant = clock.now;
  let startedAt = begun.at;
  const source = ports.source.open({ clock: { now: () => now() }, log });
  const countsNow = ({ waiting, oldest }: Backlog): RunCounts => ({
    ...tally,
    eventsWaiting: waiting,
    oldestWaitingSeconds: oldest === undefined ? 0 : secondsBetween(oldest, now()),
    graphRequests: source.requests,
    graphThrottled: source.throttled,
    tableTransactions: store.transactions - begun.table,
    milliseconds: Math.round(clock.ticks() - begun.ticks),
  });

  try {
    const claim = {
      run: options.run,
      now: begun.at,
      until: claimUntil(begun.at),
      quietForMs: settings.staleAfterMs,
    };
    const claimed = await store.claim(claim);
    if (!('claimed' in claimed)) {
      log.info(skipped(options.run, begun.at));
      return { kind: 'busy', busyUntil: claimed.busyUntil };
    }
    const ownClock = runClock(clock, begun.at, claimed.date);
    now = ownClock.now;
    startedAt = now();
    const kept = keepClaim(claimed, ownClock);
    const work: Work = {
      settings,
      startedAt,
      scope: scopeOf(settings.watch),
      clock: ownClock,
      log,
      store: claimed,
      source,
      claim: kept,
      tally,
      failures,
      random: options.random ?? Math.random,
    };
    const { until, clear } = deadlines(ownClock.ticks, begun.ticks, options.budgetMs, kept.lost);
    const ended = await run(work, ports, until).finally(clear).finally(kept.stop);
    const kinds = failures.list(failuresKept);
    await claimed.finish({
      ...recordOf(work, ended, startedAt),
      lastEndedAt: now(),
      counts: countsNow(ended.backlog),
      failures: kinds,
    });
    const counts = countsNow(ended.backlog);
    log.info(heartbeat(options.run, startedAt, ended, counts, kinds));
    const { outcome, covered } = ended;
    return { kind: 'ended', outcome, covered, startedAt, counts, failures: kinds };
  } catch (error) {
    failures.addFirst({ what: 'the run' }, causeOfError(error));
    const waiting = Math.max(0, tally.eventsRecorded - tally.eventsSent);
    const counts = countsNow({ waiting, oldest: undefined });
    const failed = { outcome: 'failed', covered: false } as const;
    log.error(heartbeat(options.run, startedAt, failed, counts, failures.list(failuresKept)));
    throw error;
  }
}

/** The signal that ends a step. */
type Until = (share: keyof typeof shares) => AbortSignal;

/**
 * The signals that end each step: by time that only rises, from the start of the run on, and where another run takes over. They are held for
 * as long as the run works: a signal that is combined of others can be lost to the garbage collector, and then never aborts.
 */
function deadlines(
  ticks: () => number,
  begunTicks: number,
  budgetMs: number,
  lost: AbortSignal,
): { readonly until: Until; clear(): void } {
  const held: AbortSignal[] = [];
  const until: Until = (share) => {
    // Timers take whole milliseconds.
    const left = Math.max(0, Math.floor(begunTicks + budgetMs * shares[share] - ticks()));
    // Never more than the budget: time that is set back in a test makes none.
    const timeIsUp = AbortSignal.timeout(Math.min(budgetMs, left));
    held.push(timeIsUp);
    const step = new AbortController();
    // Each send in flight listens to it, more of them than Node takes for a leak.
    setMaxListeners(0, step.signal, lost);
    for (const signal of [timeIsUp, lost]) {
      if (signal.aborted) step.abort(signal.reason);
      else signal.addEventListener('abort', () => step.abort(signal.reason), { once: true });
    }
    return step.signal;
  };
  return { until, clear: () => held.splice(0) };
}

interface Ended extends TenantReading {
  /** Whether this run, or the round of runs that it ends, has asked every known job and written every change. */
  readonly covered: boolean;
  /** What still waits for Service Bus. */
  readonly backlog: Backlog;
}

async function run(work: Work, { publisher }: Pick<PollPorts, 'publisher'>, until: Until): Promise<Ended> {
  const { store, tally, failures, log, claim } = work;
  const loaded = await store.load();
  for (const row of loaded.damaged) failures.add(...damagedRow(row));
  tally.principalsUnread = loaded.unread.length;

  let waiting = loaded.waiting;
  let hasFailed = false;
  /** What the second dispatch cannot send either is one failure. */
  const noted = new Set<string>();
  const send = async (share: 'firstDispatch' | 'dispatch'): Promise<void> => {
    const { sent, failed } = await dispatch(store, publisher, until(share)).catch(unsendable);
    tally.eventsSent += sent;
    waiting -= sent;
    hasFailed ||= failed.length > 0;
    for (const { name, ...cause } of failed) {
      // Health names rows that cannot be read by this.
      const what = cause.cause === 'damagedRow' ? 'row' : 'event';
      if (!noted.has(name)) failures.addFirst({ what, name }, cause);
      noted.add(name);
    }
    for (const each of failed.slice(0, failuresKept)) log.error(unsent(each));
  };
  if (waiting > 0) await send('firstDispatch');

  const reading = await readTenant(work, loaded, { lists: until('lists'), all: until('reading') }).catch(
    unreached,
  );
  claim.lost.throwIfAborted();

  waiting += tally.eventsRecorded;
  // A commit whose answer was lost may have left events that were not counted.
  if (waiting > 0 || reading.isUnsure) await send('dispatch');
  // Once a sweep is often enough, and an unchanged poll stays cheap.
  if (reading.sweptAt !== store.claimed.sweptAt) await prune(work, loaded, until('pruning'));
  const { coveredSince } = reading;
  return {
    ...reading,
    covered: coveredSince !== store.claimed.coveredSince,
    backlog: await backlogNow(waiting > 0 || hasFailed || reading.isUnsure),
  };

  /** Only trouble costs a question, and a number for the operator fails no run. */
  async function backlogNow(mayWait: boolean): Promise<Backlog> {
    const unknown = { waiting: Math.max(0, waiting), oldest: undefined };
    return mayWait ? await store.backlog().catch(() => unknown) : unknown;
  }

  function unsendable(error: unknown): Dispatched {
    if (!isStoreFailure(error)) throw error;
    failures.addFirst({ what: 'the outbox' }, causeOfError(error));
    return { sent: 0, failed: [] };
  }

  /** The table failed in the middle: what is in the outbox can still be told. */
  function unreached(error: unknown): TenantReading {
    if (!isStoreFailure(error)) throw error;
    failures.addFirst({ what: 'the table' }, causeOfError(error));
    return nothingRead(work, 'partial');
  }
}

/** Deletes what is old enough, for as long as there is time. Housekeeping fails no run. */
async function prune(
  { store, settings, startedAt, failures }: Work,
  { jobs }: LoadedJobs,
  signal: AbortSignal,
): Promise<void> {
  const before = addMilliseconds(startedAt, -settings.retentionMs);
  const done = jobs.filter(
    ({ state }) =>
      state.changedAt < before &&
      // An episode that is open will be told to be over, whenever the job is watched again.
      (state.state === 'removed' || (state.unwatchedSince !== undefined && state.state !== 'quarantined')),
  );
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const pruned = store.prune(before, done, pruneAtOnce, signal).catch((error: unknown) => {
    if (!signal.aborted) failures.add({ what: 'housekeeping' }, causeOfError(error));
  });
  await Promise.race([pruned, aborted]);
}

/** The run row after this run. */
function recordOf(
  { store: { claimed }, scope }: Work,
  { outcome, coveredSince, round, sweptAt, cursor }: TenantReading,
  startedAt: Instant,
): Omit<RunRecord, 'lastEndedAt' | 'counts' | 'failures'> {
  const { runs, epoch, firstStartedAt } = claimed;
  return {
    runs,
    epoch,
    firstStartedAt,
    scope,
    coveredSince,
    round,
    lastStartedAt: startedAt,
    lastOutcome: outcome,
    sweptAt,
    cursor,
    busyUntil: undefined,
    busyWith: undefined,
  };
}
