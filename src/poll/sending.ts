import { isStoreFailure } from '../core/errors.ts';
import { type Dispatched, dispatch } from './dispatch.ts';
import { causeOfError } from './failures.ts';
import { unsent } from './log-lines.ts';
import type { Backlog, EventSender } from './ports.ts';
import type { RunContext } from './run-context.ts';

/** Fewer events than these are not looked for before the reading has ended: their deletes fill a transaction. */
const enoughToSend = 100;
/** Lines that one dispatch writes of what it could not send. */
const unsentLines = 20;

/**
 * The events that wait for Service Bus while a run works. It dispatches what earlier runs left, then what it records itself: beside the
 * reading, for as long as all can be sent, and what is left at the end. One dispatch at a time, so that each job keeps its order.
 */
export class Sending {
  /** Events that wait, as far as they were counted. */
  #waiting: number;
  readonly #run: RunContext;
  /** Of all dispatches, until one of them fails. */
  #sender: EventSender | undefined;
  /** Dispatches beside the reading. */
  #beside: Promise<void> | undefined;
  /** Events that were committed since the last dispatch began. */
  #committed = 0;
  /** What ended the dispatches beside the reading for good. */
  #broken: unknown;
  /** An event that no dispatch could send is one failure. */
  readonly #noted = new Set<string>();
  #hasFailed = false;
  #hasDispatched = false;

  constructor(run: RunContext, waiting: number) {
    this.#run = run;
    this.#waiting = waiting;
  }

  /** Whether an event may wait. A dispatch sends what people want to be sent once more too, which nobody counted: after one, it may. */
  get mayWait(): boolean {
    return this.#waiting > 0 || this.#hasDispatched;
  }

  /**
   * So many events were committed. Once they are many they are sent beside what the run does; where something could not be sent, what
   * follows waits for the end.
   */
  committed(events: number, signal: AbortSignal): void {
    this.#committed += events;
    this.#waiting += events;
    if (this.#isWorthSending) this.#beside ??= this.#sendBeside(signal);
  }

  async send(signal: AbortSignal): Promise<void> {
    const { store, publisher, tally, failures, log } = this.#run;
    this.#sender ??= publisher.open();
    const { sent, failed } = await dispatch(store, this.#sender, signal).catch((error) =>
      this.#giveUp(error),
    );
    tally.eventsSent += sent;
    this.#hasDispatched = true;
    this.#waiting = Math.max(0, this.#waiting - sent);
    if (failed.length > 0) {
      this.#hasFailed = true;
      // The next one has a connection of its own.
      await this.#disconnect();
    }
    const others = failed.filter(({ name }) => !this.#noted.has(name));
    for (const { name, ...cause } of others) {
      // Health names rows that cannot be read by this.
      const what = cause.cause === 'damagedRow' ? 'row' : 'event';
      failures.addFirst({ what, name }, cause);
      this.#noted.add(name);
    }
    for (const each of others.slice(0, unsentLines)) log.error(unsent(each));
  }

  /** Resolves when no dispatch is at work beside the reading. @throws whatever ended one for good */
  async settle(): Promise<void> {
    await this.#beside;
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** Ends the connection, after whatever is on its way; never rejects. */
  async close(): Promise<void> {
    await this.#beside;
    await this.#disconnect();
  }

  /**
   * What waits at the end of the run. The store is asked only if something may wait, and this number, which is for the operator, never
   * fails the run.
   *
   * @param isUnsure whether events may have been recorded that were not counted
   */
  async backlog(isUnsure: boolean): Promise<Backlog> {
    const counted = { waiting: this.#waiting, oldest: undefined };
    const isCounted = this.#waiting === 0 && !this.#hasFailed && !isUnsure;
    return isCounted ? counted : await this.#run.store.backlog().catch(() => counted);
  }

  get #isWorthSending(): boolean {
    return this.#committed >= enoughToSend && !this.#hasFailed && this.#broken === undefined;
  }

  async #sendBeside(signal: AbortSignal): Promise<void> {
    try {
      while (this.#isWorthSending) {
        this.#committed = 0;
        await this.send(signal);
      }
    } catch (error) {
      this.#broken = error;
    }
    this.#beside = undefined;
  }

  async #disconnect(): Promise<void> {
    const sender = this.#sender;
    this.#sender = undefined;
    await sender?.close().catch(() => undefined);
  }

  #giveUp(error: unknown): Dispatched {
    if (!isStoreFailure(error)) throw error;
    this.#hasFailed = true;
    this.#run.failures.addFirst({ what: 'the outbox' }, causeOfError(error));
    return { sent: 0, failed: [] };
  }
}
