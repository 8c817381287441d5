import { type Instant, instantOf } from '../core/instant.ts';
import { readGuid } from '../core/job-key.ts';
import { isJsonObject } from '../core/json.ts';
import { withoutFutureTimes } from '../core/run-claim.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Tick, Work } from '../core/tick.ts';
import { refusedWork, skippedWork, ticked } from './log-lines.ts';
import type { Clock, Log, Poller, PollReport, TickNotes, WorkQueue } from './ports.ts';

/** A tenant as its poll by the queue needs it. */
interface PolledTenant extends Poller {
  readonly snapshots: { run(): Promise<RunRecord | undefined> };
}

/** What polls that a queue brings share. */
export interface WorkPorts {
  readonly queue: WorkQueue;
  readonly notes: TickNotes;
  readonly tenantIds: readonly string[];
  tenant(tenantId: string): PolledTenant | undefined;
  readonly clock: Pick<Clock, 'now'>;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Sends one message for each tenant. In random order: where there is more work than can be done before the next tick, it is not always
 * the same tenants that are left out.
 *
 * @param random from 0 to 1
 * @throws PublishError when the queue does not take them; those that it took are not sent twice by another try
 */
export async function sendTick(
  { queue, notes, tenantIds, clock }: WorkPorts,
  tick: Tick,
  log: Log,
  random: () => number = Math.random,
): Promise<void> {
  await notes.noteTick(tick, tenantIds).catch((error: unknown) => {
    // What is noted is for people; the polls are due all the same.
    log.error({ line: 'tickUnnoted', tick: tick.at, detail: String(error) });
  });
  const works = shuffled(tenantIds, random).map((tenantId): Work => ({ tenantId, tick }));
  await queue.send(works, clock.now());
  log.info(ticked(tick, works.length));
}

/** What the queue tells of a message. */
export interface Delivery {
  readonly body: unknown;
  /** 1 the first time. */
  readonly count: number;
  readonly enqueuedAt: Instant | undefined;
}

/** No true claim lasts longer without a renewal. */
const longestClaimMs = 60_000;

/**
 * Polls the tenant that a message names, unless that is not wanted any more. Never throws: what a poll meets is in its heartbeat, and the
 * next tick polls again. So only the end of the process, or a lost lock, brings the message once more.
 *
 * A message that comes again is most often that of a poll that was killed, whose claim may outlive the lock: so it is waited for, once. Where
 * it was renewed meanwhile, that poll is alive, and does the work.
 */
export async function doWork(
  ports: WorkPorts,
  delivery: Delivery,
  budgetMs: number,
  log: Log,
): Promise<void> {
  const work = readWork(delivery.body);
  if (work === undefined) {
    log.error(refusedWork());
    return;
  }
  const attempt = () => pollIfWanted(ports, work, delivery, budgetMs, log);
  try {
    const report = await attempt();
    if (report?.kind !== 'busy' || delivery.count < 2) return;
    const leftMs = Date.parse(report.busyUntil) - Date.parse(ports.clock.now());
    await ports.sleep(Math.min(longestClaimMs, Math.max(0, leftMs)));
    await attempt();
  } catch (error) {
    log.error({ line: 'workFailed', tenantId: work.tenantId, tick: work.tick.at, detail: String(error) });
  }
}

/** @returns undefined where the poll is not wanted */
async function pollIfWanted(
  { tenant, clock }: WorkPorts,
  work: Work,
  { count, enqueuedAt }: Delivery,
  budgetMs: number,
  log: Log,
): Promise<PollReport | undefined> {
  const { tenantId, tick } = work;
  const now = clock.now();
  const polled = tenant(tenantId);
  if (polled === undefined) log.info(skippedWork(work, 'unknownTenant'));
  else if (now >= tick.next) log.info(skippedWork(work, 'late'));
  else if (await wasPolledSince(tick, polled, now)) log.info(skippedWork(work, 'polled'));
  else {
    const waitedMs = enqueuedAt && Math.max(0, Date.parse(now) - Date.parse(enqueuedAt));
    const about = { tick: tick.at, ...(waitedMs !== undefined && { waitedMs }), deliveryCount: count };
    return await polled.poll({ budgetMs, log, about });
  }
  return undefined;
}

/**
 * A later tick may have been worked off first, and a message comes twice where its end was not heard of. A poll that lies ahead was never
 * made: it is the mistake of a clock, and no poll would come before its time.
 */
async function wasPolledSince({ at }: Tick, { snapshots }: PolledTenant, now: Instant): Promise<boolean> {
  // Where the table does not answer, the poll says so in its heartbeat.
  const run = await snapshots.run().catch(() => undefined);
  const polledAt = run && withoutFutureTimes(run, now).lastStartedAt;
  return polledAt !== undefined && polledAt >= at;
}

function readWork(body: unknown): Work | undefined {
  const { tenantId, tick, next } = isJsonObject(body) ? body : {};
  const [at, until] = [tick, next].map((text) => (typeof text === 'string' ? instantOf(text) : undefined));
  const id = typeof tenantId === 'string' ? readGuid(tenantId) : undefined;
  return id === undefined || at === undefined || until === undefined
    ? undefined
    : { tenantId: id, tick: { at, next: until } };
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const left = [...items];
  const taken: T[] = [];
  while (left.length > 0) taken.push(...left.splice(Math.floor(random() * left.length), 1));
  return taken;
}
