import { describe, expect, test } from 'vitest';
import { TakenOverError } from '../../src/core/errors.ts';
import { addMilliseconds } from '../../src/core/instant.ts';
import { healthyJob, pausedJob, quarantinedJob, ranJob, series1, series2 } from '../support/jobs.ts';
import { TableRig } from '../support/table-rig.ts';
import { type SentEvent, TenantRig } from '../support/tenant-rig.ts';
import { everyConditionWanted } from '../support/wanted-events.ts';

const sp = '11111111-1111-4111-8111-111111111111';

/** What a subscriber believes who does as the documentation says: handled ids are ignored. */
function believed(told: readonly SentEvent[]): string[] {
  const handled = new Set<string>();
  return told
    .filter(({ id }) => {
      const isNew = !handled.has(id);
      handled.add(id);
      return isNew;
    })
    .map(({ kind }) => kind);
}

describe('a table that is lost', () => {
  test('gives no id and no sequence a second meaning', async () => {
    const rig = new TenantRig();
    const q = quarantinedJob(series1);
    for (const job of [q, healthyJob(), healthyJob(), q, q]) {
      rig.source.set('sp-0', [job]);
      await rig.poll();
    }
    expect(rig.kinds).toEqual(['began', 'cleared', 'began']);
    rig.loseTable();
    await rig.poll();
    rig.source.set('sp-0', [healthyJob()]);
    await rig.poll();
    await rig.poll();
    expect(believed(rig.sent)).toEqual(['began', 'cleared', 'began', 'began', 'cleared']);
    expect(new Set(rig.sent.map(({ sequence }) => sequence)).size).toBe(rig.sent.length);
  });

  test('is told again as the same episode, whatever digits the replica gives', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [quarantinedJob('2026-03-01T08:00:00.1234567Z')]);
    await rig.poll();
    rig.loseTable();
    rig.source.set('sp-0', [quarantinedJob('2026-03-01T08:00:00.123456Z')]);
    await rig.poll();
    const [first, again] = rig.sent;
    expect(again?.id).not.toBe(first?.id);
    expect(again?.data.episode).toBe(first?.data.episode);
    expect(again?.data.episode).toBe('2026-03-01T08:00:00.000Z');
  });

  test('has an episode that was named by first sight told again by its series, under an id of its own', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [quarantinedJob('')]);
    await rig.poll();
    rig.source.set('sp-0', [quarantinedJob(series1)]);
    await rig.poll();
    rig.loseTable();
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'began']);
    expect(rig.sent[1]?.id).not.toBe(rig.sent[0]?.id);
    expect(rig.sent[1]?.data.episode).toBe('2026-03-01T08:00:00.000Z');
  });

  test('has a stop told again as an episode of its own, since Graph gives no date of it', async () => {
    const rig = new TenantRig();
    const wanted = everyConditionWanted;
    for (const job of [ranJob(), pausedJob()]) {
      rig.source.set('sp-0', [job]);
      for (let n = 0; n < 8; n++) await rig.poll({ wanted });
    }
    rig.loseTable();
    for (let n = 0; n < 8; n++) await rig.poll({ wanted });
    rig.source.set('sp-0', [ranJob()]);
    for (let n = 0; n < 2; n++) await rig.poll({ wanted });
    expect(rig.kinds).toEqual(['began', 'began', 'cleared']);
    const [first, again, cleared] = rig.sent.map(({ data }) => data.episode);
    expect(again).not.toBe(first);
    expect(cleared).toBe(again);
  });

  test('has a delay told no more, neither again nor its end, until the job has run twice in time', async () => {
    const rig = new TenantRig();
    const wanted = everyConditionWanted;
    for (let n = 0; n < 48; n++) {
      if (n % 8 === 0) rig.source.set('sp-0', [ranJob({ ended: rig.now })]);
      await rig.poll({ wanted });
    }
    for (let n = 0; n < 48; n++) await rig.poll({ wanted });
    expect(rig.kinds).toEqual(['began']);
    rig.loseTable();
    for (let n = 0; n < 48; n++) await rig.poll({ wanted });
    rig.source.set('sp-0', [ranJob({ ended: rig.now })]);
    await rig.poll({ wanted });
    expect(rig.kinds).toEqual(['began']);
  });

  test.each([
    ['the usual DISCOVERY_INTERVAL', 60 * 60_000],
    ['a DISCOVERY_INTERVAL of a week', 7 * 24 * 60 * 60_000],
  ])(
    'while a poll is at work ends that poll, and the next one reads the whole tenant: %s',
    async (_, discoveryIntervalMs) => {
      const rig = new TenantRig();
      rig.source.set('sp-0', [quarantinedJob(series1)]);
      rig.source.set('sp-1', [healthyJob()]);
      await rig.poll({ discoveryIntervalMs });
      await rig.poll({ discoveryIntervalMs });
      rig.source.beforeAnswer = () => {
        rig.source.beforeAnswer = () => undefined;
        for (const [key] of [...rig.store.table.rows]) rig.store.table.rows.delete(key);
      };
      await expect(rig.run({ discoveryIntervalMs })).rejects.toThrow(TakenOverError);
      expect([...rig.store.table.rows]).toEqual([]);
      rig.pass(5);
      rig.source.set('sp-1', [quarantinedJob(series2)]);
      expect(await rig.poll({ discoveryIntervalMs })).toMatchObject({
        outcome: 'complete',
        counts: { jobsRead: 2 },
      });
      expect(rig.sent.map(({ source }) => /sp-\d/.exec(source)?.[0])).toEqual(['sp-0', 'sp-0', 'sp-1']);
    },
  );
});

