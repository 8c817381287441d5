import { expect, test } from 'vitest';
import { TakenOverError } from '../../../src/core/errors.ts';
import { dispatch } from '../../../src/poll/dispatch.ts';
import { MemoryPublisher } from '../../support/memory-publisher.ts';
import { Outbox, waiting } from '../../support/outbox.ts';

const forever = new AbortController().signal;

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

test('one event whose delete fails holds up itself alone', async () => {
  const events = Array.from({ length: 60 }, (_, n) => waiting(`job${n}`, 1));
  const [outbox, publisher] = [new Outbox(events), new MemoryPublisher()];
  outbox.stuck = ({ jobId }) => jobId === 'job0';
  const { sent: count, failed } = await dispatch(outbox, publisher.open(), forever);
  expect(count).toBe(60);
  expect(failed).toEqual([{ name: 'job0-1 of sp/job0', cause: 'StorageUnavailable', detail: 'down' }]);
  expect(outbox.acknowledged).toHaveLength(59);
  outbox.stuck = () => false;
  expect(await dispatch(outbox, publisher.open(), forever)).toEqual({ sent: 1, failed: [] });
  expect(publisher.accepted.at(-1)).toEqual(publisher.accepted.find(({ id }) => id === 'job0-1'));
});

test('a table that deletes nothing ends the dispatch, before all that waits was sent in vain', async () => {
  const events = Array.from({ length: 500 }, (_, n) => waiting(`job${n}`, 1));
  const [outbox, publisher] = [new Outbox(events), new MemoryPublisher()];
  outbox.stuck = () => true;
  const { sent: count } = await dispatch(outbox, publisher.open(), forever);
  expect(count).toBeGreaterThanOrEqual(20);
  expect(count).toBeLessThanOrEqual(60);
});

test('after twenty failed deletes in a row nothing more is deleted, and no further page is sent', async () => {
  const session = Array.from({ length: 21 }, (_, n) => waiting('a', n + 1));
  const [outbox, publisher] = [new Outbox(session, [waiting('b', 1)]), new MemoryPublisher()];
  publisher.mostTogether = 1;
  const sizes: number[] = [];
  const secondDelete = deferred();
  outbox.stuck = () => true;
  const acknowledge = outbox.acknowledge.bind(outbox);
  outbox.acknowledge = async (events) => {
    if (sizes.push(events.length) === 2) secondDelete.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    return acknowledge(events);
  };
  publisher.afterAccept = ({ id }) => (id === 'a-21' ? secondDelete.promise : undefined);
  expect((await dispatch(outbox, publisher.open(), forever)).sent).toBe(21);
  expect(sizes).toEqual([1, 19]);
});

test('deletes that fail beside others that do not hold up nothing, however many they are', async () => {
  const pages = Array.from({ length: 30 }, (_, n) => [waiting(`stuck${n}`, 1), waiting(`fine${n}`, 1)]);
  const [outbox, publisher] = [new Outbox(...pages), new MemoryPublisher()];
  outbox.stuck = ({ jobId }) => jobId.startsWith('stuck');
  const { sent: count, failed } = await dispatch(outbox, publisher.open(), forever);
  expect([count, failed.length, outbox.acknowledged.length]).toEqual([60, 30, 30]);
});

test('while a delete takes its time a hundred more are sent, and the others wait', async () => {
  const session = Array.from({ length: 150 }, (_, n) => waiting('a', n + 1));
  const [outbox, publisher] = [new Outbox(session), new MemoryPublisher()];
  publisher.mostTogether = 1;
  const slow = deferred();
  const acknowledge = outbox.acknowledge.bind(outbox);
  outbox.acknowledge = async (events) => {
    await slow.promise;
    return acknowledge(events);
  };
  const dispatched = dispatch(outbox, publisher.open(), forever);
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(publisher.accepted).toHaveLength(1 + 100);
  slow.resolve();
  expect(await dispatched).toEqual({ sent: 150, failed: [] });
});

test('a run that has been overtaken sends nothing more', async () => {
  const events = Array.from({ length: 100 }, (_, n) => waiting(`job${n}`, 1));
  const publisher = new MemoryPublisher();
  const overtaken = {
    waiting: () => new Outbox(events).waiting(),
    acknowledge: () => Promise.reject(new TakenOverError()),
  };
  await expect(dispatch(overtaken, publisher.open(), forever)).rejects.toThrow(TakenOverError);
  expect(publisher.accepted.length).toBeLessThanOrEqual(40);
});

test('rows of events that are accepted close to each other are deleted together', async () => {
  const events = Array.from({ length: 200 }, (_, n) => waiting(`job${n}`, 1));
  const [outbox, publisher] = [new Outbox(events), new MemoryPublisher()];
  let calls = 0;
  const acknowledge = outbox.acknowledge.bind(outbox);
  outbox.acknowledge = async (some) => {
    calls++;
    await new Promise((resolve) => setImmediate(resolve));
    return acknowledge(some);
  };
  await dispatch(outbox, publisher.open(), forever);
  expect(outbox.acknowledged).toHaveLength(200);
  expect(calls).toBeLessThan(60);
});
