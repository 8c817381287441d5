import { describe, expect, it } from 'vitest';
import type { ClaimedStore } from '../../../src/poll/ports.ts';
import {
  allWaiting,
  arrival,
  change,
  claimed,
  claimOf,
  minute,
  principal,
  quarantinedState,
  recordedEvent,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

const stateOf = (n: number) => quarantinedState({ servicePrincipalId: principal(n) });

/** Records one event of the nth service principal's job. */
function record(run: ClaimedStore, n: number, recordedAt = arrival(n)): Promise<number> {
  const state = stateOf(n);
  return run.record([change(state, { events: [recordedEvent(state, 1, recordedAt)] })]);
}

export function describeFeed(makeClaimed: MakeClaimed): void {
  it('numbers events by the time at which they were recorded, strictly rising, though a clock went back', async () => {
    const { poll } = await makeClaimed();
    const state = stateOf(1);
    const events = [recordedEvent(state, 1, arrival(5)), recordedEvent(state, 2, arrival(5))];
    await poll.record([change(state, { events })]);
    await record(poll, 0, arrival(3));
    await record(poll, 2, arrival(9));

    const ms = Date.parse(arrival(5));
    const waiting = await allWaiting(poll);
    expect(waiting.map(({ number, servicePrincipalId }) => [number, servicePrincipalId])).toEqual([
      [ms, principal(1)],
      [ms + 1, principal(1)],
      [ms + 2, principal(0)],
      [Date.parse(arrival(9)), principal(2)],
    ]);
  });

  it('goes on where runs of this and other processes have come to', async () => {
    const { poll, store, other } = await makeClaimed();
    await record(poll, 9);
    await poll.finish(poll.runRecord);
    for (const [n, process] of [other, store, other].entries()) {
      const run = await claimed(process, claimOf(`run of ${n}`, minute(n + 1)));
      await record(run, n, arrival(0));
      await run.finish(run.runRecord);
    }
    const last = await claimed(store, claimOf('last', minute(4)));
    const numbers = (await allWaiting(last)).map(({ number }) => number);
    expect(numbers).toEqual([0, 1, 2, 3].map((n) => Date.parse(arrival(9)) + n));
  });

  it('uses no number that a conflict has not used, and tells a conflict of the job from one of the feed', async () => {
    const { poll, store, other } = await makeClaimed();
    await record(poll, 1);
    expect(await record(poll, 1)).toBe(0);
    await record(poll, 2, arrival(1));
    await poll.finish(poll.runRecord);
    const theirs = await claimed(other, claimOf('theirs', minute(3)));
    await record(theirs, 3, arrival(1));
    await theirs.finish(theirs.runRecord);
    const ours = await claimed(store, claimOf('ours', minute(4)));
    // The feed has moved, and the job was written by another run: both at once are a conflict of the job.
    expect(await record(ours, 3, arrival(1))).toBe(0);
    expect(await record(ours, 4, arrival(1))).toBe(1);
    const first = Date.parse(arrival(1));
    expect((await allWaiting(ours)).map(({ number }) => number - first)).toEqual([0, 1, 2, 3]);
  });

  it('gives what waits in the order of commits, across pages: the oldest is never behind a thousand young ones', async () => {
    const { poll } = await makeClaimed();
    const oldest = quarantinedState({ servicePrincipalId: 'ffffffff-1111-4111-8111-111111111111' });
    await poll.record([change(oldest, { events: [recordedEvent(oldest, 1, arrival(0))] })]);
    const all = 1100;
    for (let n = 0; n < all; n += 30) {
      const state = stateOf(all - n);
      const events = Array.from({ length: Math.min(30, all - n) }, (_, k) =>
        recordedEvent(state, k + 1, arrival(1)),
      );
      await poll.record([change(state, { events })]);
    }
    const waiting = await allWaiting(poll);
    expect(waiting).toHaveLength(all + 1);
    expect(waiting[0]?.servicePrincipalId).toBe(oldest.servicePrincipalId);
    const numbers = waiting.map(({ number }) => number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(waiting.slice(1).map(({ servicePrincipalId }) => servicePrincipalId)).toEqual(
      Array.from({ length: all }, (_, n) => principal(all - n + (n % 30))),
    );
  });

  it('gives what waits though most of what lies between was sent', async () => {
    const { poll } = await makeClaimed();
    const state = stateOf(1);
    const events = Array.from({ length: 30 }, (_, n) => recordedEvent(state, n + 1, arrival(1)));
    await poll.record([change(state, { events })]);
    const keeps = [1, 2, 29, 30];
    const sent = (await allWaiting(poll)).filter(({ sequence }) => !keeps.includes(sequence));
    expect(await poll.acknowledge(sent)).toEqual([]);
    const waiting = await allWaiting(poll);
    expect(waiting.map(({ sequence }) => sequence)).toEqual(keeps);
    expect(waiting.map(({ event }) => event.id)).toEqual(keeps.map((n) => events[n - 1]?.event.id));
  });

  describe('acknowledged', () => {
    it('in more than fit a transaction are all forgotten', async () => {
      const { poll } = await makeClaimed();
      for (let n = 0; n < 10; n++) {
        const state = stateOf(n);
        await poll.record([
          change(state, { events: Array.from({ length: 25 }, (_, k) => recordedEvent(state, k + 1)) }),
        ]);
      }
      const waiting = await allWaiting(poll);
      expect(waiting).toHaveLength(250);
      expect(await poll.acknowledge(waiting)).toEqual([]);
      expect(await poll.backlog()).toEqual({ waiting: 0, oldest: undefined });
    });

    it('together with one that is forgotten already are all forgotten', async () => {
      const { poll } = await makeClaimed();
      for (let n = 0; n < 5; n++) await record(poll, n);
      const waiting = await allWaiting(poll);
      await poll.acknowledge(waiting.slice(2, 3));
      expect(await poll.acknowledge(waiting)).toEqual([]);
      expect(await allWaiting(poll)).toEqual([]);
    });

    it('as another row than is there are not forgotten, and hold up no other', async () => {
      const { poll } = await makeClaimed();
      for (let n = 0; n < 3; n++) await record(poll, n);
      const [first, second, third] = await allWaiting(poll);
      if (!first || !second || !third) throw new Error('three events wait');
      const stranger = { ...second, version: first.version };
      const unforgotten = await poll.acknowledge([first, stranger, third]);
      expect(unforgotten).toEqual([
        { event: stranger, error: expect.objectContaining({ code: 'OutboxRowChanged' }) },
      ]);
      expect(await allWaiting(poll)).toEqual([second]);
    });
  });
}
