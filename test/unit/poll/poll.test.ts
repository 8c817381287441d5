import { describe, expect, test } from 'vitest';
import {
  PublishError,
  RefusedWriteError,
  SourceError,
  StoreError,
  TakenOverError,
} from '../../../src/core/errors.ts';
import { holdTime } from '../../support/hold-time.ts';
import { healthyJob, quarantinedJob, series1, series2 } from '../../support/jobs.ts';
import { TenantRig } from '../../support/tenant-rig.ts';

async function healthyTenant(principals = 1): Promise<TenantRig> {
  const rig = new TenantRig();
  for (let n = 0; n < principals; n++) rig.source.set(`sp-${n}`, [healthyJob()]);
  await rig.poll();
  return rig;
}

/** Writes of jobs of these service principals fail, alone or together with others, for as long as they are in the set. */
function failRecordsOf(rig: TenantRig, ids: ReadonlySet<string>): void {
  rig.store.handOut = (store) => ({
    ...store,
    record(changes) {
      if (changes.some(({ next }) => ids.has(next.servicePrincipalId)))
        throw new StoreError('StorageUnavailable', 'no answer in time');
      return store.record(changes);
    },
  });
}

describe('the whole way', () => {
  test('a quarantine is told at the next poll, its clear at the second healthy one', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob()]);
    expect((await rig.poll()).counts).toMatchObject({ eventsRecorded: 1, eventsSent: 1, eventsWaiting: 0 });
    rig.source.set('sp-0', [healthyJob()]);
    await rig.poll();
    expect(rig.kinds).toEqual(['began']);
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'cleared']);
    await rig.poll();
    expect(rig.sent).toHaveLength(2);
  });

  test('an unchanged poll writes nothing but its run row', async () => {
    const rig = await healthyTenant(50);
    const idle = await rig.poll();
    expect(idle).toMatchObject({ outcome: 'complete', counts: { jobsRead: 50, jobsChanged: 0 } });
    expect(idle.counts.tableTransactions).toBe(3);
  });

  test('a superseded quarantine is told as a clear and a begin, in this order', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob(series1)]);
    await rig.poll();
    rig.source.set('sp-0', [quarantinedJob(series2)]);
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'cleared', 'began']);
    const sequences = rig.sent.map(({ sequence }) => sequence);
    expect(sequences).toEqual([0, 1, 2].map((n) => (sequences[0] ?? 0) + n));
  });

  test('each run leaves a heartbeat, each recorded event a line without any text of Graph', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob()]);
    await rig.poll();
    expect(rig.lines.map(({ line }) => line)).toEqual(['poll', 'event', 'poll']);
    expect(rig.lines[1]).toMatchObject({
      type: 'entra.provisioning.quarantine.began',
      servicePrincipalId: 'sp-0',
      jobId: 'scim.1',
      reason: 'EncounteredQuarantineException',
      errorCode: 'InvalidCredentials',
    });
    expect(JSON.stringify(rig.lines)).not.toContain('credentials are invalid');
  });

  test('a lost table is survived: an open quarantine is told again as a new event of the same episode', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob()]);
    await rig.poll();
    const lost = new TenantRig();
    lost.now = rig.now;
    lost.source.set('sp-0', [quarantinedJob()]);
    await lost.poll();
    expect(lost.sent[0]?.id).not.toBe(rig.sent[0]?.id);
    expect(lost.sent[0]?.data.episode).toBe(rig.sent[0]?.data.episode);
    expect(lost.sent[0]?.sequence).toBeGreaterThan(rig.sent[0]?.sequence ?? 0);
  });
});

