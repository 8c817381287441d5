import { describe, expect, it } from 'vitest';
import type { SnapshotStore } from '../../../src/views/ports.ts';
import { healthyJob } from '../../support/jobs.ts';
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
  tableName,
  tenantId,
  unreadChange,
  unreadPrincipal,
} from './job-changes.ts';
import { useTables } from './use-tables.ts';

const longAgo = '2020-01-01T00:00:00.000Z';
const today = '2026-06-01T00:00:00.000Z';
const wholePage = { size: 1000, after: undefined };

const { storeOf, rawTable, rawRows } = useTables();

/** The store of a run, and ways to damage its rows. */
async function damageable() {
  const name = tableName();
  const { poll: store, snapshots } = storeOf(name);
  const keysOf = async (kind: string) =>
    (await rawRows(name)).flatMap(({ rowKey = '' }) => (rowKey.startsWith(`${kind}|`) ? [rowKey] : []));
  return {
    name,
    store,
    snapshots,
    poll: await claimed(store),
    /** Changes the rows of a kind, all or those at these places. */
    async damage(kind: string, columns: object, ...places: number[]): Promise<void> {
      for (const [place, rowKey] of (await keysOf(kind)).entries()) {
        if (places.length > 0 && !places.includes(place)) continue;
        await rawTable(name).updateEntity({ partitionKey: tenantId, rowKey, ...columns }, 'Merge');
      }
    },
    /** Deletes the rows of a kind, all or those at these places. */
    async lose(kind: string, ...places: number[]): Promise<void> {
      for (const [place, rowKey] of (await keysOf(kind)).entries()) {
        if (places.length === 0 || places.includes(place))
          await rawTable(name).deleteEntity(tenantId, rowKey);
      }
    },
  };
}

describe("A job's row", () => {
  it.each([
    ['an instant that is none', { changedAt: 'yesterday' }, 'changedAt'],
    ['a doubt without an instant', { doubtSince: '' }, 'doubtSince'],
    ['a doubt that no run saw', { doubtSeenAt: '' }, 'doubtSeenAt'],
    ['a doubt of another kind', { doubt: 'odd' }, 'doubt'],
    ['a doubt about a reason that is none', { doubt: 'changed', doubtReason: '{}' }, 'doubtReason'],
    ['a mark of unreadability without an instant', { unreadableSince: 'x' }, 'unreadableSince'],
    ['an episode whose name is no instant', { episode: 'x' }, 'episode'],
    ['an instant of year 1', { series: '0001-01-01' }, 'series'],
    ['a fraction of a sequence', { sequence: 1.5 }, 'sequence'],
    ['a negative sequence', { sequence: -1n }, 'sequence'],
    ['a list for a quarantine', { quarantine: '[]' }, 'quarantine'],
    ['half a list of reasons', { reasons: '[{"reason":"TooManyDeletes"' }, 'reasons'],
    ['a reason without an instant', { reasons: '[{"reason":"x","errorCode":""}]' }, 'reasons'],
    ['a reminder of no instant', { remindedAt: 'soon' }, 'remindedAt'],
    ["another job's id", { jobId: 'scim.2' }, 'name another row'],
    ['no version', { schemaVersion: '' }, 'schemaVersion'],
  ])('with %s is damaged, and says where', async (_, columns, problem) => {
    const { poll, damage } = await damageable();
    const state = quarantinedState(
      { unreadable: { since: today, cause: 'http403', detail: '' } },
      { doubt: { what: 'cleared', since: today, seenAt: today } },
    );
    await create(poll, [state]);
    expect((await poll.load()).damaged).toEqual([]);
    await damage('latest', columns);
    const { jobs, damaged } = await poll.load();
    expect(jobs).toEqual([]);
    expect(damaged).toMatchObject([{ problem: expect.stringContaining(problem) }]);
  });

  it('with a damaged body has none', async () => {
    const { poll, snapshots, damage } = await damageable();
    const state = jobState();
    await poll.record([change(state, { body: { ...healthyJob(), text: 'x'.repeat(40_000) } })]);
    for (const columns of [{ jobParts: 3 }, { jobParts: 1_000_000_000 }, { job: '{' }]) {
      await damage('latest', columns);
      expect(await snapshots.job(state.servicePrincipalId, state.jobId)).toEqual({ state, body: undefined });
    }
  });
});

