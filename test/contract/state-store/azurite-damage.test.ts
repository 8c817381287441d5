import { describe, expect, it } from 'vitest';
import type { TableStore } from '../../../src/table/table-store.ts';
import { healthyJob } from '../../support/jobs.ts';
import {
  change,
  create,
  jobState,
  principal,
  quarantinedState,
  recordedEvent,
  tableName,
  tenantId,
} from './job-changes.ts';
import { useTables } from './use-tables.ts';

const longAgo = '2020-01-01T00:00:00.000Z';
const today = '2026-06-01T00:00:00.000Z';
const wholePage = { size: 1000, after: undefined };

const { storeOf, rawTable, rawRows } = useTables();

/** A store, and a way to damage its rows of a kind. */
function damageable(): TableStore & { damage(kind: string, columns: object): Promise<void> } {
  const name = tableName();
  return {
    ...storeOf(name),
    async damage(kind, columns) {
      for (const { rowKey = '' } of await rawRows(name)) {
        if (!rowKey.startsWith(`${kind}|`)) continue;
        await rawTable(name).updateEntity({ partitionKey: tenantId, rowKey, ...columns }, 'Merge');
      }
    },
  };
}

describe("A job's row", () => {
  it.each([
    ['an instant that is none', { changedAt: 'yesterday' }, 'changedAt'],
    ['a doubt without an instant', { doubtSince: '' }, 'doubtSince'],
    ['a mark of unreadability without an instant', { unreadableSince: 'x' }, 'unreadableSince'],
    ['an episode whose begin is no date', { beganAt: 'x' }, 'beganAt'],
    ['an instant of year 1', { series: '0001-01-01' }, 'series'],
    ['a fraction of a sequence', { sequence: 1.5 }, 'sequence'],
    ['a negative sequence', { sequence: -1n }, 'sequence'],
    ['a list for a quarantine', { quarantine: '[]' }, 'quarantine'],
    ['half a list of reasons', { reasons: '[{"reason":"TooManyDeletes"' }, 'reasons'],
    ['a reason without an instant', { reasons: '[{"reason":"x","errorCode":""}]' }, 'reasons'],
    ['a reminder of no instant', { remindedAt: 'soon' }, 'remindedAt'],
    ['a reason in doubt that is none', { doubtReason: '{}' }, 'doubtReason'],
    ["another job's id", { jobId: 'scim.2' }, 'name another row'],
    ['no version', { schemaVersion: '' }, 'schemaVersion'],
  ])('with %s is damaged, and says where', async (_, columns, problem) => {
    const { poll, damage } = damageable();
    const state = quarantinedState({
      doubt: { what: 'recovered', since: today },
      unreadable: { since: today, cause: 'http403', detail: '' },
    });
    await create(poll, [state]);
    expect((await poll.load()).damaged).toEqual([]);
    await damage('latest', columns);
    const { jobs, damaged } = await poll.load();
    expect(jobs).toEqual([]);
    expect(damaged).toMatchObject([{ problem: expect.stringContaining(problem) }]);
  });

  it('of a newer version is not pruned', async () => {
    const { poll, damage } = damageable();
    await create(poll, [jobState({ state: 'removed', changedAt: longAgo })]);
    await damage('latest', { schemaVersion: 2 });
    expect(await poll.prune(today, 10)).toBe(0);
    expect((await poll.load()).damaged).toHaveLength(1);
  });

  it('with a damaged body has none', async () => {
    const { poll, snapshots, damage } = damageable();
    const state = jobState();
    await poll.record(change(state, { body: { ...healthyJob(), text: 'x'.repeat(40_000) } }));
    for (const columns of [{ jobParts: 3 }, { jobParts: 1_000_000_000 }, { job: '{' }]) {
      await damage('latest', columns);
      expect(await snapshots.job(state.servicePrincipalId, state.jobId)).toEqual({ state, body: undefined });
    }
  });
});

describe('An event that waits and cannot be read', () => {
  it('holds up the rest of its job, and no other', async () => {
    const { poll, snapshots, damage } = damageable();
    const state = quarantinedState({ servicePrincipalId: principal(1) });
    await poll.record(change(state, { events: [recordedEvent(state, 1)] }));
    await damage('outbox', { message: '{}' });
    const version = (await poll.reload(state))?.version;
    await poll.record(change(state, { version, events: [recordedEvent(state, 2)] }));
    const others = [0, 2].map((n) => quarantinedState({ servicePrincipalId: principal(n) }));
    for (const other of others) await poll.record(change(other, { events: [recordedEvent(other, 1)] }));

    const waiting: string[] = [];
    const reading = async () => {
      for await (const page of poll.waiting()) waiting.push(...page.map((each) => each.servicePrincipalId));
    };
    await expect(reading()).rejects.toThrow(/outbox\|00000001-.*an event that cannot be read/);
    expect(waiting).toEqual([principal(0), principal(2)]);
    expect((await poll.load()).waiting).toBe(4);
    expect((await snapshots.survey([])).backlog.waiting).toBe(4);
  });
});

describe('A line of history that cannot be read', () => {
  it('is left out', async () => {
    const { poll, snapshots, damage } = damageable();
    const state = quarantinedState();
    await poll.record(change(state, { events: [recordedEvent(state, 1)] }));
    await damage('transition', { event: 'x' });
    const version = (await poll.reload(state))?.version;
    await poll.record(change(state, { version, events: [recordedEvent(state, 2)] }));
    const { items } = await snapshots.history(state.servicePrincipalId, state.jobId, wholePage);
    expect(items.map(({ sequence }) => sequence)).toEqual([2]);
  });
});

describe('The run row', () => {
  it.each([
    ['a claim until no time', { busyUntil: 'forever' }],
    ['texts that are no JSON', { counts: 'x', failures: 'x', failuresParts: 7 }],
    ['an outcome that is none', { lastOutcome: 'odd' }],
    ['numbers for times', { completeStartedAt: 1, sweptAt: 2 }],
  ])('with %s stops no run', async (_, columns) => {
    const { poll, snapshots, damage } = damageable();
    const record = await poll.claim('a', longAgo, longAgo);
    if (!record) throw new Error('nobody else works');
    await poll.finish('a', { ...record, lastStartedAt: longAgo });
    await damage('run', columns);
    expect(await poll.claim('b', today, today)).toMatchObject({ lastStartedAt: longAgo, failures: [] });
    expect(await snapshots.run()).toMatchObject({ busyWith: 'b' });
  });
});
