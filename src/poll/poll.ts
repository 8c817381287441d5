import { isStoreFailure } from '../core/errors.ts';
import type { RunRecord } from '../core/run-record.ts';
import { scopeOf } from '../core/watch.ts';
import { claimUntil, KeptClaim, runClock } from './claim.ts';
import { Deadlines } from './deadlines.ts';
import { causeOfError, damagedRow } from './failures.ts';
import { heartbeat, skipped } from './log-lines.ts';
import type { Backlog, ClaimedStore, LoadedJobs, PollReport } from './ports.ts';
import { pruneOldRows } from './prune.ts';
import { readTenant } from './read-tenant.ts';
import type { PollPorts, PollSettings, RunContext } from './run-context.ts';
import { RunMeter } from './run-meter.ts';
import { Sending } from './sending.ts';
import { nothingRead, type TenantReading } from './tenant-reading.ts';

interface PollOptions {
  /** Names this run among others. */
  readonly run: string;
  /** How long the run may take; the host kills it some time after. */
  readonly budgetMs: number;
  /** What began the run, for its heartbeat. */
  readonly about?: object | undefined;
  /** From 0 to 1; chance unless given. */
  readonly random?: () => number;
}

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
  const meter = new RunMeter(clock, store);
  const { startedAt: now, tally, failures } = meter;
  try {
    const claimed = await store.claim({
      run: options.run,
      now,
      until: claimUntil(now),
      quietForMs: settings.staleAfterMs,
    });
    if ('busyUntil' in claimed) {
      log.info(skipped(options.run, now));
      return { kind: 'busy', busyUntil: claimed.busyUntil };
    }
    return await pollClaimed(claimed, meter, ports, settings, options);
  } catch (error) {
    failures.addFirst({ what: 'the run' }, causeOfError(error));
    const waiting = Math.max(0, tally.eventsRecorded - tally.eventsSent);
    const counts = meter.countsAt(meter.startedAt, { waiting, oldest: undefined });
    const failed = { outcome: 'failed', covered: false } as const;
    log.error(
      heartbeat(options.run, meter.startedAt, failed, counts, failures.list(failuresKept), options.about),
    );
    throw error;
  }
}

/** The poll of the run that has claimed. */
async function pollClaimed(
  claimed: ClaimedStore,
  meter: RunMeter,
  ports: PollPorts,
  settings: PollSettings,
  options: PollOptions,
): Promise<PollReport> {
  const { log, publisher } = ports;
  const { tally, failures } = meter;
  const clock = runClock(ports.clock, meter.startedAt, claimed.date);
  const startedAt = clock.now();
  meter.startedAt = startedAt;
  const source = ports.source.open({ clock, log });
  meter.source = source;
  const claim = new KeptClaim(claimed, clock);
  const run: RunContext = {
    settings,
    startedAt,
    scope: scopeOf(settings.watch),
    clock,
    log,
    store: claimed,
    source,
    publisher,
    claim,
    tally,
    failures,
    random: options.random ?? Math.random,
  };
  const deadlines = new Deadlines(clock.ticks, meter.begunTicks, options.budgetMs, claim.lost);
  const ended = await takeSteps(run, deadlines)
    .finally(() => deadlines.clear())
    .finally(() => claim.stop());
  const kinds = failures.list(failuresKept);
  const endedAt = clock.now();
  await claimed.finish({
    ...recordOf(run, ended),
    lastEndedAt: endedAt,
    counts: meter.countsAt(endedAt, ended.backlog),
    failures: kinds,
  });
  const counts = meter.countsAt(clock.now(), ended.backlog);
  log.info(heartbeat(options.run, startedAt, ended, counts, kinds, options.about));
  const { outcome, covered } = ended;
  return { kind: 'ended', outcome, covered, startedAt, counts, failures: kinds };
}

interface Ended extends TenantReading {
  /** Whether this run, or the round of runs that it ends, has asked every known job and written every change. */
  readonly covered: boolean;
  /** What still waits for Service Bus. */
  readonly backlog: Backlog;
}

async function takeSteps(run: RunContext, deadlines: Deadlines): Promise<Ended> {
  const { store, tally, failures } = run;
  const loaded = await store.load();
  for (const row of loaded.damaged) failures.add(...damagedRow(row));
  tally.principalsUnread = loaded.unread.length;
  const sending = new Sending(run, loaded.waiting);
  return await readAndSend(run, loaded, sending, deadlines).finally(() => sending.close());
}

async function readAndSend(
  run: RunContext,
  loaded: LoadedJobs,
  sending: Sending,
  deadlines: Deadlines,
): Promise<Ended> {
  const { store, failures, claim } = run;
  if (sending.mayWait) await sending.send(deadlines.of('firstDispatch'));

  const time = { lists: deadlines.of('lists'), all: deadlines.of('reading') };
  const sendingTime = deadlines.of('dispatch');
  const committed = (events: number) => sending.committed(events, sendingTime);
  const reading = await readTenant(run, loaded, time, committed).catch((error: unknown): TenantReading => {
    if (!isStoreFailure(error)) throw error;
    // The table failed in the middle: what is in the outbox can still be sent.
    failures.addFirst({ what: 'the table' }, causeOfError(error));
    return nothingRead(run, 'partial');
  });
  await sending.settle();
  claim.lost.throwIfAborted();

  // A commit whose answer was lost may have left events that were not counted.
  if (sending.mayWait || reading.isUnsure) await sending.send(sendingTime);
  // Once a discovery is often enough, and an unchanged poll stays cheap.
  if (reading.discoveredAt !== store.runRecord.discoveredAt)
    await pruneOldRows(run, loaded, deadlines.of('pruning'));
  return {
    ...reading,
    covered: reading.coveredSince !== store.runRecord.coveredSince,
    backlog: await sending.backlog(reading.isUnsure),
  };
}

/** The run row after this run. */
function recordOf(
  { store, scope, startedAt }: RunContext,
  { outcome, coveredSince, round, discoveredAt, cursor }: TenantReading,
): Omit<RunRecord, 'lastEndedAt' | 'counts' | 'failures'> {
  const { runs, epoch, firstStartedAt } = store.runRecord;
  return {
    runs,
    epoch,
    firstStartedAt,
    scope,
    coveredSince,
    round,
    lastStartedAt: startedAt,
    lastOutcome: outcome,
    discoveredAt,
    cursor,
    busyUntil: undefined,
    busyWith: undefined,
  };
}