describe('A row of an earlier version', () => {
  const whatToDo = /earlier version.*delete the table.*SNAPSHOT_TABLE.*starts over.*sent again/;

  it('is refused with a sentence that says what to do, and left as it is', async () => {
    const { poll, snapshots, damage } = await damageable();
    const state = quarantinedState();
    await create(poll, [state]);
    await poll.refresh([unreadChange(unreadPrincipal(3))]);
    await damage('latest', { schemaVersion: 1, doubtSeenAt: null });
    await damage('notread', { schemaVersion: 1 });

    const { jobs, unread, damaged } = await poll.load();
    expect({ jobs, unread }).toEqual({ jobs: [], unread: [] });
    const problem = expect.stringMatching(whatToDo);
    expect(damaged).toMatchObject([
      { key: { jobId: state.jobId }, problem },
      { key: undefined, problem },
    ]);
    await expect(poll.reload(state)).rejects.toThrow(whatToDo);
    await expect(snapshots.job(state.servicePrincipalId, state.jobId)).rejects.toThrow(whatToDo);
    await expect(snapshots.unread(principal(3))).rejects.toThrow(whatToDo);
    expect((await snapshots.survey([])).damaged).toEqual(damaged);
    expect(await poll.record([change(state)])).toBe(0);
  });

  it('that waits to be sent holds up its job, and is refused in the same way', async () => {
    const { name, poll } = await damageable();
    for (const n of [1, 2]) {
      const state = quarantinedState({ servicePrincipalId: principal(n) });
      await poll.record([change(state, { events: [recordedEvent(state, 1)] })]);
    }
    const key = { servicePrincipalId: principal(1), jobId: 'scim.1' };
    const rowKey = `outbox|${principal(1)}|scim.1|1773100800`;
    await rawTable(name).createEntity({ partitionKey: tenantId, rowKey, ...key, sequence: 1_773_100_800n });
    expect(await givenOf(poll)).toEqual({
      given: [principal(2)],
      damaged: [{ rowKey, problem: expect.stringMatching(whatToDo) }],
    });
  });
});

/** What is given of what waits, and what cannot be read of it. */
async function givenOf(poll: Parameters<typeof allWaiting>[0]) {
  const given: string[] = [];
  const damaged: object[] = [];
  for await (const page of poll.waiting()) {
    given.push(
      ...page.events.map((each) => `${each.servicePrincipalId}${each.sequence > 1 ? each.sequence : ''}`),
    );
    damaged.push(...page.damaged);
  }
  return { given, damaged };
}

describe('What was never read', () => {
  it.each([
    ['no cause', { unreadableCause: '' }, 'unreadableCause'],
    ['no instant', { unreadableSince: '' }, 'unreadableSince'],
    ["another's id", { servicePrincipalId: principal(9) }, 'names another row'],
    ['a number for a name', { displayName: 7 }, 'displayName'],
  ])('with %s is damaged, and says where', async (_, columns, problem) => {
    const { poll, snapshots, damage } = await damageable();
    await poll.refresh([unreadChange(unreadPrincipal(1)), unreadChange(unreadPrincipal(2))]);
    await damage('notread', columns, 0);
    const { unread, damaged } = await poll.load();
    expect(unread.map((each) => each.unread)).toEqual([unreadPrincipal(2)]);
    expect(damaged).toMatchObject([{ key: undefined, problem: expect.stringContaining(problem) }]);
    expect((await snapshots.survey([])).damaged).toEqual(damaged);
    await expect(snapshots.unread(principal(1))).rejects.toThrow(problem);
  });
});

describe('An event that waits and cannot be read', () => {
  it.each([
    ['the event itself', 'event', { message: '{}' }],
    ['half an event', 'event', { body: new Uint8Array([123]) }],
    ['its row in the outbox', 'outbox', { sequence: 'x' }],
    ["another job's event", 'event', { jobId: 'scim.2' }],
    ['a row that names no job', 'outbox', { jobId: 7 }],
  ])('(%s) holds up the rest of its job, and no other', async (_, kind, columns) => {
    const { poll, snapshots, damage } = await damageable();
    const state = quarantinedState({ servicePrincipalId: principal(1) });
    await poll.record([change(state, { events: [recordedEvent(state, 1)] })]);
    await damage(kind, columns);
    const version = (await poll.reload(state))?.version;
    await poll.record([change(state, { version, events: [recordedEvent(state, 2)] })]);
    const others = [0, 2].map((n) => quarantinedState({ servicePrincipalId: principal(n) }));
    for (const other of others) await poll.record([change(other, { events: [recordedEvent(other, 1)] })]);

    expect(await givenOf(poll)).toEqual({
      given: [principal(0), principal(2)],
      damaged: [
        {
          rowKey: expect.stringMatching(/^outbox\|\d{16}$/),
          problem: 'an event that cannot be read; its job waits behind it',
        },
      ],
    });
    expect((await poll.load()).waiting).toBe(4);
    expect((await snapshots.survey([])).backlog.waiting).toBe(4);
  });

  it('holds it up across pages too, and so does one that is missing', async () => {
    const { poll, lose } = await damageable();
    const [state, other] = [1, 2].map((n) => quarantinedState({ servicePrincipalId: principal(n) }));
    if (!state || !other) throw new Error('there are two');
    await poll.record([change(state, { events: [recordedEvent(state, 1), recordedEvent(state, 2)] })]);
    await lose('event', 1);
    for (let n = 0; n < 540; n += 30) {
      const each = { ...other, jobId: `job-${n}` };
      const events = Array.from({ length: 30 }, (_, k) => recordedEvent(each, k + 1, minute(9)));
      await poll.record([change(each, { events })]);
    }
    const version = (await poll.reload(state))?.version;
    await poll.record([change(state, { version, events: [recordedEvent(state, 3)] })]);

    const { given, damaged } = await givenOf(poll);
    expect(given.filter((each) => each.startsWith(principal(1)))).toEqual([principal(1)]);
    expect(given).toHaveLength(541);
    expect(damaged).toHaveLength(1);
  });

  it('is named with the others of its job that cannot be read', async () => {
    const { poll, damage } = await damageable();
    const state = quarantinedState();
    await poll.record([change(state, { events: [1, 2, 3].map((n) => recordedEvent(state, n)) })]);
    await damage('event', { message: '{}' }, 0);
    await damage('outbox', { sequence: 'x' }, 2);
    expect(await givenOf(poll)).toMatchObject({ given: [], damaged: [{}, {}] });
  });

  it('counts as one that waits, since nobody knows when', async () => {
    const { poll, damage } = await damageable();
    const state = quarantinedState();
    await poll.record([change(state, { events: [recordedEvent(state, 1)] })]);
    await damage('outbox', { recordedAt: 'never' });
    expect(await poll.backlog()).toEqual({ waiting: 1, oldest: undefined });
  });
});

