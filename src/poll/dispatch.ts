import pMap from 'p-map';
import { PublishError } from '../core/errors.ts';
import { jobName } from '../core/job-key.ts';
import type { Cause } from '../core/observe.ts';
import { causeOfError, damagedRow } from './failures.ts';
import type { ClaimedStore, EventSender, WaitingEvent } from './ports.ts';

export interface Dispatched {
  readonly sent: number;
  /** What was not accepted, or could not be deleted. */
  readonly failed: readonly Unsent[];
}

interface Unsent extends Cause {
  /** Names the event and its job, or a row. */
  readonly name: string;
}

/** Events that are sent together. */
const mostTogether = 50;
/** Sends in flight at once, each of another job, where events are sent one by one. */
const sendsAtOnce = 20;
/** So many accepted events may wait while others are deleted, and no more are sent then: what is not deleted is sent again if the run dies. */
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
 * Events are sent many together. Where those are refused, by a partitioned topic or for one of them, all go one by one: an error of one
 * message stops its job alone. A delete that fails holds up nothing: its event is sent again. An error of the entity or the
 * connection, or of the table, ends the dispatch: every other send would meet it too.
 *
 * @throws StoreError when the outbox cannot be read, TakenOverError when the run may not write any more
 */
export async function dispatch(
  store: DispatchedStore,
  sender: EventSender,
  signal: AbortSignal,
): Promise<Dispatched> {
  return await new Dispatch(store, sender, signal).run();
}

type DispatchedStore = Pick<ClaimedStore, 'waiting' | 'acknowledge'>;

/** A dispatch at work: one send of many events after the other, or of many sessions side by side, and beside them one delete at a time. */
class Dispatch {
  readonly #store: DispatchedStore;
  readonly #sender: EventSender;
  readonly #signal: AbortSignal;
  readonly #failed: Unsent[] = [];
  /** Sessions of which an event was not accepted: the others wait behind it. */
  readonly #blockedSessions = new Set<string>();
  /** Events that were accepted and are to be deleted. */
  #accepted: WaitingEvent[] = [];
  #deleting: Promise<void> | undefined;
  #sent = 0;
  /** Whether one message was refused, or several together. */
  #isOneByOne = false;
  /** Deletes that failed in a row. */
  #undeleted = 0;
  /** Whether every other send would fail too, or be for nothing. */
  #isStopped = false;
  /** What ended the deleting for good. */
  #broken: unknown;

  constructor(store: DispatchedStore, sender: EventSender, signal: AbortSignal) {
    this.#store = store;
    this.#sender = sender;
    this.#signal = signal;
  }

  async run(): Promise<Dispatched> {
    for await (const { events, damaged } of this.#store.waiting()) {
      for (const row of damaged) {
        const [{ name }, cause] = damagedRow(row);
        this.#failed.push({ name, ...cause });
      }
      const left = await this.#sendTogether(events);
      await pMap(bySession(left), (ofSession) => this.#sendInOrder(ofSession), { concurrency: sendsAtOnce });
      await this.#startDeleting();
      if (this.#broken !== undefined) throw this.#broken;
      if (this.#isOver) break;
    }
    return { sent: this.#sent, failed: this.#failed };
  }

  get #isOver(): boolean {
    return this.#isStopped || this.#signal.aborted;
  }

  /** Sends events in their order, many at a time; gives those that are to be sent one by one. */
  async #sendTogether(page: readonly WaitingEvent[]): Promise<readonly WaitingEvent[]> {
    let left = page;
    while (left.length > 0 && !this.#isOneByOne && !this.#isOver) {
      const accepted = await this.#send(left.slice(0, mostTogether));
      left = left.slice(accepted);
    }
    return left;
  }

  /** Sends the events of one session, one after the other. */
  async #sendInOrder(events: readonly WaitingEvent[]): Promise<void> {
    for (const waiting of events) {
      if (this.#isOver || this.#blockedSessions.has(waiting.event.sessionId)) return;
      await this.#send([waiting]);
    }
  }

  /** Gives how many of the first events were accepted; after a refusal none. */
  async #send(events: readonly WaitingEvent[]): Promise<number> {
    let accepted: number;
    try {
      accepted = await this.#sender.send(
        events.map(({ event }) => event),
        this.#signal,
      );
    } catch (error) {
      this.#noteRefusal(events, error);
      return 0;
    }
    this.#sent += accepted;
    this.#accepted.push(...events.slice(0, accepted));
    const deleted = this.#startDeleting();
    if (this.#accepted.length >= mostAccepted) await deleted;
    return accepted;
  }

  #noteRefusal(events: readonly WaitingEvent[], error: unknown): void {
    const isOfMessage = error instanceof PublishError && error.scope === 'message';
    if (isOfMessage) this.#isOneByOne = true;
    else this.#isStopped = true;
    const [first, ...others] = events;
    if (!first || (isOfMessage && others.length > 0)) return;
    this.#noteFailure(first, error);
    this.#blockedSessions.add(first.event.sessionId);
  }

  /** Begins to delete what was accepted, unless that is under way. Resolves when nothing is left to delete; never rejects. */
  #startDeleting(): Promise<void> {
    this.#deleting ??= this.#deleteAccepted()
      .catch((error: unknown) => {
        this.#broken = error;
        this.#isStopped = true;
      })
      .finally(() => {
        this.#deleting = undefined;
      });
    return this.#deleting;
  }

  /** Deletes while more is sent: the events that are accepted meanwhile share the next transaction. */
  async #deleteAccepted(): Promise<void> {
    while (this.#accepted.length > 0 && this.#undeleted < mostUndeleted) {
      const events = this.#accepted;
      this.#accepted = [];
      const kept = await this.#store.acknowledge(events);
      for (const { event, error } of kept) this.#noteFailure(event, error);
      this.#undeleted = kept.length < events.length ? 0 : this.#undeleted + kept.length;
    }
    if (this.#undeleted >= mostUndeleted) this.#isStopped = true;
  }

  #noteFailure(waiting: WaitingEvent, error: unknown): void {
    this.#failed.push({ name: `${waiting.event.id} of ${jobName(waiting)}`, ...causeOfError(error) });
  }
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
