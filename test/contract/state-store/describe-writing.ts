import { expect, it } from 'vitest';
import type { ClaimedStore } from '../../../src/poll/ports.ts';
import { healthyJob, quarantinedJob } from '../../support/jobs.ts';
import {
  allWaiting,
  change,
  claimed,
  claimOf,
  create,
  everyKindOfState,
  jobState,
  minute,
  plainEvent,
  principal,
  pruned,
  quarantinedState,
  recordedEvent,
  removedState,
  storedJob,
  versionOf,
} from './job-changes.ts';
import type { MakeClaimed } from './store-under-test.ts';

const wholePage = { size: 1000, after: undefined };
const longAgo = '2020-01-01T00:00:00.000Z';
const today = '2026-06-01T00:00:00.000Z';

export function describeWriting(makeClaimed: MakeClaimed): void {
  it('keeps every member of a state', async () => {
    const { poll, snapshots } = await makeClaimed();
    const states = everyKindOfState();
    await create(poll, states);

    const { jobs } = await poll.load();
    expect(jobs.map(({ state }) => state)).toEqual(states);
    for (const state of states) {
      expect((await poll.reload(state))?.state).toEqual(state);
      expect((await snapshots.job(state.servicePrincipalId, state.jobId))?.state).toEqual(state);
    }
  });

  it('takes every member of a state back when it is written again without it', async () => {
    const { poll } = await makeClaimed();
    const full = everyKindOfState()[1] ?? jobState();
    await poll.record([change(full)]);
    const bare = jobState({ servicePrincipalId: full.servicePrincipalId });

    await poll.record([change(bare, { version: await versionOf(poll, full) })]);

    expect((await poll.reload(full))?.state).toEqual(bare);
  });

  it.each(['record', 'refresh'] as const)('updates the row of the version that %s names', async (method) => {
    const { poll } = await makeClaimed();
    const before = jobState();
    await create(poll, [before]);
    const next = { ...before, statusCode: 'Paused' };

    const conflicts = await write(poll, method, change(next, { version: await versionOf(poll, before) }));

    expect(conflicts).toBe(0);
    expect((await poll.load()).jobs.map(({ state }) => state)).toEqual([next]);
  });

  it.each(['record', 'refresh'] as const)(
    '%s leaves a row alone that another run has written',
    async (method) => {
      const { poll, store, other } = await makeClaimed();
      const state = jobState();
      await create(poll, [state]);
      const version = await versionOf(poll, state);
      await poll.finish(poll.runRecord);
      const theirs = await claimed(other, claimOf('theirs', minute(1)));
      const theirState = { ...state, statusCode: 'Paused' };
      await theirs.record([change(theirState, { version })]);
      await theirs.finish(theirs.runRecord);

      const ours = await claimed(store, claimOf('ours', minute(2)));
      const conflicts = await write(ours, method, change({ ...state, statusCode: 'Ours' }, { version }));

      expect(conflicts).toBe(1);
      expect((await ours.reload(state))?.state).toEqual(theirState);
    },
  );

  it.each(['record', 'refresh'] as const)('%s does not create a row that is there', async (method) => {
    const { poll } = await makeClaimed();
    const state = jobState();
    await create(poll, [state]);

    const conflicts = await write(poll, method, change({ ...state, statusCode: 'Ours' }));

    expect(conflicts).toBe(1);
    expect((await poll.reload(state))?.state).toEqual(state);
  });

  it.each(['record', 'refresh'] as const)('%s does not bring back a row that was pruned', async (method) => {
    const { poll } = await makeClaimed();
    const state = removedState({ changedAt: longAgo });
    await create(poll, [state]);
    const stored = await storedJob(poll, state);
    expect(await pruned(poll, today, [stored])).toBe(1);
    const { version } = stored;

    // Without and with a body: the one is merged into the row, the other replaces it.
    expect(await write(poll, method, change(state, { version }))).toBe(1);
    expect(await write(poll, method, change(state, { version, body: healthyJob() }))).toBe(1);
    expect(await poll.reload(state)).toBeUndefined();
  });

  it('writes state, outbox and history as one', async () => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState();
    const body = quarantinedJob();
    const event = recordedEvent(state, 1);

    expect(await poll.record([change(state, { body, events: [event] })])).toBe(1);

    expect((await poll.load()).waiting).toBe(1);
    expect((await allWaiting(poll)).map(plainEvent)).toEqual([
      plainEvent({
        number: Date.parse(event.transition.recordedAt),
        version: '',
        servicePrincipalId: state.servicePrincipalId,
        jobId: state.jobId,
        sequence: 1,
        recordedAt: event.transition.recordedAt,
        event: event.event,
      }),
    ]);
    const history = await snapshots.history(state.servicePrincipalId, state.jobId, wholePage);
    expect(history.items).toEqual([
      {
        step: 1,
        condition: 'quarantine',
        sequence: 1,
        recordedAt: event.transition.recordedAt,
        event: JSON.parse(Buffer.from(event.event.body).toString()),
        job: body,
      },
    ]);
  });

  it('leaves nothing of a change that met a conflict', async () => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState();
    await create(poll, [state]);

    const events = [recordedEvent(state, 1), recordedEvent(state, 2)];
    expect(await poll.record([change(state, { body: quarantinedJob(), events })])).toBe(0);

    expect((await poll.load()).waiting).toBe(0);
    expect(await allWaiting(poll)).toEqual([]);
    expect(await snapshots.history(state.servicePrincipalId, state.jobId, wholePage)).toEqual({
      items: [],
      next: undefined,
    });
    expect((await snapshots.job(state.servicePrincipalId, state.jobId))?.body).toBeUndefined();
  });

  it('forgets an acknowledged event, however often it is acknowledged, and no other', async () => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState();
    await poll.record([change(state, { events: [recordedEvent(state, 1), recordedEvent(state, 2)] })]);
    const [first] = await allWaiting(poll);
    if (!first) throw new Error('an event waits');

    expect(await poll.acknowledge([first])).toEqual([]);
    expect(await poll.acknowledge([first])).toEqual([]);
    expect(await poll.acknowledge([])).toEqual([]);

    expect((await allWaiting(poll)).map(({ sequence }) => sequence)).toEqual([2]);
    const { items } = await snapshots.history(state.servicePrincipalId, state.jobId, wholePage);
    expect(items.map(({ sequence }) => sequence)).toEqual([2, 1]);
  });

  it('writes the other 249 of 250 changes when one in the middle meets a conflict', async () => {
    const { poll } = await makeClaimed();
    const states = Array.from({ length: 250 }, (_, n) => jobState({ servicePrincipalId: principal(n) }));
    const [there] = states.slice(125);
    if (!there) throw new Error('there is a state in the middle');
    await create(poll, [{ ...there, hash: 'theirs' }]);

    const changes = states.map((state) => change(state));
    const { conflicts, refused } = await poll.refresh(changes);

    expect(conflicts).toEqual([changes[125]]);
    expect(refused).toEqual([]);
    const { jobs } = await poll.load();
    expect(jobs.map(({ state }) => state)).toEqual(
      states.map((state) => (state === there ? { ...there, hash: 'theirs' } : state)),
    );
  });

  it.each([
    '/',
    '\\',
    '#',
    '?',
    '%',
    '~',
    ' ',
    '..',
    '/jobs/../x?y#z',
    "it's",
    'Zürich 漢字 😀',
    'i'.repeat(300),
  ])('keeps a job whose id is %j', async (jobId) => {
    const { poll, snapshots } = await makeClaimed();
    const state = quarantinedState({ jobId });
    await create(poll, [quarantinedState({ jobId: `${jobId}2` })]);
    await poll.record([change(state, { body: healthyJob(jobId), events: [recordedEvent(state, 1)] })]);

    expect((await poll.reload(state))?.state).toEqual(state);
    expect(await snapshots.job(state.servicePrincipalId, jobId)).toEqual({ state, body: healthyJob(jobId) });
    const waiting = await allWaiting(poll);
    expect(waiting.map((event) => event.jobId)).toEqual([jobId]);
    await poll.acknowledge(waiting);
    expect(await allWaiting(poll)).toEqual([]);
    const { items } = await snapshots.history(state.servicePrincipalId, jobId, wholePage);
    expect(items).toHaveLength(1);
  });
}

/** How many conflicts a write met. */
async function write(
  store: ClaimedStore,
  method: 'record' | 'refresh',
  wanted: ReturnType<typeof change>,
): Promise<number> {
  if (method === 'refresh') return (await store.refresh([wanted])).conflicts.length;
  return 1 - (await store.record([wanted]));
}