describe('A line of history', () => {
  const state = quarantinedState();
  const sequences = async (snapshots: SnapshotStore) =>
    (await snapshots.history(state.servicePrincipalId, state.jobId, wholePage)).items.map(
      ({ sequence }) => sequence,
    );
  const recordThree = async (poll: Awaited<ReturnType<typeof damageable>>['poll']) =>
    poll.record([change(state, { events: [1, 2, 3].map((n) => recordedEvent(state, n, longAgo)) })]);

  it.each([
    ['number whose event cannot be read', 'event', { body: 'x' }],
    ['number that is none', 'transition', { number: 'x' }],
    ['number of no event', 'transition', { number: 7n }],
  ])('with a %s is left out', async (_, kind, columns) => {
    const { poll, snapshots, damage } = await damageable();
    await recordThree(poll);
    await damage(kind, columns, 1);
    expect(await sequences(snapshots)).toEqual([3, 1]);
    const page = { size: 2, after: undefined };
    const { items, next } = await snapshots.history(state.servicePrincipalId, state.jobId, page);
    expect({ read: items.length, next }).toEqual({ read: 2, next: undefined });
  });

  it('that is gone, or an event that cannot be read, does not stop pruning', async () => {
    const { poll, snapshots, damage, lose } = await damageable();
    await recordThree(poll);
    await poll.acknowledge(await allWaiting(poll));
    await lose('transition', 0);
    await damage('event', { jobId: 7 }, 0);
    // Of six rows one is gone, and one is not known.
    expect(await pruned(poll, today)).toBe(4);
    expect(await sequences(snapshots)).toEqual([]);
    expect(await pruned(poll, today)).toBe(0);
  });
});

describe('The run row', () => {
  it.each([
    ['a claim until no time', { busyUntil: 'forever' }],
    ['texts that are no JSON', { counts: 'x', failures: 'x', failuresParts: 7 }],
    ['an outcome that is none', { lastOutcome: 'odd' }],
    ['numbers for times', { coveredSince: 1, sweptAt: 2 }],
    ['half a cursor and half a round', { sweepStartedAt: today, roundFrom: 'x' }],
  ])('with %s stops no run', async (_, columns) => {
    const { poll, store, snapshots, damage } = await damageable();
    await poll.finish({ ...poll.runRecord, lastStartedAt: minute(0) });
    await damage('run', columns);
    const next = await claimed(store, claimOf('b', minute(1)));
    expect(next.runRecord).toMatchObject({ lastStartedAt: minute(0), failures: [], round: undefined });
    expect(next.runRecord.cursor.discovery).toBeUndefined();
    expect(await snapshots.run()).toMatchObject({ busyWith: 'b' });
  });

  it('of the feed that is lost or damaged stops no event', async () => {
    const { poll, damage, lose } = await damageable();
    const record = async (n: number) => {
      const state = quarantinedState({ servicePrincipalId: principal(n) });
      return await poll.record([change(state, { events: [recordedEvent(state, 1, minute(n))] })]);
    };
    expect(await record(1)).toBe(1);
    await damage('run', { last: 'x' });
    expect(await record(2)).toBe(1);
    await lose('run', 0);
    expect(await record(3)).toBe(1);
    expect((await allWaiting(poll)).map(({ number }) => number)).toEqual(
      [1, 2, 3].map((n) => Date.parse(minute(n))),
    );
  });
});