describe('what was not read', () => {
  test('clears nothing, and the job says so', async () => {
    const rig = await healthyTenant(2);
    rig.source.set('sp-0', [quarantinedJob()]);
    await rig.poll();
    rig.source.fail('sp-0', 'http403');
    for (let n = 0; n < 5; n++)
      expect(await rig.poll()).toMatchObject({
        outcome: 'partial',
        covered: true,
        counts: { jobsUnreadable: 1 },
      });
    expect(rig.kinds).toEqual(['began']);
    expect((await rig.store.job('sp-0', 'scim.1'))?.state.unreadable).toMatchObject({ cause: 'http403' });
  });

  test('and was everything makes the run fail, and its row keeps since when everything was asked', async () => {
    const rig = await healthyTenant(2);
    const covered = (await rig.store.run())?.coveredSince;
    expect(covered).toBeDefined();
    rig.source.fail('sp-0', 'http503');
    rig.source.fail('sp-1', 'http503');
    expect(await rig.poll()).toMatchObject({ outcome: 'failed', covered: false });
    expect(await rig.store.run()).toMatchObject({
      coveredSince: covered,
      lastOutcome: 'failed',
      busyUntil: undefined,
    });
  });

  test('because there is no token makes the run fail without a word about the jobs', async () => {
    const rig = await healthyTenant();
    rig.source.refusal = new SourceError('TokenUnavailable', 'no managed identity');
    const report = await rig.poll();
    expect(report).toMatchObject({
      outcome: 'failed',
      failures: [{ cause: 'TokenUnavailable', detail: 'no managed identity' }],
    });
    expect((await rig.store.job('sp-0', 'scim.1'))?.state.unreadable).toBeUndefined();
  });

  test('does not keep what waits from being sent', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob()]);
    rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
    expect((await rig.poll()).counts).toMatchObject({ eventsRecorded: 1, eventsSent: 0, eventsWaiting: 1 });
    rig.publisher.refuse = () => undefined;
    rig.source.refusal = new SourceError('TokenUnavailable', 'no managed identity');
    expect((await rig.poll()).counts).toMatchObject({ eventsSent: 1, eventsWaiting: 0 });
    expect(rig.kinds).toEqual(['began']);
  });

  test('because the table is down is an error of the run, with a heartbeat', async () => {
    const rig = await healthyTenant();
    rig.store.fault = (call) => {
      if (call === 'load') throw new StoreError('StorageUnavailable', 'down');
    };
    await expect(rig.run()).rejects.toThrow('down');
    expect(rig.lines.at(-1)).toMatchObject({
      line: 'poll',
      outcome: 'failed',
      failures: [{ cause: 'StorageUnavailable' }],
    });
  });
});

