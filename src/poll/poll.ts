import { setMaxListeners } from 'node:events';
import { StoreError } from '../core/errors.ts';
import { addMilliseconds, type Instant, laterOf, secondsBetween } from '../core/instant.ts';
import type { RunCounts, RunRecord } from '../core/run-record.ts';
import { claimUntil, keepClaim } from './claim.ts';
import { dispatch } from './dispatch.ts';
import { damagedRow, failureOf } from './failure-of.ts';
import { heartbeat, skipped, unsent } from './lines.ts';
import type { PollReport } from './poll-report.ts';
import type { Backlog } from './ports.ts';
import { readTenant, type TenantReading } from './read-tenant.ts';
import { newTally } from './tally.ts';
import type { PollPorts, PollSettings, Work } from './work.ts';

export interface PollOptions {
  /** Names this run among others. */
  readonly run: string;
  /** Milliseconds the run may take; the host kills it some time after. */
  readonly budget: number;
}

/** Reading may use this part of the budget; the rest is for telling what was read. */
const readingPart = 0.7;
/** Rows deleted for their age in one run, at the most. */
const pruneAtOnce = 1000;
const failuresKept = 20;

/**
 * One poll: claim -> rows -> Graph -> detect -> write (state, outbox, history) -> dispatch -> run record.
 *
 * What waits in the outbox is dispatched also when Graph could not be read, or not everything could be written.
 *
 * @throws StoreError when the table cannot be read at all, or the run row not be written
 */
export async function poll(
  ports: PollPorts,
  settings: PollSettings,
  options: PollOptions,
): Promise<PollReport> {
  const { store, source, clock, log } = ports;
  const startedAt = clock.now();
  const earlier = { graph: source.requests, throttled: source.throttled, table: store.transactions };
  const tally = newTally();
  const countsNow = ({ waiting, oldest }: Backlog): RunCounts => {
    const { failures: _, ...counts } = tally;
    return {
      ...counts,
      eventsWaiting: waiting,
      oldestWaitingSeconds: oldest === undefined ? 0 : secondsBetween(oldest, clock.now()),
      graphRequests: source.requests - earlier.graph,
      graphThrottled: source.throttled - earlier.throttled,
      tableTransactions: store.transactions - earlier.table,
      milliseconds: Date.parse(clock.now()) - Date.parse(startedAt),
    };
  };

  try {
    const until = claimUntil(startedAt);
    const before = await store.claim(options.run, startedAt, until);
    if (!before) {
      log.info(skipped(options.run, startedAt));
      return { kind: 'busy', busyUntil: until };
    }
    const stopRenewing = keepClaim(store, options.run, clock);
    const ended = await run({ ports, settings, startedAt, before, tally }, options.budget).finally(
      stopRenewing,
    );
    const failures = tally.failures.slice(0, failuresKept);
    await store.finish(options.run, {
      ...recordOf(before, ended, startedAt),
      lastEndedAt: clock.now(),
      counts: countsNow(ended.backlog),
      failures,
    });
    const counts = countsNow(ended.backlog);
    log.info(heartbeat(options.run, startedAt, ended.outcome, counts, tally.failures));
    return { kind: 'ended', outcome: ended.outcome, startedAt, counts, failures };
  } catch (error) {
    tally.failures.push(failureOf('the run', error));
    const counts = countsNow({
      waiting: Math.max(0, tally.eventsRecorded - tally.eventsSent),
      oldest: undefined,
    });
    log.error(heartbeat(options.run, startedAt, 'failed', counts, tally.failures));
    throw error;
  }
}

interface Ended extends TenantReading {
  /** What still waits for Service Bus. */
  readonly backlog: Backlog;
}

async function run(work: Work, budget: number): Promise<Ended> {
  const { ports, tally, startedAt, settings, before } = work;
  const loaded = await ports.store.load();
  for (const row of loaded.damaged) tally.failures.push(damagedRow(row));
  const reading = await readTenant(work, loaded, AbortSignal.timeout(budget * readingPart)).catch(unreached);

  const waiting = loaded.waiting + tally.eventsRecorded;
  if (waiting > 0) {
    const passed = Date.parse(ports.clock.now()) - Date.parse(startedAt);
    // Never more than the budget: a clock that is set back makes no time.
    const left = Math.min(budget, Math.max(0, budget - passed));
    const signal = AbortSignal.timeout(left);
    // Each send in flight listens to it, more of them than Node takes for a leak.
    setMaxListeners(0, signal);
    const { sent, failures } = await dispatch(ports.store, ports.publisher, signal);
    tally.eventsSent = sent;
    for (const failure of failures) ports.log.error(unsent(failure));
    // In front, so that what keeps events from being told is not lost behind what could not be read.
    tally.failures.unshift(...failures.slice(0, failuresKept / 2));
  }
  // Once a sweep is often enough, and an unchanged poll stays cheap.
  if (reading.sweptAt !== before.sweptAt) {
    await ports.store.prune(addMilliseconds(startedAt, -settings.retention), pruneAtOnce);
  }
  return { ...reading, backlog: await backlogNow(Math.max(0, waiting - tally.eventsSent)) };

  /** Only trouble costs a question, and a number for the operator fails no run. */
  async function backlogNow(expected: number): Promise<Backlog> {
    const unknown = { waiting: expected, oldest: undefined };
    return expected === 0 ? unknown : await ports.store.backlog().catch(() => unknown);
  }

  /** The table failed in the middle: what is in the outbox can still be told. */
  function unreached(error: unknown): TenantReading {
    if (!(error instanceof StoreError)) throw error;
    return { outcome: 'partial', sweptAt: before.sweptAt, resumeAt: before.resumeAt };
  }
}

/** The run row after this run. Times of complete runs and of sweeps move only forward. */
function recordOf(
  before: RunRecord,
  { outcome, sweptAt, resumeAt }: TenantReading,
  startedAt: Instant,
): Omit<RunRecord, 'lastEndedAt' | 'counts' | 'failures'> {
  return {
    completeStartedAt:
      outcome === 'complete' ? laterOf(startedAt, before.completeStartedAt) : before.completeStartedAt,
    lastStartedAt: startedAt,
    lastOutcome: outcome,
    sweptAt,
    resumeAt,
    busyUntil: undefined,
    busyWith: undefined,
  };
}
