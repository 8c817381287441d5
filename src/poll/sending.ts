import { isStoreFailure } from '../core/errors.ts';
import { type Dispatched, dispatch } from './dispatch.ts';
import { causeOfError } from './failures.ts';
import { unsent } from './log-lines.ts';
import type { Backlog } from './ports.ts';
import type { RunContext } from './run-context.ts';

/** Lines that one dispatch writes of what it could not send. */
const unsentLines = 20;

/** The events that wait for Service Bus while a run works. It dispatches twice: what earlier runs left, then what it recorded itself. */
export class Sending {
  /** Events that wait, as far as they were counted. */
  waiting: number;
  readonly #run: RunContext;
  /** An event that neither dispatch could send is one failure. */
  readonly #noted = new Set<string>();
  #hasFailed = false;

  constructor(run: RunContext, waiting: number) {
    this.#run = run;
    this.waiting = waiting;
  }

  async send(signal: AbortSignal): Promise<void> {
    const { store, publisher, tally, failures, log } = this.#run;
    const { sent, failed } = await dispatch(store, publisher, signal).catch((error) => this.#giveUp(error));
    tally.eventsSent += sent;
    this.waiting -= sent;
    this.#hasFailed ||= failed.length > 0;
    for (const { name, ...cause } of failed) {
      // Health names rows that cannot be read by this.
      const what = cause.cause === 'damagedRow' ? 'row' : 'event';
      if (!this.#noted.has(name)) failures.addFirst({ what, name }, cause);
      this.#noted.add(name);
    }
    for (const each of failed.slice(0, unsentLines)) log.error(unsent(each));
  }

  /**
   * What waits at the end of the run. The store is asked only if something may wait, and this number, which is for the operator, never
   * fails the run.
   *
   * @param isUnsure whether events may have been recorded that were not counted
   */
  async backlog(isUnsure: boolean): Promise<Backlog> {
    const counted = { waiting: Math.max(0, this.waiting), oldest: undefined };
    const mayWait = this.waiting > 0 || this.#hasFailed || isUnsure;
    return mayWait ? await this.#run.store.backlog().catch(() => counted) : counted;
  }

  #giveUp(error: unknown): Dispatched {
    if (!isStoreFailure(error)) throw error;
    this.#run.failures.addFirst({ what: 'the outbox' }, causeOfError(error));
    return { sent: 0, failed: [] };
  }
}