describe('a write that fails', () => {
  test('holds up no other job and no event, and is tried once more in the same run', async () => {
    const rig = await healthyTenant(3);
    for (let n = 0; n < 3; n++) rig.source.set(`sp-${n}`, [quarantinedJob()]);
    let writes = 0;
    rig.store.fault = (call, when) => {
      if (call === 'record' && when === 'before' && writes++ === 0)
        throw new StoreError('StorageUnavailable', 'busy');
    };
    const report = await rig.poll();
    expect(report).toMatchObject({ outcome: 'complete', counts: { eventsRecorded: 3, eventsSent: 3 } });
    expect(rig.sent.map(({ source }) => /sp-\d/.exec(source)?.[0])).toEqual(['sp-1', 'sp-2', 'sp-0']);
  });

  test('twice is left to the next poll, and the run is not complete', async () => {
    const rig = await healthyTenant(3);
    for (let n = 0; n < 3; n++) rig.source.set(`sp-${n}`, [quarantinedJob()]);
    const failing = new Set(['sp-0']);
    failRecordsOf(rig, failing);
    expect(await rig.poll()).toMatchObject({
      outcome: 'partial',
      covered: false,
      counts: { eventsRecorded: 2, eventsSent: 2 },
      failures: [{ about: 'job sp-0/scim.1', cause: 'StorageUnavailable', count: 1 }],
    });
    failing.clear();
    expect(await rig.poll()).toMatchObject({ outcome: 'complete', counts: { eventsSent: 1 } });
    expect(rig.kinds).toEqual(['began', 'began', 'began']);
  });

  test('leaves nothing told of what is not stored', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob()]);
    rig.store.fault = (call) => {
      if (call === 'record') throw new StoreError('StorageUnavailable', 'busy');
    };
    await rig.poll();
    expect(rig.sent).toEqual([]);
  });

  test('that is refused makes its job unreadable, and the run not complete', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob()]);
    rig.store.fault = (call) => {
      if (call === 'record') throw new RefusedWriteError('StorageRefused', 'too large');
    };
    expect(await rig.poll()).toMatchObject({
      outcome: 'partial',
      covered: true,
      failures: [{ cause: 'StorageRefused' }],
    });
    expect((await rig.store.job('sp-0', 'scim.1'))?.state.unreadable).toMatchObject({
      cause: 'StorageRefused',
    });
  });

  test('that is refused of a new job is remembered: it is asked for again, and counted', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-new', [quarantinedJob()]);
    rig.store.refuse = ({ next }) =>
      next.servicePrincipalId === 'sp-new' ? new RefusedWriteError('StorageRefused', 'too large') : undefined;
    rig.pass(60);
    expect(await rig.poll()).toMatchObject({ outcome: 'partial', counts: { principalsUnread: 1 } });
    expect(await rig.store.unread('sp-new')).toMatchObject({ cause: 'StorageRefused' });
    rig.store.refuse = () => undefined;
    expect(await rig.poll()).toMatchObject({ outcome: 'complete', counts: { principalsUnread: 0 } });
    expect(rig.kinds).toEqual(['began']);
    expect(await rig.store.unread('sp-new')).toBeUndefined();
  });

  test('as the renewal of the claim does too ends the reading, and what waits is still told', async () => {
    const rig = await healthyTenant(200);
    rig.source.set('sp-0', [quarantinedJob()]);
    rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
    await rig.poll();
    rig.publisher.refuse = () => undefined;
    for (let n = 1; n < 200; n++) rig.source.set(`sp-${n}`, [quarantinedJob()]);
    const before = rig.source.asked.length;
    rig.store.fault = (call) => {
      if (call === 'record' || call === 'renew') throw new StoreError('StorageUnavailable', 'down');
    };
    expect(await rig.poll()).toMatchObject({
      outcome: 'partial',
      counts: { eventsSent: 1, eventsWaiting: 0 },
    });
    expect(rig.source.asked.length - before).toBeLessThan(100);
  });
});

test('why an event was not sent stands before what could not be read', async () => {
  const rig = await healthyTenant(30);
  rig.source.set('sp-0', [quarantinedJob()]);
  for (let n = 1; n < 30; n++) rig.source.fail(`sp-${n}`, 'http403');
  rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
  expect((await rig.poll()).failures[0]).toMatchObject({ cause: 'ServiceBusy' });
  expect(rig.lines.filter(({ line }) => line === 'unsent')).toHaveLength(1);
});

test('a tenant whose discovery takes several runs is complete as far as it is known, and is whole in the end', async () => {
  const rig = await healthyTenant(1);
  const first = (await rig.store.run())?.discoveredAt;
  for (let n = 0; n < 4; n++) rig.source.set(`sq-${n}`, [healthyJob()]);
  rig.pass(60);
  const pass = holdTime(rig);
  rig.source.beforeAnswer = (id) => {
    if (id === 'sq-2') pass(45_000);
  };
  expect(await rig.run()).toMatchObject({ outcome: 'complete' });
  expect(await rig.store.run()).toMatchObject({
    discoveredAt: first,
    cursor: { discovery: { next: 'sq-2' } },
  });
  rig.source.beforeAnswer = () => undefined;
  const before = rig.source.asked.length;
  await rig.poll();
  expect(rig.source.asked.slice(before)).toEqual(['sq-2', 'sq-3', 'sp-0', 'sq-0', 'sq-1']);
  expect((await rig.store.run())?.discoveredAt).not.toBe(first);
});

