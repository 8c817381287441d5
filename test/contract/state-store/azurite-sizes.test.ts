import { describe, expect, it } from 'vitest';
import { healthyJob, quarantine, quarantinedJob } from '../../support/jobs.ts';
import {
  allWaiting,
  change,
  claimed,
  jobState,
  principal,
  quarantinedState,
  recordedEvent,
  tableName,
  unreadChange,
  unreadPrincipal,
  versionOf,
} from './job-changes.ts';
import { useTables } from './use-tables.ts';

const wholePage = { size: 1000, after: undefined };
const t0 = '2026-03-10T00:00:00.000Z';

const { storeOf, rawRows } = useTables();

async function claimedStore(name: string) {
  const { poll, snapshots } = storeOf(name);
  return { poll: await claimed(poll), snapshots };
}

describe('What is too large', () => {
  it.each([
    ['in units', 'x'.repeat(900_001)],
    ['in bytes', '漢'.repeat(300_001)],
    ['in JSON within JSON', '"'.repeat(300_000)],
  ])('for a row (%s) is left out of it: the job and its event are stored without', async (_, text) => {
    const { poll, snapshots } = await claimedStore(tableName());
    const state = quarantinedState();
    const body = { ...quarantinedJob(), text };

    expect(await poll.record([change(state, { body, events: [recordedEvent(state, 1)] })])).toBe(1);

    expect(await snapshots.job(state.servicePrincipalId, state.jobId)).toEqual({ state, body: undefined });
    const { items } = await snapshots.history(state.servicePrincipalId, state.jobId, wholePage);
    expect(items.map(({ sequence, job }) => ({ sequence, job }))).toEqual([{ sequence: 1, job: undefined }]);
    expect(await allWaiting(poll)).toHaveLength(1);
  });

  it('takes the body of before away', async () => {
    const { poll, snapshots } = await claimedStore(tableName());
    const state = jobState();
    await poll.record([change(state, { body: healthyJob() })]);
    const version = await versionOf(poll, state);
    await poll.record([change(state, { version, body: { ...healthyJob(), text: 'x'.repeat(900_001) } })]);
    expect(await snapshots.job(state.servicePrincipalId, state.jobId)).toEqual({ state, body: undefined });
  });

  it('leaves no column behind when a smaller body takes its place', async () => {
    const name = tableName();
    const { poll } = await claimedStore(name);
    const state = jobState();
    const columns = async () =>
      (await rawRows(name))
        .filter(({ rowKey = '' }) => rowKey.startsWith('latest|'))
        .map((row) => Object.keys(row).sort());
    await poll.record([change(state, { body: healthyJob() })]);
    const small = await columns();
    const body = { ...healthyJob(), text: 'x'.repeat(100_000) };
    await poll.record([change(state, { version: await versionOf(poll, state), body })]);
    expect(await columns()).not.toEqual(small);

    await poll.record([change(state, { version: await versionOf(poll, state), body: healthyJob() })]);
    expect(await columns()).toEqual(small);
  });

  it('for one transaction is spread over several', async () => {
    const { poll, snapshots } = await claimedStore(tableName());
    const body = { ...healthyJob(), text: 'x'.repeat(400_000) };
    const states = Array.from({ length: 24 }, (_, n) => jobState({ servicePrincipalId: principal(n) }));

    const refreshed = await poll.refresh(states.map((state) => change(state, { body })));

    expect(refreshed).toEqual({ conflicts: [], refused: [], failed: [] });
    expect((await snapshots.job(principal(23), 'scim.1'))?.body).toEqual(body);
  });

  it('for a column is cut, and no column is a date that the service could refuse', async () => {
    const name = tableName();
    const { poll, snapshots } = await claimedStore(name);
    const long = '😀'.repeat(50_000);
    const manyMembers = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`m${n}${long}`, long]));
    const state = quarantinedState(
      {
        jobId: 'i'.repeat(300),
        application: { appId: long, displayName: long },
        templateId: long,
        statusCode: long,
        scheduleState: long,
        interval: long,
        deleteThreshold: long,
        troubleshootingUrl: long,
        unreadable: { since: t0, cause: 'http403', detail: long },
      },
      {
        facts: {
          quarantine: { ...quarantine('0001-01-01T00:00:00Z', manyMembers), reason: long, nextAttempt: long },
          evidence: 'status',
        },
      },
    );
    const body = { ...quarantinedJob(), text: '😀'.repeat(100_000), never: '0001-01-01T00:00:00Z' };
    expect(await poll.record([change(state, { body, events: [recordedEvent(state, 1)] })])).toBe(1);
    const longUnread = unreadPrincipal(1, {
      application: { appId: long, displayName: long },
      cause: long,
      detail: long,
    });
    expect((await poll.refresh([unreadChange(longUnread)])).refused).toEqual([]);
    const failure = { about: long, cause: long, detail: long, count: 1 };
    await poll.finish({ ...poll.runRecord, failures: Array.from({ length: 20 }, () => failure) });

    const rows = await rawRows(name);
    expect(rows.map(({ rowKey }) => String(rowKey).split('|')[0])).toEqual([
      'event',
      'latest',
      'notread',
      'outbox',
      'run',
      'run',
      'transition',
    ]);
    const values = rows.flatMap((row) => Object.entries(row));
    expect(values.filter(([, value]) => value instanceof Date)).toEqual([]);
    expect(values.filter(([, value]) => bytesOf(value) >= 65_536).map(([column]) => column)).toEqual([]);
    const stored = await snapshots.job(state.servicePrincipalId, state.jobId);
    expect(stored?.body).toEqual(body);
    expect(stored?.state.conditions.quarantine.facts?.quarantine).toMatchObject({
      seriesBegan: '0001-01-01T00:00:00Z',
      seriesCount: 1,
    });
    expect((await snapshots.run())?.failures).toHaveLength(20);
  });
});

/** What a column takes: two bytes a unit of a text. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length * 2;
  return value instanceof Uint8Array ? value.length : 8;
}
