import { expect, it } from 'vitest';
import { BadPageError } from '../../../src/core/errors.ts';
import type { JobState } from '../../../src/core/state.ts';
import type { StoredState } from '../../../src/views/ports.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import {
  allWaiting,
  change,
  create,
  jobState,
  plainEvent,
  principal,
  pruned,
  quarantinedState,
  recordedEvent,
  removedState,
  versionOf,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

const wholePage = { size: 1000, after: undefined };
const everyRow: readonly StoredState[] = ['open', 'quiet', 'removed', 'unwatched'];
const longAgo = '2020-01-01T00:00:00.000Z';
const today = '2026-06-01T00:00:00.000Z';

/** What clocks, other runs and callers can do to a store at its edges. */
export function describeEdges(makeClaimed: MakeClaimed): void {
  it('keeps sequences that begin at Unix seconds of any year', async () => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState({ step: 9_999_999_998 }, { sequence: 9_999_999_998 });
    await poll.record([change(state, { events: [recordedEvent(state, 9_999_999_998, today)] })]);
    expect((await allWaiting(poll)).map(({ sequence }) => sequence)).toEqual([9_999_999_998]);
    const { items } = await snapshots.history(state.servicePrincipalId, state.jobId, wholePage);
    expect(items.map(({ sequence }) => sequence)).toEqual([9_999_999_998]);
  });

  it('refuses a sequence that was told already, whole', async () => {
    const { poll } = await makeClaimed();
    const state = quarantinedState();
    await poll.record([change(state, { events: [recordedEvent(state, 1)] })]);
    await poll.acknowledge(await allWaiting(poll));

    const version = await versionOf(poll, state);
    const events = [recordedEvent(state, 1)];
    expect(await poll.record([change({ ...state, hash: 'again' }, { version, events })])).toBe(0);
    expect((await poll.reload(state))?.state).toEqual(state);
    expect(await allWaiting(poll)).toEqual([]);
  });

  it('writes a job that is named twice once', async () => {
    const { poll } = await makeClaimed();
    const changes = ['first', 'second'].map((hash) => change(jobState({ hash })));
    expect((await poll.refresh(changes)).conflicts).toEqual([changes[1]]);
    expect((await poll.load()).jobs.map(({ state }) => state.hash)).toEqual(['first']);
  });

  it('shares nothing with what it was given or gives', async () => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState({}, { facts: { quarantine: { reason: 'Unknown' }, evidence: 'status' } });
    const body = healthyJob();
    await poll.record([change(state, { body, events: [recordedEvent(state, 1)] })]);
    const [unchanged] = await allWaiting(poll);
    if (!unchanged) throw new Error('an event waits');
    const before = plainEvent(unchanged);
    const given = await snapshots.job(state.servicePrincipalId, state.jobId);
    // Not what a poll loads: that is given to the next one again.
    for (const { conditions } of [state, ...(given ? [given.state] : [])])
      Object.assign(conditions.quarantine.facts?.quarantine ?? {}, { reason: 'changed' });
    Object.assign(body, { id: 'changed' });
    for (const { event } of await allWaiting(poll)) event.body.fill(0);

    expect(await snapshots.job(state.servicePrincipalId, state.jobId)).toMatchObject({
      state: { conditions: { quarantine: { facts: { quarantine: { reason: 'Unknown' } } } } },
      body: { id: 'scim.1' },
    });
    const [waiting] = await allWaiting(poll);
    expect(waiting && plainEvent(waiting)).toEqual(before);
  });

  it('gives all that waits though each is acknowledged as it comes', async () => {
    const { poll } = await makeClaimed();
    for (let n = 0; n < 3; n++) {
      const state = quarantinedState({ servicePrincipalId: principal(n) });
      await poll.record([change(state, { events: [recordedEvent(state, 1)] })]);
    }
    let given = 0;
    for await (const { events } of poll.waiting()) {
      given += events.length;
      await poll.acknowledge(events);
    }
    expect(given).toBe(3);
    expect((await poll.load()).waiting).toBe(0);
  });

  it('shows the job with the last of two events that were recorded together', async () => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState();
    const body = quarantinedJob();
    await poll.record([change(state, { body, events: [recordedEvent(state, 1), recordedEvent(state, 2)] })]);
    const { items } = await snapshots.history(state.servicePrincipalId, state.jobId, wholePage);
    expect(items.map(({ sequence, job }) => [sequence, job])).toEqual([
      [2, body],
      [1, undefined],
    ]);
  });

  it('lists each job in one kind of rows, an unwatched one as nothing else', async () => {
    const { poll, snapshots } = await makeClaimed();
    const states = { quiet: jobState, open: quarantinedState, removed: removedState };
    const rows = ['quiet', 'open', 'removed'] as const;
    await create(
      poll,
      rows.flatMap((row) => [
        states[row]({ jobId: `${row}-watched` }),
        states[row]({ jobId: `${row}-unwatched`, unwatchedSince: today }),
      ]),
    );
    const listed = async (...wanted: StoredState[]) =>
      (await snapshots.jobs(wanted, wholePage)).items.map(({ jobId }) => jobId);
    for (const row of rows) expect(await listed(row)).toEqual([`${row}-watched`]);
    expect(await listed('unwatched')).toEqual(['open-unwatched', 'quiet-unwatched', 'removed-unwatched']);
    expect(await listed(...everyRow)).toHaveLength(6);
    expect(await listed()).toEqual([]);
  });

  it('goes on where a page ended though jobs came and went', async () => {
    const { poll, snapshots } = await makeClaimed();
    const ids = (jobIds: string[], more: Partial<JobState>) =>
      jobIds.map((jobId) => jobState({ jobId, ...more }));
    await create(poll, ids(['b', 'd', 'f'], { changedAt: longAgo }));
    const { next } = await snapshots.jobs(everyRow, { size: 2, after: undefined });
    const { jobs } = await poll.load();
    expect(await pruned(poll, today, jobs)).toBe(3);
    await create(poll, ids(['a', 'e', 'g'], {}));
    const { items } = await snapshots.jobs(everyRow, { size: 10, after: next });
    expect(items.map(({ jobId }) => jobId)).toEqual(['e', 'g']);
  });

  it.each(['', 'x', '%', Buffer.from("latest|' or true").toString('base64url')])(
    'refuses %j as the start of a page of jobs',
    async (after) => {
      const { poll, snapshots } = await makeClaimed();
      await create(poll, [jobState()]);
      await expect(snapshots.jobs(everyRow, { size: 1, after })).rejects.toThrow(BadPageError);
    },
  );

  it('does not count removed and unwatched jobs among those that cannot be read', async () => {
    const { poll, snapshots } = await makeClaimed();
    const unreadable = { since: today, cause: 'http403', detail: 'Grant it.' };
    await create(poll, [
      removedState({ jobId: 'removed', unreadable }),
      jobState({ jobId: 'unwatched', unreadable, unwatchedSince: today }),
    ]);
    expect((await snapshots.survey(['unreadable'])).jobs).toEqual([]);
  });
}
