import pMap from 'p-map';
import { DamagedRowError, PublishError } from '../core/errors.ts';
import { jobName } from '../core/job-key.ts';
import type { Cause } from '../core/observe.ts';
import { causeOfError, damagedRow } from './failures.ts';
import type { ClaimedStore, EventPublisher, EventSender, WaitingEvent } from './ports.ts';

export interface Dispatched {
  readonly sent: number;
  /** What was not accepted, or could not be deleted. */
  readonly failed: readonly Unsent[];
}

interface Unsent extends Cause {
  /** Names the event and its job, or a row. */
  readonly name: string;
}

/** Sends in flight at once, each of another job. */
const sendsAtOnce = 20;
/** At most this many events are accepted and not deleted yet: they are sent again if the run dies. */
const mostAccepted = 100;
/** After so many failed deletes in a row the table counts as down: all that is sent would be sent again. */
const mostUndeleted = 20;

/**
 * Sends what waits in the outbox, in the order in which it was recorded.
 *
 * Durable, at least once: an event stays in the table until Service Bus has accepted it. When a run dies between the
 * acknowledgement and the delete, the next one sends the same id and the same bytes again. Ordered per job: one send a
 * session at a time, and after a failed one none of that session until the next dispatch. Always from the table, never
 * from memory, so it does not matter which run recorded an event.
 *
 * An error of one message stops its job alone, and a delete that fails holds up nothing: its event is sent again. An error of the
 * entity or the connection, or of the table, ends the dispatch: every other send would meet it too.
 *
 * @throws StoreError when the outbox cannot be read, TakenOverError when the run may not write any more
 */
export async function dispatch(
  store: Pick<ClaimedStore, 'waiting' | 'acknowledge'>,
  publisher: EventPublisher,
  signal: AbortSignal,
): Promise<Dispatched> {
  const sender = publisher.open();
  const failed: Unsent[] = [];
  const blockedJobs = new Set<string>();
  let accepted: WaitingEvent[] = [];
  let deleting: Promise<void> | undefined;
  let broken: unknown;
  let sent = 0;
  let undeleted = 0;
  let stopped = false;

  const noteFailure = (waiting: WaitingEvent, error: unknown) => {
    failed.push({ name: `${waiting.event.id} of ${jobName(waiting)}`, ...causeOfError(error) });
  };

  /** Deletes what was accepted, while more is sent: what is accepted meanwhile shares a transaction. */
  const deleteAccepted = async (): Promise<void> => {
    while (accepted.length > 0 && undeleted < mostUndeleted) {
      const events = accepted;
      accepted = [];
      const kept = await store.acknowledge(events);
      for (const { event, error } of kept) noteFailure(event, error);
      undeleted = kept.length < events.length ? 0 : undeleted + kept.length;
    }
    if (undeleted >= mostUndeleted) stopped = true;
  };
  const startDeleting = (): Promise<void> => {
    deleting ??= deleteAccepted()
      .catch((error: unknown) => {
        broken = error;
        stopped = true;
      })
      .finally(() => {
        deleting = undefined;
      });
    return deleting;
  };

  const sendInOrder = async (events: readonly WaitingEvent[]): Promise<void> => {
    for (const waiting of events) {
      if (stopped || signal.aborted || blockedJobs.has(waiting.event.sessionId)) return;
      try {
        await sender.send(waiting.event, signal);
      } catch (error) {
        noteFailure(waiting, error);
        blockedJobs.add(waiting.event.sessionId);
        if (!(error instanceof PublishError && error.scope === 'message')) stopped = true;
        return;
      }
      sent++;
      accepted.push(waiting);
      const deleted = startDeleting();
      if (accepted.length >= mostAccepted) await deleted;
    }
  };

  try {
    for await (const page of store.waiting()) {
      await pMap(bySession(page), sendInOrder, { concurrency: sendsAtOnce });
      await startDeleting();
      if (broken !== undefined) throw broken;
      if (stopped || signal.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedRowError)) throw error;
    const [{ name = '' }, cause] = damagedRow(error);
    failed.push({ name, ...cause });
  } finally {
    await closeQuietly(sender);
  }
  return { sent, failed };
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
