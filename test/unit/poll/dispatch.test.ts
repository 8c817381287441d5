import { expect, test } from 'vitest';
import { PublishError, StoreError } from '../../../src/core/errors.ts';
import { dispatch } from '../../../src/poll/dispatch.ts';
import type { WaitingPage } from '../../../src/poll/ports.ts';
import { MemoryPublisher } from '../../support/memory-publisher.ts';
import { Outbox, waiting } from '../../support/outbox.ts';

const idle = async () => [];
const forever = new AbortController().signal;

function sent(publisher: MemoryPublisher): string[] {
  return publisher.accepted.map((event) => event.id);
}

test('sends what waits and forgets it once it is accepted', async () => {
  const [outbox, publisher] = [new Outbox([waiting('a', 1), waiting('b', 7)]), new MemoryPublisher()];
  expect(await dispatch(outbox, publisher.open(), forever)).toEqual({ sent: 2, failed: [] });
  expect(sent(publisher).sort()).toEqual(['a-1', 'b-7']);
  expect(outbox.acknowledged.sort()).toEqual(['a-1', 'b-7']);
});

test('sends many together, in the order in which they were recorded, each page after the other', async () => {
  const jobs = Array.from({ length: 120 }, (_, i) => waiting(`job${i % 7}`, i));
  const [outbox, publisher] = [new Outbox(jobs, [waiting('job3', 200)]), new MemoryPublisher()];
  publisher.mostTogether = Number.POSITIVE_INFINITY;
  expect(await dispatch(outbox, publisher.open(), forever)).toEqual({ sent: 121, failed: [] });
  expect(publisher.sends).toEqual([50, 50, 20, 1]);
  expect(sent(publisher)).toEqual([...jobs.map(({ event }) => event.id), 'job3-200']);
  expect(outbox.acknowledged).toEqual(sent(publisher));
});

test('keeps the order of each job where several are refused together, one send of it at a time, across pages too', async () => {
  const outbox = new Outbox(
    [waiting('a', 1), waiting('a', 2), waiting('b', 1)],
    [waiting('b', 2), waiting('b', 3)],
  );
  const publisher = new MemoryPublisher();
  publisher.isPartitioned = true;
  const inFlight = new Map<string, number>();
  publisher.refuse = (event) => {
    expect(inFlight.get(event.sessionId) ?? 0).toBe(0);
    inFlight.set(event.sessionId, 1);
    return undefined;
  };
  publisher.afterAccept = async (event) => {
    await new Promise((resolve) => setImmediate(resolve));
    inFlight.set(event.sessionId, 0);
  };
  await dispatch(outbox, publisher.open(), forever);
  expect(sent(publisher).filter((id) => id.startsWith('a'))).toEqual(['a-1', 'a-2']);
  expect(sent(publisher).filter((id) => id.startsWith('b'))).toEqual(['b-1', 'b-2', 'b-3']);
});

test('an error of one message stops its job alone, in later pages too', async () => {
  const outbox = new Outbox(
    [waiting('a', 1), waiting('a', 2), waiting('b', 1)],
    [waiting('a', 3), waiting('b', 2)],
  );
  const publisher = new MemoryPublisher();
  publisher.refuse = (event) =>
    event.id === 'a-1' ? new PublishError('message', 'MessageSizeExceeded', 'too large') : undefined;
  const { sent: count, failed } = await dispatch(outbox, publisher.open(), forever);
  expect(count).toBe(2);
  expect(sent(publisher)).toEqual(['b-1', 'b-2']);
  expect(failed).toEqual([{ name: 'a-1 of sp/a', cause: 'MessageSizeExceeded', detail: 'too large' }]);
  expect(outbox.acknowledged).toEqual(['b-1', 'b-2']);
});

