import { describe, expect, it } from 'vitest';
import { serviceErrors } from '../../bus/bus.ts';
import { busRig } from './bus-rig.ts';
import { message } from './messages.ts';

const { bus, client } = busRig();

/** What the client makes of each answer of the service. */
const expectedErrors: Readonly<
  Record<keyof typeof serviceErrors, readonly [code: string, retryable: boolean]>
> = {
  serverBusy: ['ServiceBusy', true],
  timeout: ['ServiceTimeout', true],
  notFound: ['MessagingEntityNotFound', false],
  unauthorized: ['UnauthorizedAccess', true],
  messageSizeExceeded: ['MessageSizeExceeded', false],
  quotaExceeded: ['QuotaExceeded', false],
  entityDisabled: ['MessagingEntityDisabled', false],
  operationCancelled: ['GeneralError', true],
  internalError: ['GeneralError', true],
};

describe('an error of the service', () => {
  it.each(Object.entries(expectedErrors).map(([name, [code, retryable]]) => ({ name, code, retryable })))(
    '$name is $code to the client, retryable: $retryable',
    async ({ name, code, retryable }) => {
      const broker = await bus({ queues: { work: {} } });
      const error = Object.entries(serviceErrors).find(([known]) => known === name)?.[1];
      if (error === undefined) throw new Error(`There is no error '${name}'.`);
      broker.failNext('work', { ...error, times: 1 });
      const sender = client(broker).createSender('work');
      await expect(sender.sendMessages(message('refused'))).rejects.toMatchObject({ code, retryable });
      await sender.sendMessages(message('taken'));
      expect(broker.messages('work')).toHaveLength(1);

      broker.failNext('work', { ...error, times: 1 });
      const retryOptions = { maxRetries: 1, retryDelayInMs: 10, timeoutInMs: 3_000 };
      const retrying = client(broker, { retryOptions }).createSender('work').sendMessages(message('again'));
      if (retryable) await retrying;
      else await expect(retrying).rejects.toMatchObject({ code });
      expect(broker.messages('work')).toHaveLength(retryable ? 2 : 1);
    },
  );
});
