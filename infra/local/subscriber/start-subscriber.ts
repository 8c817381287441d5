import { bundled } from '../process/bundled.ts';
import { startChild } from '../process/child.ts';
import type { FromSubscriber, ReceivedMessage, SubscriberStart } from './received-message.ts';

export interface SubscriberOptions extends Omit<SubscriberStart, 'type'> {
  /** The environment of an app with a managed identity that trusts the local certificate. */
  readonly env: Readonly<Record<string, string>>;
  readonly onMessage?: (message: ReceivedMessage) => void;
  /** Hears what the client reports; it goes on by itself. */
  readonly onProblem?: (text: string) => void;
}

export interface Subscriber {
  /** All that arrived, in the order of arrival. */
  readonly messages: readonly ReceivedMessage[];
  /** Resolves when `enough` holds for what has arrived; rejects when the process ends before. */
  until(enough: (messages: readonly ReceivedMessage[]) => boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * Milliseconds until a subscriber is at work again after its broker was away. A connection that is cut while the client waits for the
 * answer to its token costs a minute, whatever the client is told: only then does it connect again.
 */
export const returnsWithinMs = 120_000;

/** Reads a subscription in a process of its own and completes each message. */
export async function startSubscriber(options: SubscriberOptions): Promise<Subscriber> {
  const { env, onMessage, onProblem, ...start } = options;
  const messages: ReceivedMessage[] = [];
  const waits = new Set<() => void>();
  const child = startChild<FromSubscriber, SubscriberStart>({
    module: await bundled(new URL('subscriber.ts', import.meta.url)),
    env: { PATH: process.env.PATH ?? '', ...env },
    onLine: (line) => onProblem?.(line),
  });
  const ready = new Promise<void>((resolve, reject) => {
    child.onMessage((news) => {
      if (news.type === 'ready') resolve();
      else if (news.type === 'problem') onProblem?.(news.text);
      else {
        messages.push(news.message);
        onMessage?.(news.message);
        for (const check of waits) check();
      }
    });
    child.ended.then((how) => reject(new Error(`The subscriber ended ${how} before it began.`)));
  });
  child.send({ type: 'start', ...start });
  await ready;

  return {
    messages,
    until(enough) {
      return new Promise((resolve, reject) => {
        const check = () => {
          if (!enough(messages)) return;
          waits.delete(check);
          resolve();
        };
        waits.add(check);
        child.ended.then((how) => reject(new Error(`The subscriber ended ${how}.`)));
        check();
      });
    },
    close: () => child.kill(),
  };
}
