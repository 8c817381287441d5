import { isServiceBusError } from '@azure/service-bus';
import type { Settings } from './settings.ts';
import type { Trouble } from './work.ts';

/** Where events are read from. */
export type Place = Pick<Settings, 'namespace' | 'topic' | 'subscription'>;

const firstDelayMs = 1_000;
const longestDelayMs = 5 * 60_000;

/** How long to wait after so many failures in a row, in milliseconds. */
export function delayAfter(failures: number): number {
  return Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);
}

/** Folds what all readers meet alike: the first of a kind is reported, and then each time that it was met twice as often. */
export class Troubles {
  readonly #place: Place;
  #met = { why: '', times: 0, reportAt: 1 };

  constructor(place: Place) {
    this.#place = place;
  }

  /** Undefined where it was reported not long ago. */
  meet(error: unknown): Trouble | undefined {
    const why = error instanceof Error ? error.message : String(error);
    if (why !== this.#met.why) this.#met = { why, times: 0, reportAt: 1 };
    this.#met.times += 1;
    if (this.#met.times < this.#met.reportAt) return undefined;
    this.#met.reportAt = this.#met.times * 2;
    return { line: 'trouble', what: inWords(error, why, this.#place), why, times: this.#met.times };
  }

  /** It is over: the same, met again, is news. */
  end(): void {
    this.#met = { why: '', times: 0, reportAt: 1 };
  }
}

/** What is wrong and what to do, in one sentence. */
function inWords(error: unknown, why: string, { namespace, topic, subscription }: Place): string {
  const isSignIn = error instanceof Error && /Credential|Authentication(Required)?Error$/.test(error.name);
  const code = isServiceBusError(error) ? error.code : '';
  if (/ENOTFOUND|EAI_AGAIN/.test(why)) {
    return `There is no host ${namespace} that this machine could find: set SERVICEBUS_NAMESPACE to the host name of the namespace, and look whether its DNS name is private.`;
  }
  if (isSignIn) {
    return 'Nobody is signed in: run az login on a machine of yours, or give the app a managed identity.';
  }
  if (code === 'UnauthorizedAccess') {
    return `${namespace} refuses this identity: give it the role Azure Service Bus Data Receiver on the subscription ${subscription}, and wait a few minutes.`;
  }
  if (code === 'MessagingEntityNotFound') {
    return `${namespace} has no subscription ${subscription} of a topic ${topic}: set TOPIC and SUBSCRIPTION to those that are there.`;
  }
  if (/session/i.test(why) && code !== 'SessionLockLost') {
    return `The subscription ${subscription} is without sessions: make one that requires them, since that cannot be changed.`;
  }
  if (/ECONNREFUSED|ETIMEDOUT|ECONNRESET|EHOSTUNREACH/.test(why) || code === 'ServiceCommunicationProblem') {
    return `${namespace} cannot be reached: look whether its network rules let this machine in (port 5671).`;
  }
  return 'Nothing can be read now: it is tried again.';
}
