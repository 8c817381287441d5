import { expect, it } from 'vitest';
import { BadPageError } from '../../../src/core/errors.ts';
import type { RunRecord } from '../../../src/core/run-record.ts';
import type { JobState } from '../../../src/core/state.ts';
import type { ListedState } from '../../../src/status/ports.ts';
import { History } from '../../support/history.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import type { MakeStore } from './describe-state-store.ts';
import {
  allWaiting,
  change,
  create,
  jobState,
  plainEvent,
  principal,
  quarantinedState,
  recordedEvent,
  versionOf,
} from './job-changes.ts';

const wholePage = { size: 1000, after: undefined };
const everyState: readonly ListedState[] = ['quarantined', 'healthy', 'removed', 'unwatched'];
const longAgo = '2020-01-01T00:00:00.000Z';
const today = '2026-06-01T00:00:00.000Z';

/** What clocks, other runs and callers can do to a store at its edges. */
export function describeEdges(makeStore: MakeStore): void {
  it("gives a job's events in order of their sequence though a clock went back", async () => {
    const { poll } = await makeStore();
    const state = quarantinedState({ servicePrincipalId: principal(1) });
    const other = quarantinedState({ servicePrincipalId: principal(2) });
    const events = [recordedEvent(state, 1, History.arrival(5)), recordedEvent(state, 2, History.arrival(3))];
    await poll.record(change(state, { events }));
    await poll.record(change(other, { events: [recordedEvent(other, 1, History.arrival(4))] }));

    const waiting = await allWaiting(poll);
    expect(waiting.map(({ servicePrincipalId, sequence }) => [servicePrincipalId, sequence])).toEqual([
      [principal(2), 1],
      [principal(1), 1],
      [principal(1), 2],
    ]);
  });

  it('keeps sequences that begin at Unix seconds of any year', async () => {
    const { poll, snapshots } = await makeStore();
    const state = quarantinedState({ sequence: 9_999_999_998 });
    await poll.record(change(state, { events: [recordedEvent(state, 9_999_999_998, today)] }));
    expect((await allWaiting(poll)).map(({ sequence }) => sequence)).toEqual([9_999_999_998]);
    const { items } = await snapshots.history(state.servicePrincipalId, state.jobId, wholePage);
    expect(items.map(({ sequence }) => sequence)).toEqual([9_999_999_998]);
  });

  it('refuses a sequence that was told already, whole', async () => {
    const { poll } = await makeStore();
    const state = quarantinedState();
    await poll.record(change(state, { events: [recordedEvent(state, 1)] }));
    for (const event of await allWaiting(poll)) await poll.acknowledge(event);

    const version = await versionOf(poll, state);
    const events = [recordedEvent(state, 1)];
    expect(await poll.record(change({ ...state, hash: 'again' }, { version, events }))).toBe('conflict');
    expect((await poll.reload(state))?.state).toEqual(state);
    expect(await allWaiting(poll)).toEqual([]);
  });

  it('writes a job that is named twice once', async () => {
    const { poll } = await makeStore();
    const changes = ['first', 'second'].map((hash) => change(jobState({ hash })));
    expect((await poll.refresh(changes)).conflicts).toEqual([changes[1]]);
    expect((await poll.load()).jobs.map(({ state }) => state.hash)).toEqual(['first']);
  });

  it('shares nothing with what it was given or gives', async () => {
    const { poll, snapshots } = await makeStore();
    const state = quarantinedState({ quarantine: { reason: 'Unknown' } });
    const body = healthyJob();
    await poll.record(change(state, { body, events: [recordedEvent(state, 1)] }));
    const [unchanged] = await allWaiting(poll);
    if (!unchanged) throw new Error('an event waits');
    const before = plainEvent(unchanged);
    const given = (await poll.load()).jobs.map((job) => job.state);
    for (const { quarantine } of [state, ...given]) Object.assign(quarantine ?? {}, { reason: 'changed' });
    Object.assign(body, { id: 'changed' });
    for (const { event } of await allWaiting(poll)) event.body.fill(0);

    expect(await snapshots.job(state.servicePrincipalId, state.jobId)).toMatchObject({
      state: { quarantine: { reason: 'Unknown' } },
      body: { id: 'scim.1' },
    });
    const [waiting] = await allWaiting(poll);
    expect(waiting && plainEvent(waiting)).toEqual(before);
  });

  it('gives all that waits though each is acknowledged as it comes', async () => {
    const { poll } = await makeStore();
    for (let n = 0; n < 3; n++) {
      const state = quarantinedState({ servicePrincipalId: principal(n) });
      await poll.record(change(state, { events: [recordedEvent(state, 1)] }));
    }
    let given = 0;
    for await (const page of poll.waiting()) {
      given += page.length;
      for (const event of page) await poll.acknowledge(event);
    }
    expect(given).toBe(3);
    expect((await poll.load()).waiting).toBe(0);
  });

  it('shows the job with the last of two events that were recorded together', async () => {
    const { poll, snapshots } = await makeStore();
    const state = quarantinedState();
    const body = quarantinedJob();
    await poll.record(change(state, { body, events: [recordedEvent(state, 1), recordedEvent(state, 2)] }));
    const { items } = await snapshots.history(state.servicePrincipalId, state.jobId, wholePage);
    expect(items.map(({ sequence, job }) => [sequence, job])).toEqual([
      [2, body],
      [1, undefined],
    ]);
  });

  it('lists each job in one state, an unwatched one as nothing else', async () => {
    const { poll, snapshots } = await makeStore();
    const states: JobState['state'][] = ['healthy', 'quarantined', 'removed'];
    await create(
      poll,
      states.flatMap((state) => [
        jobState({ jobId: `${state}-watched`, state }),
        jobState({ jobId: `${state}-unwatched`, state, unwatchedSince: today }),
      ]),
    );
    const listed = async (...wanted: ListedState[]) =>
      (await snapshots.jobs(wanted, wholePage)).items.map(({ jobId }) => jobId);
    for (const state of states) expect(await listed(state)).toEqual([`${state}-watched`]);
    expect(await listed('unwatched')).toEqual(
      ['healthy', 'quarantined', 'removed'].map((s) => `${s}-unwatched`),
    );
    expect(await listed(...everyState)).toHaveLength(6);
    expect(await listed()).toEqual([]);
  });

  it('goes on where a page ended though jobs came and went', async () => {
    const { poll, snapshots } = await makeStore();
    const ids = (jobIds: string[], more: Partial<JobState>) =>
      jobIds.map((jobId) => jobState({ jobId, ...more }));
    await create(poll, ids(['b', 'd', 'f'], { state: 'removed', changedAt: longAgo }));
    const { next } = await snapshots.jobs(everyState, { size: 2, after: undefined });
    expect(await poll.prune(today, 10)).toBe(3);
    await create(poll, ids(['a', 'e', 'g'], {}));
    const { items } = await snapshots.jobs(everyState, { size: 10, after: next });
    expect(items.map(({ jobId }) => jobId)).toEqual(['e', 'g']);
  });

  it.each(['', 'x', '%', Buffer.from("latest|' or true").toString('base64url')])(
    'refuses %j as the start of a page of jobs',
    async (after) => {
      const { poll, snapshots } = await makeStore();
      await create(poll, [jobState()]);
      await expect(snapshots.jobs(everyState, { size: 1, after })).rejects.toThrow(BadPageError);
    },
  );

  it('does not count removed and unwatched jobs among those that cannot be read', async () => {
    const { poll, snapshots } = await makeStore();
    const unreadable = { since: today, cause: 'http403', detail: 'Grant it.' };
    await create(poll, [
      jobState({ jobId: 'removed', unreadable, state: 'removed' }),
      jobState({ jobId: 'unwatched', unreadable, unwatchedSince: today }),
    ]);
    expect((await snapshots.survey(['unreadable'])).jobs).toEqual([]);
  });

  it('moves the times of runs only forward, also from one run to the next', async () => {
    const { poll, snapshots } = await makeStore();
    const record = await poll.claim('a', longAgo, longAgo);
    if (!record) throw new Error('nobody else works');
    const times = { completeStartedAt: today, sweptAt: today };
    await poll.finish('a', { ...record, ...times });
    await poll.claim('b', today, today);
    const earlier: RunRecord = { ...record, completeStartedAt: longAgo, sweptAt: undefined };
    await poll.finish('b', earlier);
    expect(await snapshots.run()).toMatchObject(times);
  });

  it('takes the record of a run of whose claim nothing is known', async () => {
    const { poll, other, snapshots } = await makeStore();
    const record = await poll.claim('a', longAgo, today);
    if (!record) throw new Error('nobody else works');
    await other.finish('a', { ...record, lastStartedAt: longAgo });
    expect(await snapshots.run()).toEqual({ ...record, lastStartedAt: longAgo });
  });

  it('prunes more rows than fit a transaction, also when two runs do it at once', async () => {
    const { poll, other, snapshots } = await makeStore();
    const states = [0, 1, 2, 3, 4, 5].map((n) => quarantinedState({ servicePrincipalId: principal(n) }));
    for (const state of states) {
      const events = Array.from({ length: 40 }, (_, n) => recordedEvent(state, n + 1, longAgo));
      await poll.record(change(state, { events }));
    }
    const deleted = await Promise.all([poll.prune(today, 1000), other.prune(today, 1000)]);
    expect(deleted[0] + deleted[1]).toBe(240);
    for (const { servicePrincipalId, jobId } of states)
      expect((await snapshots.history(servicePrincipalId, jobId, wholePage)).items).toEqual([]);
  });
}
