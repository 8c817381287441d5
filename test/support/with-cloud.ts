import { type Cloud, type CloudOptions, startCloud } from '../../infra/local/cloud.ts';
import type { Subscriber } from '../../infra/local/subscriber/start-subscriber.ts';
import { checkReceived, checkWire } from './contract/check-wire.ts';

/**
 * Runs `body` on a cloud of its own, which is gone afterwards, however it ends. Whatever was told on it has to be as the
 * published schemas say.
 */
export async function withCloud<T>(options: CloudOptions, body: (cloud: Cloud) => Promise<T>): Promise<T> {
  const cloud = await startCloud(options);
  const subscribers: Subscriber[] = [];
  try {
    const result = await body({
      ...cloud,
      async startSubscriber(wanted) {
        const subscriber = await cloud.startSubscriber(wanted);
        subscribers.push(subscriber);
        return subscriber;
      },
    });
    if (!options.bus) checkWire(cloud);
    for (const subscriber of subscribers) checkReceived(subscriber);
    return result;
  } finally {
    await cloud.close();
  }
}