describe('jobs that vanish', () => {
  test('are counted against those that are watched, not against those that once were', async () => {
    const rig = await healthyTenant(100);
    const entries = Array.from({ length: 10 }, (_, n) => ({
      servicePrincipalId: `sp-${n}`,
      jobId: undefined,
    }));
    const watch = { kind: 'list', entries } as const;
    await rig.poll({ watch });
    for (let n = 0; n < 7; n++) rig.source.remove(`sp-${n}`);
    await rig.poll({ watch });
    expect((await rig.store.job('sp-0', 'scim.1'))?.state.unreadable?.cause).toBe('massRemoval');
  });

  test('are removed by the second look; a quarantined one is told', async () => {
    const rig = await healthyTenant(3);
    rig.source.set('sp-0', [quarantinedJob()]);
    await rig.poll();
    rig.source.remove('sp-0');
    rig.source.set('sp-1', []);
    await rig.poll();
    expect(rig.kinds).toEqual(['began']);
    await rig.poll();
    expect(rig.source.askedJobs).toEqual(['sp-0/scim.1', 'sp-1/scim.1', 'sp-0/scim.1', 'sp-1/scim.1']);
    expect(rig.sent[1]).toMatchObject({ kind: 'cleared', data: { cause: 'removed' } });
    expect((await rig.store.job('sp-1', 'scim.1'))?.state.isRemoved).toBe(true);
  });

  test('in great number are unreadable for 24 hours, then removed', async () => {
    const rig = await healthyTenant(10);
    for (let n = 0; n < 7; n++) rig.source.set(`sp-${n}`, n === 0 ? [quarantinedJob()] : [healthyJob()]);
    await rig.poll();
    for (let n = 0; n < 7; n++) rig.source.remove(`sp-${n}`);
    await rig.poll();
    await rig.poll();
    expect((await rig.store.job('sp-0', 'scim.1'))?.state.unreadable?.cause).toBe('massRemoval');
    rig.pass(24 * 60);
    await rig.poll();
    expect(rig.kinds).toEqual(['began']);
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'cleared']);
    expect((await rig.store.job('sp-3', 'scim.1'))?.state.isRemoved).toBe(true);
  });

  test('in great number are unreadable too where only a few questions by id are answered at each poll', async () => {
    const rig = await healthyTenant(41);
    const ids = Array.from({ length: 40 }, (_, n) => `sp-${n}`);
    for (const id of ids) rig.source.set(id, [quarantinedJob(series1)]);
    await rig.poll();
    for (const id of ids) rig.source.set(id, []);
    const throttle = async () => {
      const states = await Promise.all(ids.map((id) => rig.store.job(id, 'scim.1')));
      const there = ids.filter((_, n) => !states[n]?.state.isRemoved);
      for (const id of ids) rig.source.heal(id);
      for (const id of there.slice(4)) rig.source.failJob(id, 'scim.1', 'http429');
    };
    for (let hours = 0; hours < 2; hours++) {
      for (let n = 0; n < 12; n++) {
        await throttle();
        await rig.poll();
      }
    }
    expect(rig.kinds.filter((kind) => kind === 'cleared')).toEqual([]);
    expect((await rig.store.job('sp-0', 'scim.1'))?.state.unreadable?.cause).toBe('massRemoval');
  });

  test('are still there when the list was cut', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', []);
    rig.source.cut('sp-0', 'http503');
    await rig.poll();
    await rig.poll();
    expect((await rig.store.job('sp-0', 'scim.1'))?.state).toMatchObject({
      isRemoved: false,
      absence: undefined,
      unreadable: { cause: 'http503' },
    });
  });
});

