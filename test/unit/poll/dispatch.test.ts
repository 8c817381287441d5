import { expect, test } from 'vitest';
import { PublishError, StoreError, TakenOverError } from '../../../src/core/errors.ts';
import { dispatch } from '../../../src/poll/dispatch.ts';
import type { Undeleted, WaitingEvent } from '../../../src/poll/ports.ts';
import { MemoryPublisher } from '../../support/memory-publisher.ts';

function waiting(job: string, sequence: number, recordedAt = '2026-03-10T00:00:00.000Z'): WaitingEvent {
  return {
    number: sequence,
    servicePrincipalId: 'sp',
    jobId: job,
    version: 'W/"1"',
    sequence,
    recordedAt,
    event: {
      id: `${job}-${sequence}`,
      type: 'entra.provisioning.quarantine.began',
      sessionId: job,
      correlationId: job,
      contentType: 'application/cloudevents+json; charset=utf-8',
      applicationProperties: {},
      body: new TextEncoder().encode(`{"job":"${job}","sequence":${sequence}}`),
    },
  };
}

/** An outbox of pages; what was acknowledged is gone from the next read. */
class Outbox {
  readonly acknowledged: string[] = [];
  private readonly pages: WaitingEvent[][];
  /** Events that cannot be deleted. */
  stuck: (event: WaitingEvent) => boolean = () => false;

  constructor(...pages: WaitingEvent[][]) {
    this.pages = pages;
  }

  async *waiting(): AsyncIterable<readonly WaitingEvent[]> {
    for (const page of this.pages) yield page.filter(({ event }) => !this.acknowledged.includes(event.id));
  }

  async acknowledge(events: readonly WaitingEvent[]): Promise<readonly Undeleted[]> {
    const left = events.filter(this.stuck);
    this.acknowledged.push(...events.filter((each) => !left.includes(each)).map(({ event }) => event.id));
    return left.map((event) => ({ event, error: new StoreError('StorageUnavailable', 'down') }));
  }
}

const idle = async () => [];
const forever = new AbortController().signal;

function sent(publisher: MemoryPublisher): string[] {
  return publisher.accepted.map((event) => event.id);
}

test('sends what waits and forgets it once it is accepted', async () => {
  const [outbox, publisher] = [new Outbox([waiting('a', 1), waiting('b', 7)]), new MemoryPublisher()];
  expect(await dispatch(outbox, publisher, forever)).toEqual({ sent: 2, failed: [] });
  expect(sent(publisher).sort()).toEqual(['a-1', 'b-7']);
  expect(outbox.acknowledged.sort()).toEqual(['a-1', 'b-7']);
  expect(publisher.openSenders).toBe(0);
});

test('keeps the order of each job, one send of it at a time, across pages too', async () => {
  const outbox = new Outbox(
    [waiting('a', 1), waiting('a', 2), waiting('b', 1)],
    [waiting('b', 2), waiting('b', 3)],
  );
  const publisher = new MemoryPublisher();
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
  await dispatch(outbox, publisher, forever);
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
  const { sent: count, failed } = await dispatch(outbox, publisher, forever);
  expect(count).toBe(2);
  expect(sent(publisher)).toEqual(['b-1', 'b-2']);
  expect(failed).toEqual([{ name: 'a-1 of sp/a', cause: 'MessageSizeExceeded', detail: 'too large' }]);
  expect(outbox.acknowledged).toEqual(['b-1', 'b-2']);
});

test('an error of the entity ends the dispatch and loses nothing', async () => {
  const jobs = Array.from({ length: 100 }, (_, i) => waiting(`job${i}`, 1));
  const [outbox, publisher] = [new Outbox(jobs, [waiting('last', 1)]), new MemoryPublisher()];
  publisher.refuse = () => new PublishError('entity', 'ServiceCommunicationProblem', 'down');
  const { sent: count, failed } = await dispatch(outbox, publisher, forever);
  expect(count).toBe(0);
  expect(failed.length).toBeLessThanOrEqual(20);
  expect(outbox.acknowledged).toEqual([]);
  publisher.refuse = () => undefined;
  await dispatch(outbox, publisher, forever);
  expect(sent(publisher)).toHaveLength(101);
});

