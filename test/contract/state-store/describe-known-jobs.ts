import { expect, it } from 'vitest';
import type { JobChange, LoadedJobs, StoredJob } from '../../../src/poll/ports.ts';
import { healthyJob } from '../../support/jobs.ts';
import {
  change,
  claimed,
  claimOf,
  create,
  everyKindOfState,
  jobState,
  minute,
  principal,
  quarantinedState,
  recordedEvent,
  removedState,
  unreadChange,
  unreadPrincipal,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

/** What a process knows of rows saves reads, and says nothing else than the table does. */
export function describeKnownJobs(makeClaimed: MakeClaimed): void {
  /** What the run's process loads, and what another one does, which takes over. */
  async function bothLoad({
    poll,
    other,
  }: Awaited<ReturnType<MakeClaimed>>): Promise<Record<'known' | 'read', LoadedJobs>> {
    const known = await poll.load();
    return { known, read: await (await claimed(other, claimOf('theirs', minute(9)))).load() };
  }

  it.each<[string, (stored: StoredJob) => Partial<JobChange>]>([
    ['with bodies', () => ({ body: healthyJob() })],
    ['without', () => ({})],
  ])('writes, %s, what another process reads', async (_, more) => {
    const made = await makeClaimed();
    await create(made.poll, everyKindOfState());
    const { jobs } = await made.poll.load();
    const moved = jobs.map((stored) =>
      change({ ...stored.state, hash: 'another' }, { version: stored.version, ...more(stored) }),
    );
    expect(await made.poll.refresh(moved)).toEqual({ conflicts: [], refused: [], failed: [] });
    const { known, read } = await bothLoad(made);
    expect(known).toEqual(read);
    expect(known.jobs.map(({ state }) => state.hash)).toEqual(jobs.map(() => 'another'));
  });

  it('records, with events, what another process reads; what is new and what waits is there too', async () => {
    const made = await makeClaimed();
    const { poll } = made;
    await create(poll, [jobState({ servicePrincipalId: principal(1) })]);
    const [stored] = (await poll.load()).jobs;
    const begun = quarantinedState({ servicePrincipalId: principal(1) });
    const fresh = quarantinedState({ servicePrincipalId: principal(2) });
    const changes = [
      change(begun, { version: stored?.version, events: [recordedEvent(begun, 1)] }),
      change(fresh, { events: [recordedEvent(fresh, 1)] }),
    ];
    expect(await poll.record(changes)).toBe(2);
    await poll.refresh([unreadChange(unreadPrincipal(3))]);
    const { known, read } = await bothLoad(made);
    expect(known).toEqual(read);
    expect(known).toMatchObject({ jobs: [{}, {}], unread: [{}], waiting: 2 });
  });

  it.each([1, 60])(
    'reads what another process has written meanwhile: %i jobs, and a new one',
    async (count) => {
      const { poll, store, other } = await makeClaimed();
      const states = Array.from({ length: 60 }, (_, n) => jobState({ servicePrincipalId: principal(n) }));
      await create(poll, states);
      await poll.load();
      const theirs = await claimed(other, claimOf('theirs', minute(10)));
      const moved = (await theirs.load()).jobs
        .slice(0, count)
        .map(({ state, version }) => change({ ...state, hash: 'theirs' }, { version }));
      await theirs.refresh([...moved, change(jobState({ servicePrincipalId: principal(200) }))]);
      const ours = await claimed(store, claimOf('ours', minute(20)));
      const { jobs } = await ours.load();
      expect(jobs.map(({ state }) => state.hash)).toEqual([
        ...Array(count).fill('theirs'),
        ...Array(60 - count).fill(states[0]?.hash),
        states[0]?.hash,
      ]);
    },
  );

  it('knows no job any more that is gone, by its own hand or by another', async () => {
    const made = await makeClaimed();
    const { poll } = made;
    const long = { changedAt: minute(-9), observedAt: minute(-9) };
    const states = [1, 2, 3].map((n) => removedState({ servicePrincipalId: principal(n), ...long }));
    await create(poll, states);
    const { jobs } = await poll.load();
    await poll.prune(minute(-5), jobs.slice(0, 1), 100, new AbortController().signal);
    const { known, read } = await bothLoad(made);
    expect(known).toEqual(read);
    expect(known.jobs).toHaveLength(2);
  });
}
