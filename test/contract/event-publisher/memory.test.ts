import { PublishError } from '../../../src/core/errors.ts';
import { MemoryPublisher } from '../../support/memory-publisher.ts';
import { describeEventPublisher } from './describe-event-publisher.ts';

describeEventPublisher('A publisher in memory', async () => {
  const publisher = new MemoryPublisher();
  const toPartitioned = new MemoryPublisher();
  toPartitioned.isPartitioned = true;
  return {
    publisher,
    toPartitioned,
    arrived: () =>
      publisher.accepted.map(({ type, body, ...rest }) => ({
        ...rest,
        subject: type,
        body: Buffer.from(body).toString(),
      })),
    refuseNext() {
      publisher.refuse = () => {
        publisher.refuse = () => undefined;
        return new PublishError('message', 'MessageSizeExceeded', 'too large');
      };
    },
    async setAway(isAway) {
      const error = new PublishError('entity', 'ServiceCommunicationProblem', 'away');
      publisher.refuse = () => (isAway ? error : undefined);
    },
    async close() {},
  };
});
