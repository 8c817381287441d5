import { type ServiceBusClient, ServiceBusError } from '@azure/service-bus';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryHandledEvents } from '../../../consumers/subscriber/handled-events.ts';
import { runSubscriber } from '../../../consumers/subscriber/run-subscriber.ts';
import type { Line } from '../../../consumers/subscriber/work.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const reading = {
  namespace: 'contoso.servicebus.windows.net',
  topic: 'events',
  subscription: 'mine',
  sessions: 1,
  idle: 500,
};

/** What the subscriber asks and says within an hour in which each wait for a session ends after so long, with such an error. */
async function hourOf(waitMs: number, code: 'ServiceTimeout' | 'SessionCannotBeLocked') {
  const stop = new AbortController();
  const lines: Line[] = [];
  let asked = 0;
  const acceptNextSession = async () => {
    asked++;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    throw new ServiceBusError('Failed to create a receiver. No unlocked sessions available.', code);
  };
  const client = { acceptNextSession } as unknown as ServiceBusClient;
  const running = runSubscriber(client, reading, {
    handlers: new Map(),
    handled: new MemoryHandledEvents(),
    retryDelayMs: 1,
    report: (line) => lines.push(line),
    stopping: stop.signal,
  });
  await vi.advanceTimersByTimeAsync(60 * 60_000);
  stop.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  await running;
  return { asked, lines };
}

/*
 * Where no session has messages, the client gives one error or the other, by which of two answers of the service comes first.
 * https://github.com/Azure/azure-sdk-for-js/issues/9775
 */
test.each(['ServiceTimeout', 'SessionCannotBeLocked'] as const)(
  'a quiet subscription is no trouble, and is asked again at once: %s',
  async (code) => {
    const { asked, lines } = await hourOf(60_000, code);
    expect(lines).toEqual([]);
    expect(asked).toBeGreaterThanOrEqual(60);
  },
);

test('a subscription that has no sessions at all is one', async () => {
  const { asked, lines } = await hourOf(20, 'SessionCannotBeLocked');
  expect(lines[0]).toMatchObject({ line: 'trouble', what: expect.stringContaining('is without sessions') });
  expect(asked).toBeLessThan(30);
});
