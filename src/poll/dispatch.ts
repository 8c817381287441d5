import pMap from 'p-map';
import { DamagedRowError, PublishError } from '../core/errors.ts';
import type { Failure } from '../core/run-record.ts';
import { jobName } from '../core/state.ts';
import { damagedRow, failureOf } from './failure-of.ts';
import type { EventPublisher, EventSender, StateStore, WaitingEvent } from './ports.ts';

export interface Dispatched {
  readonly sent: number;
  readonly failures: readonly Failure[];
}

/** Sends in flight at once, each of another job. */
const sendsAtOnce = 20;

/**
 * Sends what waits in the outbox.
 *
 * Durable, at least once: an event stays in the table until Service Bus has accepted it. When a run dies between the
 * acknowledgement and the delete, the next one sends the same id and the same bytes again. Ordered per job: one send a
 * session at a time, and after a failed one none of that session until the next dispatch. Always from the table, never
 * from memory, so it does not matter which run recorded an event.
 *
 * An error of one message stops its job alone. An error of the entity or the connection, or of the table, ends the
 * dispatch: every other send would meet it too.
 */
export async function dispatch(
  store: Pick<StateStore, 'waiting' | 'acknowledge'>,
  publisher: EventPublisher,
  signal: AbortSignal,
): Promise<Dispatched> {
  const sender = publisher.open();
  const failures: Failure[] = [];
  const blockedJobs = new Set<string>();
  let sent = 0;
  let stopped = false;

  const sendInOrder = async (events: readonly WaitingEvent[]): Promise<void> => {
    for (const waiting of events) {
      if (stopped || signal.aborted || blockedJobs.has(waiting.event.sessionId)) return;
      try {
        await sender.send(waiting.event, signal);
        sent++;
        await store.acknowledge(waiting);
      } catch (error) {
        failures.push(failureOf(`event ${waiting.event.id} of ${jobName(waiting)}`, error));
        blockedJobs.add(waiting.event.sessionId);
        if (!(error instanceof PublishError && error.scope === 'message')) stopped = true;
      }
    }
  };

  try {
    for await (const page of store.waiting()) {
      await pMap(bySession(page), sendInOrder, { concurrency: sendsAtOnce });
      if (stopped || signal.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedRowError)) throw error;
    failures.push(damagedRow(error));
  } finally {
    await closeQuietly(sender);
  }
  return { sent, failures };
}

/** The events of each job together, jobs in the order of their oldest event. */
function bySession(page: readonly WaitingEvent[]): WaitingEvent[][] {
  const sessions = new Map<string, WaitingEvent[]>();
  for (const waiting of page) {
    const session = sessions.get(waiting.event.sessionId);
    if (session) session.push(waiting);
    else sessions.set(waiting.event.sessionId, [waiting]);
  }
  return [...sessions.values()];
}

/** Everything that was accepted is acknowledged by now: a connection that fails to close loses nothing. */
async function closeQuietly(sender: EventSender): Promise<void> {
  await sender.close().catch(() => undefined);
}