describe('discovery', () => {
  test('discovers once an interval, and reads known principals at every poll', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-new', [quarantinedJob()]);
    for (let n = 0; n < 10; n++) await rig.poll();
    expect(rig.kinds).toEqual([]);
    await rig.poll();
    expect(rig.sent).toMatchObject([
      { kind: 'began', data: { detection: 'firstSight', displayName: 'sp-new' } },
    ]);
    await rig.poll();
    expect(rig.source.asked.filter((id) => id === 'sp-0')).toHaveLength(13);
  });

  test('gives an application its new name for good, also where a job of it was never read', async () => {
    const rig = new TenantRig();
    const broken = { id: 'b', status: 'none' };
    rig.source.set('sp-0', [healthyJob('a'), broken], 'Before');
    await rig.poll();
    rig.source.set('sp-0', [healthyJob('a'), broken], 'After');
    rig.pass(60);
    await rig.poll();
    expect((await rig.poll()).counts.jobsChanged).toBe(0);
    rig.source.set('sp-0', [quarantinedJob(series1, {}, 'a'), broken], 'After');
    await rig.poll();
    expect(rig.sent).toMatchObject([{ kind: 'began', data: { displayName: 'After' } }]);
    expect((await rig.store.unread('sp-0'))?.application.displayName).toBe('After');
  });

  test('that fails is tried again by the next poll; known jobs are read meanwhile', async () => {
    const rig = await healthyTenant();
    rig.pass(60);
    rig.source.undiscoverable = new SourceError('http403', 'Application.Read.All is missing');
    rig.source.set('sp-0', [quarantinedJob()]);
    expect(await rig.poll()).toMatchObject({
      outcome: 'partial',
      covered: true,
      failures: [{ detail: 'Application.Read.All is missing' }],
    });
    expect(rig.kinds).toEqual(['began']);
    rig.source.undiscoverable = undefined;
    rig.source.set('sp-new', [quarantinedJob()]);
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'began']);
  });

  test('that fails with nothing known makes the run fail', async () => {
    const rig = new TenantRig();
    rig.source.undiscoverable = new SourceError('http403', 'Application.Read.All is missing');
    expect(await rig.poll()).toMatchObject({ outcome: 'failed' });
  });

  test('never happens for a list of ids', async () => {
    const rig = new TenantRig({ kind: 'list', entries: [{ servicePrincipalId: 'sp-0', jobId: undefined }] });
    rig.source.undiscoverable = new SourceError('http403', 'must not be asked');
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [quarantinedJob()]);
    expect(await rig.poll()).toMatchObject({ outcome: 'complete', counts: { jobsRead: 1 }, failures: [] });
    expect(rig.kinds).toEqual([]);
  });
});

describe('what is watched', () => {
  const one = { kind: 'list', entries: [{ servicePrincipalId: 'sp-0', jobId: 'a' }] } as const;

  test('is one job of a principal where the list names it', async () => {
    const rig = new TenantRig(one);
    rig.source.set('sp-0', [healthyJob('a'), quarantinedJob(series1, {}, 'b')]);
    expect((await rig.poll()).counts.jobsRead).toBe(1);
    expect(rig.kinds).toEqual([]);
  });

  test('can be narrowed and widened: a begin is not told twice, and its clear is still owed', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob('a')]);
    rig.source.set('sp-1', [quarantinedJob()]);
    await rig.poll();
    await rig.poll({ watch: one });
    expect((await rig.store.job('sp-1', 'scim.1'))?.state.unwatchedSince).toBeDefined();
    rig.source.set('sp-1', [healthyJob()]);
    await rig.poll();
    await rig.poll();
    expect(rig.kinds).toEqual(['began', 'cleared']);
  });

  test('and not there is reported with the ids to check', async () => {
    const rig = new TenantRig(one);
    rig.source.set('sp-0', [healthyJob('other')]);
    expect(await rig.poll()).toMatchObject({
      outcome: 'failed',
      counts: { principalsUnread: 1 },
      failures: [{ about: 'WATCH entry sp-0/a', cause: 'notFound' }],
    });
  });
});

