import { describe, expect, it } from 'vitest';
import { eventTypeOf } from '../../../src/contract/events/event-names.ts';
import type { RecordedEvent } from '../../../src/poll/ports.ts';
import { eventRowKey } from '../../../src/table/keys.ts';
import type { EventFeed, FeedQuery } from '../../../src/views/ports.ts';
import {
  allWaiting,
  arrival,
  change,
  claimed,
  claimOf,
  haltBegan,
  minute,
  plainEvent,
  principal,
  pruned,
  quarantinedState,
  recorded,
  recordedEvent,
  removed,
  tenantId,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

const stateOf = (n: number) => quarantinedState({ servicePrincipalId: principal(n) });
const numberOf = (at: number) => Date.parse(arrival(at));

/** Everything that a feed gives after a number. */
async function read(feed: EventFeed, after = 0, query: FeedQuery = {}, size = 1000) {
  const { last } = await feed.place();
  return await feed.events(after, last, query, size);
}

const numbersOf = async (feed: EventFeed, query: FeedQuery = {}) =>
  (await read(feed, 0, query)).items.map(({ number }) => number);

export function describeEventFeed(makeClaimed: MakeClaimed): void {
  it('has come nowhere before the first event', async () => {
    const { feed } = await makeClaimed();
    expect(await feed.place()).toMatchObject({ last: 0, prunedThrough: 0 });
    expect(await feed.event(1)).toBeUndefined();
    expect(await feed.newest(0, 10)).toEqual([]);
  });

  it('begins behind all that a table before it can have had', async () => {
    const { poll, feed } = await makeClaimed();
    const state = stateOf(1);
    await poll.record([change(state, { events: [recordedEvent(state, 1), recordedEvent(state, 2)] })]);
    const first = numberOf(1);
    expect(await feed.place()).toMatchObject({ last: numberOf(2), prunedThrough: first - 1 });
    await poll.record([change(stateOf(2), { events: [recordedEvent(stateOf(2), 3)] })]);
    expect(await feed.place()).toMatchObject({ last: numberOf(3), prunedThrough: first - 1 });
  });

  it('gives events as they are sent, byte for byte, in the order of commits', async () => {
    const { poll, feed } = await makeClaimed();
    for (const n of [3, 1, 2]) {
      await poll.record([change(stateOf(n), { events: [recordedEvent(stateOf(n), 1, arrival(1))] })]);
    }
    const waiting = (await allWaiting(poll)).map(plainEvent);
    const { items, isWhole } = await read(feed);
    expect(isWhole).toBe(true);
    expect(items).toEqual(
      waiting.map(({ number, recordedAt, event }) => ({ number, recordedAt, event: event.body })),
    );
    for (const item of items) expect(await feed.event(item.number)).toEqual(item);
  });

  it('gives as many as are asked for, and says whether more follow', async () => {
    const { poll, feed } = await makeClaimed();
    for (const n of [1, 2, 3]) {
      await poll.record([change(stateOf(n), { events: [recordedEvent(stateOf(n), n)] })]);
    }
    const numbers = [1, 2, 3].map(numberOf);
    const two = await read(feed, 0, {}, 2);
    expect([two.items.map(({ number }) => number), two.isWhole]).toEqual([numbers.slice(0, 2), false]);
    const rest = await read(feed, numbers[1], {}, 2);
    expect([rest.items.map(({ number }) => number), rest.isWhole]).toEqual([numbers.slice(2), true]);
    expect((await feed.events(0, numbers[1] ?? 0, {}, 2)).isWhole).toBe(true);
  });

  it('leaves out what is not for subscribers, and what is not asked for', async () => {
    const { poll, feed } = await makeClaimed();
    const put = (event: RecordedEvent, n: number) => poll.record([change(stateOf(n), { events: [event] })]);
    await put(recordedEvent(stateOf(1), 1), 1);
    await put(recorded(haltBegan(stateOf(2), 2, arrival(2), undefined)), 2);
    await put(recorded(haltBegan(stateOf(3), 3, arrival(3), 3)), 3);
    await put(recorded(removed(stateOf(4), 4, arrival(4), 4)), 4);

    expect(await numbersOf(feed)).toEqual([1, 3, 4].map(numberOf));
    expect(await feed.event(numberOf(2))).toBeUndefined();
    const halts = [eventTypeOf('halt', 'began'), eventTypeOf('halt', 'cleared')];
    expect(await numbersOf(feed, { types: halts })).toEqual([numberOf(3)]);
    expect(await numbersOf(feed, { types: [] })).toEqual([]);
    expect(await numbersOf(feed, { servicePrincipalId: principal(4) })).toEqual([numberOf(4)]);
    expect(await numbersOf(feed, { types: halts, servicePrincipalId: principal(4) })).toEqual([]);
  });

  it('filters by more types than the service takes comparisons', async () => {
    const { poll, feed } = await makeClaimed();
    await poll.record([change(stateOf(1), { events: [recordedEvent(stateOf(1), 1)] })]);
    await poll.record([change(stateOf(2), { events: [recorded(removed(stateOf(2), 2, arrival(2), 2))] })]);
    const many = Array.from({ length: 10 }, (_, n) => `a type that is not there ${n}`);
    expect(await numbersOf(feed, { types: [...many, eventTypeOf('job', 'removed')] })).toEqual([numberOf(2)]);
  });

  it('passes over rows of before the feed, and rows that cannot be read', async () => {
    const { poll, feed, put } = await makeClaimed();
    await put({ partitionKey: tenantId, rowKey: eventRowKey(7), message: '{}', body: Buffer.from('{}') });
    await put({
      partitionKey: tenantId,
      rowKey: eventRowKey(8),
      published: true,
      type: 'x',
      body: 'no bytes',
    });
    await poll.record([change(stateOf(1), { events: [recordedEvent(stateOf(1), 1)] })]);
    expect(await numbersOf(feed)).toEqual([numberOf(1)]);
    expect(await feed.event(7)).toBeUndefined();
    expect(await feed.event(8)).toBeUndefined();
  });

  it('says up to where events were deleted for their age', async () => {
    const { poll, feed } = await makeClaimed();
    for (const n of [1, 2, 3]) {
      await poll.record([change(stateOf(n), { events: [recordedEvent(stateOf(n), n)] })]);
    }
    await poll.acknowledge(await allWaiting(poll));
    await pruned(poll, minute(3));
    expect(await feed.place()).toMatchObject({ last: numberOf(3), prunedThrough: numberOf(2) });
    expect(await numbersOf(feed)).toEqual([numberOf(3)]);
  });

  it('gives the newest first, however far they lie apart', async () => {
    const { poll, feed } = await makeClaimed();
    const minutes = [1, 2, 60, 60 * 24 * 40, 60 * 24 * 40 + 1];
    for (const [n, at] of minutes.entries()) {
      const state = stateOf(n);
      await poll.record([change(state, { events: [recordedEvent(state, 1, arrival(at))] })]);
    }
    const { last } = await feed.place();
    const newest = async (size: number) => (await feed.newest(last, size)).map(({ number }) => number);
    expect(await newest(10)).toEqual(minutes.map(numberOf).reverse());
    expect(await newest(2)).toEqual(minutes.map(numberOf).reverse().slice(0, 2));
  });

  describe('asked to send an event once more', () => {
    it('puts it behind what waits, with the same bytes and under a message id of its own', async () => {
      const { poll, feed } = await makeClaimed();
      const state = stateOf(1);
      await poll.record([change(state, { events: [recordedEvent(state, 1, arrival(1))] })]);
      const [first] = await allWaiting(poll);
      if (!first) throw new Error('an event waits');
      await poll.acknowledge([first]);
      const second = recordedEvent(stateOf(1), 2, arrival(2));
      await poll.record([change(stateOf(2), { events: [second] })]);

      const { id } = first.event;
      const resent = await feed.resend(first.number, arrival(9));
      expect(resent).toEqual({ kind: 'waits', isNew: true, id, messageId: `${id}/1` });

      const [before, repeat, ...others] = await allWaiting(poll);
      if (!before || !repeat) throw new Error('two events wait');
      expect(others).toEqual([]);
      expect(before.event.id).toBe(second.event.id);
      expect(plainEvent(repeat)).toEqual({
        ...plainEvent(first),
        number: repeat.number,
        recordedAt: arrival(9),
        event: { ...plainEvent(first).event, id: `${id}/1` },
      });
      expect(repeat.number).toBe(before.number + 1);
    });

    it('gives it no second place in the feed, which goes on behind it', async () => {
      const { poll, feed } = await makeClaimed();
      const record = (n: number) =>
        poll.record([change(stateOf(n), { events: [recordedEvent(stateOf(n), n, arrival(1))] })]);
      await record(1);
      await poll.acknowledge(await allWaiting(poll));
      await feed.resend(numberOf(1), arrival(0));
      expect(await numbersOf(feed)).toEqual([numberOf(1)]);
      expect((await feed.place()).last).toBe(numberOf(1) + 1);
      // The run remembers another place.
      expect(await record(2)).toBe(1);
      expect(await numbersOf(feed)).toEqual([numberOf(1), numberOf(1) + 2]);
    });

    it('adds nothing while it waits, and counts when it is asked again', async () => {
      const { poll, feed } = await makeClaimed();
      await poll.record([change(stateOf(1), { events: [recordedEvent(stateOf(1), 1)] })]);
      const [first] = await allWaiting(poll);
      const id = first?.event.id ?? '';
      const resend = () => feed.resend(numberOf(1), arrival(9));
      expect(await resend()).toEqual({ kind: 'waits', isNew: false, id, messageId: id });
      for (const count of [1, 2]) {
        await poll.acknowledge(await allWaiting(poll));
        const waits = { kind: 'waits', id, messageId: `${id}/${count}` };
        expect(await resend()).toEqual({ ...waits, isNew: true });
        expect(await resend()).toEqual({ ...waits, isNew: false });
        expect((await allWaiting(poll)).map(({ event }) => event.id)).toEqual([`${id}/${count}`]);
      }
    });

    it('by many at once adds one', async () => {
      const { poll, feed } = await makeClaimed();
      await poll.record([change(stateOf(1), { events: [recordedEvent(stateOf(1), 1)] })]);
      await poll.acknowledge(await allWaiting(poll));
      const all = await Promise.all([1, 2, 3].map(() => feed.resend(numberOf(1), arrival(9))));
      expect(all.filter((resent) => resent.kind === 'waits' && resent.isNew)).toHaveLength(1);
      expect(await allWaiting(poll)).toHaveLength(1);
    });

    it('sends it though it is deleted for its age meanwhile', async () => {
      const { poll, feed } = await makeClaimed();
      await poll.record([change(stateOf(1), { events: [recordedEvent(stateOf(1), 1)] })]);
      await poll.acknowledge(await allWaiting(poll));
      await feed.resend(numberOf(1), arrival(9));
      await pruned(poll, minute(5));
      expect(await feed.event(numberOf(1))).toBeUndefined();
      expect(await allWaiting(poll)).toHaveLength(1);
      expect(await feed.resend(numberOf(1), arrival(9))).toEqual({ kind: 'none' });
    });

    it('knows none that is not for subscribers, or not there', async () => {
      const { poll, feed } = await makeClaimed();
      const halt = recorded(haltBegan(stateOf(1), 1, arrival(1), undefined));
      await poll.record([change(stateOf(1), { events: [halt] })]);
      expect(await feed.resend(numberOf(1), arrival(9))).toEqual({ kind: 'none' });
      expect(await feed.resend(5, arrival(9))).toEqual({ kind: 'none' });
    });

    it('stands up to runs that write at the same moment: nothing is lost, and each has its own number', async () => {
      const { poll, feed, other } = await makeClaimed();
      await poll.record([change(stateOf(0), { events: [recordedEvent(stateOf(0), 1)] })]);
      await poll.acknowledge(await allWaiting(poll));
      await poll.finish(poll.runRecord);
      const run = await claimed(other, claimOf('theirs', minute(4)));
      const jobs = [1, 2, 3, 4, 5];
      const written: number[] = [];
      const writing = async () => {
        for (const n of jobs) {
          const write = () =>
            run.record([change(stateOf(n), { events: [recordedEvent(stateOf(n), n, arrival(4))] })]);
          // What met a conflict is read and written again.
          while ((await write()) === 0);
          written.push(n);
        }
      };
      await Promise.all([writing(), feed.resend(numberOf(1), arrival(4))]);
      expect(written).toEqual(jobs);
      const waiting = await allWaiting(run);
      expect(waiting).toHaveLength(jobs.length + 1);
      expect(new Set(waiting.map(({ number }) => number)).size).toBe(jobs.length + 1);
    });
  });
}