describe('a table that is set back by an hour', () => {
  test('under a living process uses no sequence twice', async () => {
    const rig = new TableRig();
    rig.source.set(sp, [healthyJob()]);
    await rig.poll();
    const backup = [...rig.table.rows].map(([key, row]) => [key, { ...row }] as const);
    for (const job of [quarantinedJob(series1), healthyJob(), healthyJob()]) {
      rig.source.set(sp, [job]);
      await rig.poll();
    }
    putBack(rig, backup);
    rig.source.set(sp, [quarantinedJob(series2)]);
    await rig.poll();
    expectDistinct(rig, ['began', 'cleared', 'began']);
  });

  test('and met by a fresh process, after the longest pause that is not stale', async () => {
    const rig = new TableRig();
    rig.source.set(sp, [healthyJob()]);
    await rig.poll();
    const backup = [...rig.table.rows].map(([key, row]) => [key, { ...row }] as const);
    for (const job of [quarantinedJob(series1), healthyJob(), healthyJob(), healthyJob()]) {
      rig.source.set(sp, [job]);
      await rig.poll();
    }
    putBack(rig, backup);
    rig.restart();
    rig.source.set(sp, [quarantinedJob(series2)]);
    await rig.poll();
    expectDistinct(rig, ['began', 'cleared', 'began']);
  });
});

test('WATCH narrowed for longer than RETENTION and then widened still owes the clear', async () => {
  const rig = new TenantRig();
  const day = 24 * 60;
  const retentionMs = 30 * day * 60_000;
  const watch = { kind: 'list', entries: [{ servicePrincipalId: 'sp-9', jobId: undefined }] } as const;
  rig.source.set('sp-9', [healthyJob()]);
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  await rig.poll();
  await rig.poll({ watch, retentionMs });
  rig.source.set('sp-0', [healthyJob()]);
  rig.pass(31 * day);
  await rig.poll({ watch, retentionMs, discoveryIntervalMs: 1 });
  rig.source.set('sp-0', [quarantinedJob('2026-04-09T20:30:00.7654321Z')]);
  await rig.poll({ retentionMs, discoveryIntervalMs: 1 });
  expect(rig.kinds).toEqual(['began', 'cleared', 'began']);
  expect(rig.sent[1]?.data).toMatchObject({ cause: 'superseded' });
});

test('a job that was deleted for its age and comes back has sequences of its own', async () => {
  const rig = new TenantRig();
  const retentionMs = 24 * 60 * 60_000;
  rig.source.set('sp-9', [healthyJob()]);
  rig.source.set('sp-0', [quarantinedJob(series1)]);
  await rig.poll();
  rig.source.set('sp-0', []);
  for (let n = 0; n < 3; n++) await rig.poll();
  // Never quiet for longer than STALE_AFTER: the epoch stays as it was.
  for (let n = 0; n < 12 * 26; n++) await rig.poll({ retentionMs });
  expect(await rig.store.job('sp-0', 'scim.1')).toBeUndefined();
  rig.source.set('sp-0', [quarantinedJob(series2)]);
  for (let n = 0; n < 13; n++) await rig.poll({ retentionMs });
  expect(rig.kinds).toEqual(['began', 'cleared', 'began']);
  const sequences = rig.sent.map(({ sequence }) => sequence);
  expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
});

test('a replica that rounds where another cuts does not make two quarantines of one', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-0', [quarantinedJob('2026-03-01T08:00:00.9999999Z')]);
  await rig.poll();
  rig.source.set('sp-0', [quarantinedJob('2026-03-01T08:00:01Z')]);
  await rig.poll();
  expect(rig.kinds).toEqual(['began']);
});

test('a begin that lies a year ahead, as a wrong clock of Entra may write it, holds back no later begin', async () => {
  const rig = new TenantRig();
  const play = async (...jobs: ReturnType<typeof healthyJob>[]) => {
    for (const job of jobs) {
      rig.source.set('sp-0', [job]);
      await rig.poll();
    }
  };
  await play(quarantinedJob('2027-01-01T00:00:00Z'), healthyJob(), healthyJob());
  expect(rig.kinds).toEqual(['began', 'cleared']);
  await play(quarantinedJob(addMilliseconds(rig.now, -60_000)));
  expect(rig.kinds).toEqual(['began', 'cleared', 'began']);
});

function putBack(
  rig: TableRig,
  backup: readonly (readonly [string, Parameters<TableRig['table']['rows']['set']>[1]])[],
): void {
  for (const [key] of [...rig.table.rows]) rig.table.rows.delete(key);
  for (const [key, row] of backup) rig.table.rows.set(key, row);
}

function expectDistinct(rig: TableRig, kinds: readonly string[]): void {
  const events = rig.publisher.accepted.map(({ body }) => JSON.parse(new TextDecoder().decode(body)));
  expect(events.map(({ type }) => type.split('.').at(-1))).toEqual(kinds);
  expect(new Set(events.map(({ sequence }) => sequence)).size).toBe(kinds.length);
  expect(new Set(events.map(({ id }) => id)).size).toBe(kinds.length);
}
