import { describe, expect, it } from 'vitest';
import { TakenOverError } from '../../../src/core/errors.ts';
import { noCursor } from '../../../src/core/run-record.ts';
import type { ClaimedStore } from '../../../src/poll/ports.ts';
import {
  allWaiting,
  change,
  claimed,
  claimOf,
  create,
  jobState,
  minute,
  principal,
  pruned,
  quarantinedState,
  recordedEvent,
  removedState,
  storedJob,
  unreadChange,
  unreadPrincipal,
} from './job-changes.ts';
import type { MakeStore } from './store-under-test.ts';

const [t0, t1, t2, t9] = [minute(0), minute(1), minute(2), minute(9)];
const longAgo = '2020-01-01T00:00:00.000Z';
const old = removedState({ servicePrincipalId: principal(1), changedAt: longAgo });
const waits = quarantinedState({ servicePrincipalId: principal(2) });
const another = quarantinedState({ servicePrincipalId: principal(3) });

/** What a run writes, each way it has. */
const writes: readonly [string, (run: ClaimedStore, before: Before) => Promise<unknown>][] = [
  ['record without an event', (run) => run.record([change(another)])],
  ['record', (run) => run.record([change(another, { events: [recordedEvent(another, 1)] })])],
  ['refresh', (run) => run.refresh([change(another)])],
  ['refresh of many', (run) => run.refresh([change(another), unreadChange(unreadPrincipal(4))])],
  ['acknowledge', (run, { events }) => run.acknowledge(events)],
  ['prune of a job', (run, { jobs }) => pruned(run, t0, jobs)],
  ['prune of events', (run) => pruned(run, t9)],
  ['renew', (run) => run.renew(t9, noCursor)],
  ['finish', (run) => run.finish(run.runRecord)],
];

type Before = Awaited<ReturnType<typeof prepared>>;

/** A job that is old, one whose event waits, and one whose event is sent. */
async function prepared(run: ClaimedStore) {
  await create(run, [old]);
  const sent = { ...waits, jobId: 'sent' };
  await run.record([change(sent, { events: [recordedEvent(sent, 1)] })]);
  await run.acknowledge(await allWaiting(run));
  await run.record([change(waits, { events: [recordedEvent(waits, 1)] })]);
  return { jobs: [await storedJob(run, old)], events: await allWaiting(run) };
}

export function describeFence(makeStore: MakeStore): void {
  describe.each(writes)('%s', (_, write) => {
    it('is refused once another run has taken over, and so is all that follows, without a request', async () => {
      const { store, other } = await makeStore();
      const run = await claimed(store, claimOf('a', t0, t1));
      const before = await prepared(run);
      const theirs = await claimed(other, claimOf('b', t1, t2));
      const rows = await theirs.load();

      await expect(write(run, before)).rejects.toThrow(TakenOverError);

      expect(await theirs.load()).toEqual(rows);
      const requests = store.transactions;
      const calls = [
        run.load(),
        run.reload(old),
        allWaiting(run),
        run.backlog(),
        ...writes.map(([, each]) => each(run, before)),
      ];
      for (const outcome of await Promise.allSettled(calls))
        expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(TakenOverError) });
      expect(store.transactions).toBe(requests);
      await theirs.finish(theirs.runRecord);
    });

    it('is refused once another run has taken over and ended', async () => {
      const { store, other, snapshots } = await makeStore();
      const run = await claimed(store, claimOf('a', t0, t1));
      const before = await prepared(run);
      const theirs = await claimed(other, claimOf('b', t1, t2));
      await theirs.finish({ ...theirs.runRecord, lastStartedAt: t1 });

      await expect(write(run, before)).rejects.toThrow(TakenOverError);

      expect(await snapshots.run()).toMatchObject({ runs: 2, busyWith: undefined, lastStartedAt: t1 });
      expect((await snapshots.survey(['quiet', 'open', 'removed'])).jobs).toHaveLength(3);
    });

    it('goes on though the claim ran out, as long as nobody took over', async () => {
      const { store } = await makeStore();
      const run = await claimed(store, claimOf('a', longAgo, longAgo));
      await write(run, await prepared(run));
    });
  });

  it('writes in every lane at once', async () => {
    const { store } = await makeStore();
    const run = await claimed(store);
    const states = Array.from({ length: 40 }, (_, n) => jobState({ servicePrincipalId: principal(n) }));
    expect(await Promise.all(states.map((state) => run.record([change(state)])))).toEqual(
      states.map(() => 1),
    );
    expect((await run.load()).jobs).toHaveLength(40);
  });

  it('finds no conflict where it records events at the same time', async () => {
    const { store } = await makeStore();
    const run = await claimed(store);
    const states = Array.from({ length: 9 }, (_, n) =>
      quarantinedState({ servicePrincipalId: principal(n) }),
    );
    const outcomes = await Promise.all(
      states.map((state) => run.record([change(state, { events: [recordedEvent(state, 1)] })])),
    );
    expect(outcomes).toEqual(states.map(() => 1));
    expect(await allWaiting(run)).toHaveLength(9);
  });
}
