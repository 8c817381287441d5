import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isServiceBusError, type ServiceBusClient, type ServiceBusSessionReceiver } from '@azure/service-bus';
import { processMessage } from './process-message.ts';
import type { Settings } from './settings.ts';
import { delayAfter, Troubles } from './trouble.ts';
import type { Work } from './work.ts';

type Reading = Pick<Settings, 'namespace' | 'topic' | 'subscription' | 'sessions' | 'idle'>;

/** How long the lock of a session is renewed: longer than any handler may take. */
const longestHandlingMs = 15 * 60_000;
/** A wait for a session that lasted so long was one: a subscription without sessions refuses it at once. */
const leastWaitMs = 5_000;

/** Reads sessions side by side, each in its order, until `work.stopping` is aborted and what is in hand is done. */
export async function runSubscriber(client: ServiceBusClient, reading: Reading, work: Work): Promise<void> {
  const troubles = new Troubles(reading);
  const readers = Array.from({ length: reading.sessions }, () =>
    readSessions(client, reading, work, troubles),
  );
  await Promise.all(readers);
}

async function readSessions(
  client: ServiceBusClient,
  reading: Reading,
  work: Work,
  troubles: Troubles,
): Promise<void> {
  let failures = 0;
  const isWell = () => {
    failures = 0;
    troubles.end();
  };
  while (!work.stopping.aborted) {
    const askedAt = Date.now();
    try {
      const receiver = await acceptSession(client, reading, work.stopping);
      if (receiver === undefined) continue;
      isWell();
      await readSession(receiver, reading.idle, work);
    } catch (error) {
      if (work.stopping.aborted) continue;
      if (isQuiet(error, Date.now() - askedAt)) {
        isWell();
        continue;
      }
      failures += 1;
      const trouble = troubles.meet(error);
      if (trouble) work.report(trouble);
      await delay(delayAfter(failures), undefined, { signal: work.stopping }).catch(() => {});
    }
  }
}

/**
 * Whether no session had messages for a while: the namespace answers. The client gives one error or another for it, the second one also
 * for a subscription without sessions.
 *
 * @see https://github.com/Azure/azure-sdk-for-js/issues/9775
 */
function isQuiet(error: unknown, waitedMs: number): boolean {
  if (!isServiceBusError(error)) return false;
  return (
    error.code === 'ServiceTimeout' || (error.code === 'SessionCannotBeLocked' && waitedMs >= leastWaitMs)
  );
}

/**
 * The next session that has messages; undefined when the subscriber is to end before there is one. The client takes an abort
 * signal, but does not break off its wait for a session: closing the client does.
 */
async function acceptSession(
  client: ServiceBusClient,
  { topic, subscription }: Reading,
  stopping: AbortSignal,
): Promise<ServiceBusSessionReceiver | undefined> {
  const asked = client.acceptNextSession(topic, subscription, {
    maxAutoLockRenewalDurationInMs: longestHandlingMs,
    skipParsingBodyAsJson: true,
  });
  const done = new AbortController();
  const ended = once(stopping, 'abort', { signal: done.signal }).catch(() => {});
  try {
    const receiver = await Promise.race([asked, ended.then(() => undefined)]);
    if (receiver === undefined) asked.catch(() => {});
    return receiver;
  } finally {
    done.abort();
  }
}

/** One message after the other, since order is wanted, until the session is empty for a while: then others have their turn. */
async function readSession(receiver: ServiceBusSessionReceiver, idle: number, work: Work): Promise<void> {
  try {
    while (!work.stopping.aborted) {
      const [message] = await receiver.receiveMessages(1, {
        maxWaitTimeInMs: idle,
        abortSignal: work.stopping,
      });
      if (message === undefined) return;
      await processMessage(receiver, message, work);
    }
  } finally {
    await receiver.close();
  }
}
