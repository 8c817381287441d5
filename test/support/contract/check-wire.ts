import type { Cloud } from '../../../infra/local/cloud.ts';
import type { Subscriber } from '../../../infra/local/subscriber/start-subscriber.ts';
import { problemsOfMessage } from './documented-event.ts';

const topic = 'provisioning-quarantine';

/** @throws Error that names every message of the bus that is not as documented */
export function checkWire({ bus }: Pick<Cloud, 'bus'>, entity = topic): void {
  const problems = bus.messages(entity).flatMap(({ body, properties, applicationProperties }) =>
    problemsOfMessage({
      event: JSON.parse(body.toString('utf8')),
      contentType: properties.contentType,
      properties: applicationProperties,
    }),
  );
  if (problems.length > 0) throw new Error(`Messages are not as documented:\n${problems.join('\n')}`);
}

/** The same of what a subscriber's client made of them. */
export function checkReceived({ messages }: Pick<Subscriber, 'messages'>): void {
  const problems = messages.flatMap(({ body, contentType, applicationProperties }) =>
    problemsOfMessage({ event: body, contentType, properties: applicationProperties }),
  );
  if (problems.length > 0)
    throw new Error(`Messages arrived otherwise than documented:\n${problems.join('\n')}`);
}