test('an event whose acknowledgement was lost is sent again with the same id and bytes', async () => {
  const [outbox, publisher] = [new Outbox([waiting('a', 1), waiting('a', 2)]), new MemoryPublisher()];
  publisher.afterAccept = (event) => {
    if (event.id === 'a-1') throw new PublishError('entity', 'ServiceTimeout', 'no answer');
  };
  await dispatch(outbox, publisher, forever);
  expect(outbox.acknowledged).toEqual([]);
  publisher.afterAccept = () => undefined;
  await dispatch(outbox, publisher, forever);
  expect(sent(publisher)).toEqual(['a-1', 'a-1', 'a-2']);
  expect(publisher.accepted[1]).toEqual(publisher.accepted[0]);
});

test('one event whose delete fails holds up itself alone', async () => {
  const events = Array.from({ length: 60 }, (_, n) => waiting(`job${n}`, 1));
  const [outbox, publisher] = [new Outbox(events), new MemoryPublisher()];
  outbox.stuck = ({ jobId }) => jobId === 'job0';
  const { sent: count, failed } = await dispatch(outbox, publisher, forever);
  expect(count).toBe(60);
  expect(failed).toEqual([{ name: 'job0-1 of sp/job0', cause: 'StorageUnavailable', detail: 'down' }]);
  expect(outbox.acknowledged).toHaveLength(59);
  outbox.stuck = () => false;
  expect(await dispatch(outbox, publisher, forever)).toEqual({ sent: 1, failed: [] });
  expect(publisher.accepted.at(-1)).toEqual(publisher.accepted.find(({ id }) => id === 'job0-1'));
});

test('a table that deletes nothing ends the dispatch, before all that waits was sent in vain', async () => {
  const events = Array.from({ length: 500 }, (_, n) => waiting(`job${n}`, 1));
  const [outbox, publisher] = [new Outbox(events), new MemoryPublisher()];
  outbox.stuck = () => true;
  const { sent: count } = await dispatch(outbox, publisher, forever);
  expect(count).toBeGreaterThanOrEqual(20);
  expect(count).toBeLessThanOrEqual(60);
});

test('a run that has been overtaken sends nothing more', async () => {
  const events = Array.from({ length: 100 }, (_, n) => waiting(`job${n}`, 1));
  const publisher = new MemoryPublisher();
  const overtaken = {
    waiting: () => new Outbox(events).waiting(),
    acknowledge: () => Promise.reject(new TakenOverError()),
  };
  await expect(dispatch(overtaken, publisher, forever)).rejects.toThrow(TakenOverError);
  expect(sent(publisher).length).toBeLessThanOrEqual(40);
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
  await dispatch(outbox, publisher, forever);
  expect(outbox.acknowledged).toHaveLength(200);
  expect(calls).toBeLessThan(60);
});

test('sends of at most twenty jobs at once', async () => {
  const outbox = new Outbox(Array.from({ length: 60 }, (_, i) => waiting(`job${i}`, 1)));
  const publisher = new MemoryPublisher();
  let [inFlight, most] = [0, 0];
  publisher.afterAccept = async () => {
    most = Math.max(most, ++inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    inFlight--;
  };
  await dispatch(outbox, publisher, forever);
  expect(most).toBe(20);
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
    async *waiting(): AsyncIterable<readonly WaitingEvent[]> {
      while (pages < 3) yield [waiting('a', ++pages)];
    },
  };
  await dispatch(outbox, publisher, ended.signal);
  expect(pages).toBe(1);
});

test('stops at the end of its time', async () => {
  const ended = new AbortController();
  const outbox = new Outbox([waiting('a', 1), waiting('a', 2)], [waiting('b', 1)]);
  const publisher = new MemoryPublisher();
  publisher.afterAccept = () => ended.abort();
  expect(await dispatch(outbox, publisher, ended.signal)).toEqual({ sent: 1, failed: [] });
  expect(outbox.acknowledged).toEqual(['a-1']);
});

test('an outbox that cannot be read is an error, and the connection is closed', async () => {
  const publisher = new MemoryPublisher();
  const broken = {
    acknowledge: idle,
    // biome-ignore lint/correctness/useYield: the table fails before its first page
    async *waiting(): AsyncIterable<readonly WaitingEvent[]> {
      throw new StoreError('StorageUnavailable', 'down');
    },
  };
  await expect(dispatch(broken, publisher, forever)).rejects.toThrow('down');
  expect(publisher.openSenders).toBe(0);
});