describe('two runs at once', () => {
  test('are kept apart by the claim, which a dead run holds for half a minute', async () => {
    const rig = await healthyTenant();
    let inside: unknown;
    rig.source.beforeAnswer = async () => {
      rig.source.beforeAnswer = () => undefined;
      inside = await rig.run();
    };
    await rig.run();
    expect(inside).toMatchObject({ kind: 'busy' });
    rig.store.fault = (call) => {
      if (call === 'finish') throw new StoreError('StorageUnavailable', 'killed');
    };
    await rig.run().catch(() => undefined);
    rig.store.fault = () => undefined;
    expect(await rig.run()).toMatchObject({ kind: 'busy' });
    rig.pass(0.5);
    expect(await rig.run()).toMatchObject({ kind: 'ended' });
  });

  test('that both got through do not tell an event twice: the one that was overtaken writes nothing', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob()]);
    rig.source.beforeAnswer = async () => {
      rig.source.beforeAnswer = () => undefined;
      rig.pass(1);
      await rig.run();
    };
    await expect(rig.run()).rejects.toThrow(TakenOverError);
    expect(rig.kinds).toEqual(['began']);
    expect(rig.lines.at(-1)).toMatchObject({
      line: 'poll',
      outcome: 'failed',
      failures: [{ cause: 'TakenOver' }],
    });
  });

  test('do not let an old answer undo a newer one', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [healthyJob('scim.1', { lastExecution: { state: 'Succeeded' } })]);
    let recorded = false;
    rig.store.fault = async (call, when) => {
      if (call !== 'refresh' || when !== 'before' || recorded) return;
      recorded = true;
      rig.source.set('sp-0', [quarantinedJob()]);
      rig.pass(1);
      await rig.run();
    };
    await expect(rig.run()).rejects.toThrow(TakenOverError);
    expect(rig.kinds).toEqual(['began']);
    expect((await rig.store.job('sp-0', 'scim.1'))?.state.conditions.quarantine.isOpen).toBe(true);
  });

  test('end by the fence alone: a claim that ran out takes nothing from a run that nobody has overtaken', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob()]);
    rig.source.beforeAnswer = () => rig.pass(10);
    expect(await rig.run()).toMatchObject({ outcome: 'complete', counts: { eventsSent: 1 } });
  });

  test('after a conflict row and job are read again, in this order', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob()]);
    let others = 1;
    rig.store.fault = (call, when) => {
      if (call !== 'record' || when !== 'before' || others-- <= 0) return;
      // Somebody edits the row by hand: it has another version now.
      const row = rig.store.table.rows.get('latest|sp-0|scim.1');
      if (row) rig.store.table.rows.set('latest|sp-0|scim.1', { ...row, etag: 'W/"edited"' });
      rig.source.set('sp-0', [healthyJob('scim.1', { lastExecution: { state: 'Succeeded' } })]);
    };
    expect(await rig.run()).toMatchObject({ outcome: 'complete', counts: { eventsRecorded: 0 } });
    expect(rig.source.askedJobs).toEqual(['sp-0/scim.1']);
    expect(rig.kinds).toEqual([]);
  });

  test('a commit whose answer was lost is met as a conflict, and told once', async () => {
    const rig = await healthyTenant();
    rig.source.set('sp-0', [quarantinedJob()]);
    rig.store.fault = (call, when) => {
      if (call !== 'record' || when !== 'after') return;
      rig.store.fault = () => undefined;
      throw new StoreError('StorageUnavailable', 'the answer was lost');
    };
    expect(await rig.run()).toMatchObject({ outcome: 'complete', failures: [] });
    expect(rig.kinds).toEqual(['began']);
    rig.pass(1);
    await rig.poll();
    expect(rig.kinds).toEqual(['began']);
  });
});

test('what a run did not reach comes first in the next one', async () => {
  const rig = await healthyTenant(6);
  const before = rig.source.asked.length;
  const pass = holdTime(rig);
  rig.source.beforeAnswer = (id) => {
    if (id === 'sp-3') pass(45_000);
  };
  const cut = await rig.run();
  expect(cut).toMatchObject({ kind: 'ended', outcome: 'partial' });
  expect(rig.source.asked.slice(before)).toEqual(['sp-0', 'sp-1', 'sp-2']);
  rig.source.beforeAnswer = () => undefined;
  expect(await rig.poll()).toMatchObject({ outcome: 'complete' });
  expect(rig.source.asked.slice(before + 3)).toEqual(['sp-3', 'sp-4', 'sp-5', 'sp-0', 'sp-1', 'sp-2']);
  expect((await rig.store.run())?.cursor.known).toBeUndefined();
});
