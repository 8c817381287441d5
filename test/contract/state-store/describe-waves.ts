import { describe, expect, it } from 'vitest';
import type { ClaimedStore, JobChange } from '../../../src/poll/ports.ts';
import { quarantinedJob } from '../../support/jobs.ts';
import {
  allWaiting,
  arrival,
  change,
  jobState,
  principal,
  quarantinedState,
  recordedEvent,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

/** The begin of the nth service principal's quarantine; with as many more events as are wanted. */
function began(n: number, { events = 1, version }: { events?: number; version?: string } = {}): JobChange {
  const state = quarantinedState({ servicePrincipalId: principal(n) });
  return change(state, {
    version,
    body: quarantinedJob(),
    events: Array.from({ length: events }, (_, step) => recordedEvent(state, step + 1, arrival(5))),
  });
}

const begins = (count: number) => Array.from({ length: count }, (_, n) => began(n));

/** Records all of them, as often as it takes. @returns how many went together each time */
async function recordAll(store: ClaimedStore, changes: readonly JobChange[]): Promise<number[]> {
  const waves: number[] = [];
  for (let done = 0; done < changes.length; done += waves.at(-1) ?? 0) {
    waves.push(await store.record(changes.slice(done)));
    if (waves.at(-1) === 0) throw new Error('a conflict');
  }
  return waves;
}

/** Jobs with events that are written together. */
export function describeWaves(makeClaimed: MakeClaimed): void {
  it('takes as many jobs as fit the hundred rows beside feed and fence, from the first on, in one transaction', async () => {
    const { poll, store } = await makeClaimed();
    const changes = begins(60);
    await poll.record([change(jobState())]);
    const before = store.transactions;
    // Four rows each.
    expect(await recordAll(poll, changes)).toEqual([24, 24, 12]);
    expect(store.transactions - before).toBe(3);
    expect((await poll.load()).jobs).toHaveLength(61);
  });

  it('numbers events in the order of the jobs, strictly rising from one transaction to the next', async () => {
    const { poll } = await makeClaimed();
    await recordAll(poll, begins(60));
    const waiting = await allWaiting(poll);
    expect(waiting.map(({ servicePrincipalId }) => servicePrincipalId)).toEqual(
      begins(60).map(({ next }) => next.servicePrincipalId),
    );
    expect(waiting.map(({ number }) => number - Date.parse(arrival(5)))).toEqual(
      Array.from({ length: 60 }, (_, n) => n),
    );
  });

  it('does not part the events of a job, and takes one alone that has more than its share', async () => {
    const { poll } = await makeClaimed();
    // 22 jobs have 88 rows, and the next one 13.
    const changes = [...begins(22), began(22, { events: 4 }), began(23, { events: 32 }), began(24)];
    expect(await recordAll(poll, changes)).toEqual([22, 1, 1, 1]);
    expect(await allWaiting(poll)).toHaveLength(22 + 4 + 32 + 1);
  });

  it('gives what is not sent a place in the feed, and none in the outbox: then more jobs fit', async () => {
    const { poll } = await makeClaimed();
    const changes = begins(40).map((each) => ({
      ...each,
      events: each.events.map((event) => ({
        ...event,
        transition: { ...event.transition, sequence: undefined },
      })),
    }));
    expect(await recordAll(poll, changes)).toEqual([32, 8]);
    expect(await allWaiting(poll)).toEqual([]);
  });

  describe('of which one meets a conflict', () => {
    it.each([0, 11, 23])(
      'writes nothing, though it is number %d of them; the others go alone',
      async (bad) => {
        const { poll } = await makeClaimed();
        await poll.record([change(jobState({ servicePrincipalId: principal(bad) }))]);
        const changes = begins(24);

        expect(await poll.record(changes)).toBe(0);
        expect((await poll.load()).jobs).toHaveLength(1);
        expect(await allWaiting(poll)).toEqual([]);

        const alone: number[] = [];
        for (const each of changes) alone.push(await poll.record([each]));
        expect(alone).toEqual(changes.map((_, n) => (n === bad ? 0 : 1)));
        expect(await allWaiting(poll)).toHaveLength(23);
      },
    );

    it('is none of those that are written: one that does not fit any more disturbs nobody', async () => {
      const { poll } = await makeClaimed();
      await poll.record([change(jobState({ servicePrincipalId: principal(24) }))]);
      expect(await poll.record(begins(25))).toBe(24);
    });
  });

  it('takes fewer where their bodies are large, so that each transaction has less than 4 MiB', async () => {
    const { poll } = await makeClaimed();
    const body = { ...quarantinedJob(), text: 'x'.repeat(200_000) };
    // Twice each: in the job's row and in its history.
    const waves = await recordAll(
      poll,
      begins(18).map((each) => ({ ...each, body })),
    );
    expect(waves).toEqual([8, 8, 2]);
  });
}