test('an error of the entity ends the dispatch and loses nothing', async () => {
  const jobs = Array.from({ length: 100 }, (_, i) => waiting(`job${i}`, 1));
  const [outbox, publisher] = [new Outbox(jobs, [waiting('last', 1)]), new MemoryPublisher()];
  publisher.refuse = () => new PublishError('entity', 'ServiceCommunicationProblem', 'down');
  const { sent: count, failed } = await dispatch(outbox, publisher.open(), forever);
  expect(count).toBe(0);
  expect(failed).toEqual([
    { name: 'job0-1 of sp/job0', cause: 'ServiceCommunicationProblem', detail: 'down' },
  ]);
  expect(outbox.acknowledged).toEqual([]);
  publisher.refuse = () => undefined;
  await dispatch(outbox, publisher.open(), forever);
  expect(sent(publisher)).toHaveLength(101);
});

test('an event whose acknowledgement was lost is sent again with the same id and bytes', async () => {
  const [outbox, publisher] = [new Outbox([waiting('a', 1), waiting('a', 2)]), new MemoryPublisher()];
  publisher.afterAccept = (event) => {
    if (event.id === 'a-1') throw new PublishError('entity', 'ServiceTimeout', 'no answer');
  };
  await dispatch(outbox, publisher.open(), forever);
  expect(outbox.acknowledged).toEqual([]);
  publisher.afterAccept = () => undefined;
  await dispatch(outbox, publisher.open(), forever);
  expect(sent(publisher)).toEqual(['a-1', 'a-2', 'a-1', 'a-2']);
  expect(publisher.accepted.slice(2)).toEqual(publisher.accepted.slice(0, 2));
});

test('sends of at most twenty jobs at once where several are refused together, which is not tried again', async () => {
  const jobs = Array.from({ length: 60 }, (_, i) => waiting(`job${i}`, 1));
  const [outbox, publisher] = [new Outbox(jobs, [waiting('a', 1), waiting('b', 1)]), new MemoryPublisher()];
  publisher.isPartitioned = true;
  let [inFlight, most] = [0, 0];
  publisher.afterAccept = async () => {
    most = Math.max(most, ++inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    inFlight--;
  };
  expect(await dispatch(outbox, publisher.open(), forever)).toEqual({ sent: 62, failed: [] });
  expect(most).toBe(20);
  expect(new Set(publisher.sends)).toEqual(new Set([1]));
});

test.each(['out of time', 'cut off'])('reads no further page once it is %s', async (how) => {
  const ended = new AbortController();
  const publisher = new MemoryPublisher();
  publisher.afterAccept = () => {
    if (how === 'cut off') throw new PublishError('entity', 'ServiceTimeout', 'no answer');
    ended.abort();
  };
  let pages = 0;
  const outbox = {
    acknowledge: idle,
    async *waiting(): AsyncIterable<WaitingPage> {
      while (pages < 3) yield { events: [waiting('a', ++pages)], damaged: [] };
    },
  };
  await dispatch(outbox, publisher.open(), ended.signal);
  expect(pages).toBe(1);
});

test('stops at the end of its time', async () => {
  const ended = new AbortController();
  const outbox = new Outbox([waiting('a', 1), waiting('a', 2)], [waiting('b', 1)]);
  const publisher = new MemoryPublisher();
  publisher.mostTogether = 1;
  publisher.afterAccept = () => ended.abort();
  expect(await dispatch(outbox, publisher.open(), ended.signal)).toEqual({ sent: 1, failed: [] });
  expect(outbox.acknowledged).toEqual(['a-1']);
});

test('an outbox that cannot be read is an error', async () => {
  const publisher = new MemoryPublisher();
  const broken = {
    acknowledge: idle,
    // biome-ignore lint/correctness/useYield: the table fails before its first page
    async *waiting(): AsyncIterable<WaitingPage> {
      throw new StoreError('StorageUnavailable', 'down');
    },
  };
  await expect(dispatch(broken, publisher.open(), forever)).rejects.toThrow('down');
});
