import { describe, expect, it } from 'vitest';
import { busRig, patientRetry } from './bus-rig.ts';
import { message, one, send, take, text } from './messages.ts';

const { bus, client } = busRig();
const minute = 60_000;

/** A queue as one for work is: without sessions, with duplicate detection. */
async function workQueue(
  options: { readonly lockDurationMs?: number; readonly maxDeliveryCount?: number } = {},
) {
  let passed = 0;
  const broker = await bus(
    {
      queues: {
        work: { requiresDuplicateDetection: true, duplicateDetectionWindowMs: 10 * minute, ...options },
      },
    },
    { clock: () => Date.now() + passed },
  );
  return {
    broker,
    on: client(broker, { retryOptions: patientRetry }),
    pass: (ms: number) => {
      passed += ms;
    },
  };
}

const counts = (active: number, deadLettered = 0) => ({ active, deadLettered });

describe('a queue for work', () => {
  it('takes a message once within the window, and again after it', async () => {
    const { broker, on, pass } = await workQueue();
    await send(on, 'work', message('a', { messageId: 'one/1' }));
    expect(await take(on.createReceiver('work'), 1)).toEqual(['a']);
    pass(10 * minute - 1_000);
    await send(on, 'work', message('a', { messageId: 'one/1' }), message('b', { messageId: 'two/1' }));
    expect(await take(on.createReceiver('work'), 1)).toEqual(['b']);
    pass(2_000);
    await send(on, 'work', message('a', { messageId: 'one/1' }));
    expect(await take(on.createReceiver('work'), 1)).toEqual(['a']);
    expect(broker.messages('work').map(({ duplicate }) => duplicate)).toEqual([false, true, false, false]);
  });

  it('locks a message for as long as it is told, from each renewal on', async () => {
    const { on, pass } = await workQueue({ lockDurationMs: 5 * minute });
    await send(on, 'work', message('a'));
    const receiver = on.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 });
    const locked = await one(receiver);
    pass(4 * minute);
    await receiver.renewMessageLock(locked);
    pass(4 * minute);
    await receiver.renewMessageLock(locked);
    pass(5 * minute);
    await expect(receiver.renewMessageLock(locked)).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect(await one(on.createReceiver('work'))).toMatchObject({ deliveryCount: 1 });
  });

  it('counts a delivery that is abandoned, and one whose lock runs out, and gives up after the last', async () => {
    const { broker, on, pass } = await workQueue({ maxDeliveryCount: 3 });
    await send(on, 'work', message('a'));
    const receiver = on.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 });
    await receiver.abandonMessage(await one(receiver));
    expect(await one(receiver)).toMatchObject({ deliveryCount: 1 });
    expect(broker.counts('work')).toEqual(counts(1));
    pass(minute);
    const last = await one(receiver);
    expect(last).toMatchObject({ deliveryCount: 2 });
    await receiver.abandonMessage(last);
    expect(broker.counts('work')).toEqual(counts(0, 1));
    const dead = await one(on.createReceiver('work', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterErrorDescription: 'Message could not be consumed after 3 delivery attempts.',
    });
  });

  it('delivers nothing whose time is over, and dead-letters none of it', async () => {
    const { broker, on, pass } = await workQueue();
    await send(on, 'work', message('old', { timeToLive: 5 * minute }));
    pass(4 * minute);
    await send(on, 'work', message('new', { timeToLive: 5 * minute }));
    pass(minute);
    // As long as nobody listens it stays where it is.
    expect(broker.counts('work')).toEqual(counts(2));
    expect(await take(on.createReceiver('work'), 1)).toEqual(['new']);
    expect(broker.counts('work')).toEqual(counts(0));
  });

  it('lets a message live as long as it is under lock, and not a moment longer', async () => {
    const { broker, on, pass } = await workQueue();
    await send(on, 'work', message('a', { timeToLive: minute }), message('b', { timeToLive: minute }));
    const receiver = on.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0 });
    const [a, b] = [await one(receiver), await one(receiver)];
    pass(30_000);
    for (const each of [a, b]) await receiver.renewMessageLock(each);
    pass(50_000);
    await receiver.completeMessage(a);
    expect(broker.counts('work')).toEqual(counts(1));
    pass(minute);
    expect(await take(receiver, 0)).toEqual([]);
    expect(broker.counts('work')).toEqual(counts(0));
  });

  it('can lose the locks of all that is being worked on', async () => {
    const { broker, on } = await workQueue();
    await send(on, 'work', message('a'), message('b'));
    const receiver = on.createReceiver('work');
    const [a, b] = [await one(receiver), await one(receiver)];
    await receiver.completeMessage(b);
    broker.loseLocks('work');
    await expect(receiver.renewMessageLock(a)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await expect(receiver.completeMessage(a)).rejects.toMatchObject({ code: 'MessageLockLost' });
    const again = await one(on.createReceiver('work'));
    expect([text(again), again.deliveryCount]).toEqual([text(a), 1]);
    expect(() => broker.loseLocks('other')).toThrow("no queue or subscription 'other'");
  });

  it('keeps everything over an outage, locks included', async () => {
    const { broker, on } = await workQueue();
    await send(on, 'work', message('a', { messageId: 'a' }), message('b', { messageId: 'b' }));
    const receiver = on.createReceiver('work');
    const locked = await one(receiver);
    await broker.pause();
    await broker.resume();
    expect(broker.counts('work')).toEqual(counts(2));
    await send(on, 'work', message('a', { messageId: 'a' }));
    const other = client(broker, { retryOptions: patientRetry }).createReceiver('work');
    expect(await take(other, 1)).toEqual(text(locked) === 'a' ? ['b'] : ['a']);
    await other.completeMessage(locked);
    expect(broker.counts('work')).toEqual(counts(0));
  });

  it('shares its messages among those who listen, each as many as it works on at once', async () => {
    const { broker, on } = await workQueue();
    const working = [0, 0];
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    for (const index of [0, 1]) {
      client(broker)
        .createReceiver('work')
        .subscribe(
          {
            async processMessage() {
              working[index] = (working[index] ?? 0) + 1;
              await released;
            },
            async processError() {},
          },
          { maxConcurrentCalls: 2 },
        );
    }
    for (let each = 0; each < 5; each++) await send(on, 'work', message('x'));
    await expect.poll(() => working).toEqual([2, 2]);
    release();
    await expect.poll(() => broker.counts('work')).toEqual(counts(0));
    expect(working.reduce((sum, each) => sum + each)).toBe(5);
  });
});
