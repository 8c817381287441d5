import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPublisher } from '../../../src/bus/publisher.ts';
import { TakenOverError } from '../../../src/core/errors.ts';
import { quarantineEvent } from '../../contract/event-publisher/quarantine-event.ts';
import { noIdentity } from '../../support/no-identity.ts';

const never = () => new Promise<never>(() => undefined);

vi.mock('../../../src/bus/service-bus.ts', () => ({
  ServiceBusClient: class {
    createSender = () => ({ sendMessages: never });
    close = never;
  },
}));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const open = () =>
  createPublisher({ kind: 'connectionString', value: 'Endpoint=sb://nowhere' }, noIdentity, 'events').open();

test('a send that the SDK never answers ends by itself, and the event is taken for unsent', async () => {
  const sent = expect(open().send([quarantineEvent(1)], new AbortController().signal)).rejects.toMatchObject({
    scope: 'entity',
    code: 'ServiceTimeout',
  });
  await vi.advanceTimersByTimeAsync(120_000);
  await sent;
});

test.each([
  ['the time of its run', new DOMException('The operation was aborted due to timeout', 'TimeoutError')],
  ['a run that is overtaken', new TakenOverError()],
])('a send ends with %s, also where the SDK does not', async (_what, reason) => {
  const run = new AbortController();
  const sent = expect(open().send([quarantineEvent(1)], run.signal)).rejects.toMatchObject({
    scope: 'entity',
    code: 'DeadlineReached',
  });
  await vi.advanceTimersByTimeAsync(1);
  run.abort(reason);
  await sent;
});

test('a connection that never closes holds up no run', async () => {
  const sender = open();
  const run = new AbortController();
  const sent = expect(sender.send([quarantineEvent(1)], run.signal)).rejects.toThrow();
  await vi.advanceTimersByTimeAsync(1);
  run.abort();
  await sent;
  const closed = expect(sender.close()).rejects.toThrow();
  await vi.advanceTimersByTimeAsync(30_000);
  await closed;
});
