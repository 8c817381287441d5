import { expect, it } from 'vitest';
import type { JobState } from '../../../src/core/state.ts';
import type { StoredState } from '../../../src/views/ports.ts';
import {
  allWaiting,
  arrival,
  change,
  haltBegan,
  minute,
  principal,
  pruned,
  recorded,
  recordedEvent,
  versionOf,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';
import { eventRowsOfVersion2, healthyBefore, rowOfVersion2, stateOfVersion2 } from './version-2.ts';

const wholePage = { size: 1000, after: undefined };
const today = '2026-06-01T00:00:00.000Z';
const { servicePrincipalId, jobId } = stateOfVersion2;

export function describeEarlierVersion(makeClaimed: MakeClaimed): void {
  it('is read as it was left, and written anew when it changes', async () => {
    const { poll, snapshots, put } = await makeClaimed();
    await put(rowOfVersion2);
    const { jobs, damaged } = await poll.load();
    expect({ states: jobs.map(({ state }) => state), damaged }).toEqual({
      states: [stateOfVersion2],
      damaged: [],
    });

    const next = { ...stateOfVersion2, interval: 'PT40M', step: 1_773_100_801, hash: 'another' };
    const events = [recorded(haltBegan(next, 1_773_100_801, arrival(9), undefined))];
    const version = await versionOf(poll, stateOfVersion2);
    expect(await poll.record([change(next, { version, events })])).toBe(1);

    expect((await poll.reload(next))?.state).toEqual(next);
    expect((await snapshots.job(servicePrincipalId, jobId))?.state).toEqual(next);
  });

  it('is listed and surveyed by the quarantine, the only thing that it knows of', async () => {
    const { snapshots, put } = await makeClaimed();
    const rows = {
      quarantined: {},
      doubted: { state: 'healthy', doubt: 'quarantined' },
      gone: { state: 'healthy', doubt: 'gone' },
      healthy: healthyBefore,
      removed: { ...healthyBefore, state: 'removed', evidence: 'status' },
      unwatched: { unwatchedSince: minute(5) },
    };
    for (const [id, columns] of Object.entries(rows))
      await put({ ...rowOfVersion2, jobId: id, rowKey: `latest|${servicePrincipalId}|${id}`, ...columns });
    const listed = async (row: StoredState) =>
      (await snapshots.jobs([row], wholePage)).items.map((job: JobState) => job.jobId);

    expect(await listed('open')).toEqual(['doubted', 'gone', 'quarantined']);
    expect(await listed('quiet')).toEqual(['healthy']);
    expect(await listed('removed')).toEqual(['removed']);
    expect(await listed('unwatched')).toEqual(['unwatched']);
    const { jobs, damaged } = await snapshots.survey(['open', 'unreadable']);
    expect({ jobs: jobs.map((job) => job.jobId), damaged }).toEqual({
      jobs: ['doubted', 'gone', 'quarantined'],
      damaged: [],
    });
  });

  it('of an event that waits is sent, shown in the history among those of today, and pruned', async () => {
    const { poll, snapshots, put } = await makeClaimed();
    const job = { servicePrincipalId: principal(1), jobId: 'scim.1' };
    for (const row of eventRowsOfVersion2(job, 7)) await put(row);
    const state = { ...stateOfVersion2, ...job };
    await poll.record([change(state, { events: [recorded(haltBegan(job, 8, arrival(8), undefined))] })]);

    const before = recordedEvent(job, 7);
    expect(await allWaiting(poll)).toMatchObject([{ ...job, sequence: 7, event: { id: before.event.id } }]);
    const history = (about?: readonly ['quarantine'] | readonly ['halt']) =>
      snapshots.history(job.servicePrincipalId, job.jobId, wholePage, { about });
    expect((await history()).items).toMatchObject([
      { step: 8, condition: 'halt', sequence: undefined },
      { step: 7, condition: 'quarantine', sequence: 7, recordedAt: arrival(7) },
    ]);
    expect((await history(['quarantine'])).items).toMatchObject([{ step: 7 }]);
    expect((await history(['halt'])).items).toMatchObject([{ step: 8 }]);

    expect(await poll.acknowledge(await allWaiting(poll))).toEqual([]);
    expect(await pruned(poll, today)).toBe(4);
    expect((await history()).items).toEqual([]);
  });
}
