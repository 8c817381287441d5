import { describe, expect, test } from 'vitest';
import { publishError } from '../../src/bus/publish-error.ts';
import { PublishError, SourceError, StoreError } from '../../src/core/errors.ts';
import { latestRowKey, outboxRows } from '../../src/table/keys.ts';
import { holdTime } from '../support/hold-time.ts';
import { healthyJob, quarantinedJob, series1 } from '../support/jobs.ts';
import { TableRig } from '../support/table-rig.ts';
import { TenantRig } from '../support/tenant-rig.ts';

const name = (n: number) => `sp-${String(n).padStart(2, '0')}`;
const idOf = (n: number) => `${String(n).padStart(8, '0')}-1111-4111-8111-111111111111`;
const week = 7 * 24 * 60 * 60_000;

async function healthOf(rig: TableRig) {
  const { body = '' } = await rig.ask({ route: 'health' });
  return JSON.parse(body);
}

/** Gives runs that answer so many questions and no more: then the time for lists is up. */
function cutRunsOf(rig: TenantRig) {
  const pass = holdTime(rig);
  const budgetMs = 60_000;
  return async (most: number) => {
    let answered = 0;
    rig.source.beforeAnswer = () => {
      if (answered++ === most) pass(0.6 * budgetMs);
    };
    const report = await rig.run({ discoveryIntervalMs: week }, budgetMs);
    rig.source.beforeAnswer = () => undefined;
    rig.pass(5);
    if (report.kind !== 'ended') throw new Error('another run is at work');
    return report;
  };
}

/** The list of a service principal ends before it names a job; asked for by its id each is there. */
function spoilList(rig: TenantRig, servicePrincipalId: string): void {
  const open = rig.source.open.bind(rig.source);
  rig.source.open = (run) => {
    const reading = open(run);
    const ask = reading.ask.bind(reading);
    return Object.assign(reading, {
      async *ask(...asked: Parameters<typeof ask>) {
        for await (const answer of ask(...asked)) {
          const { jobId, at } = answer;
          const isSpoilt = answer.servicePrincipalId === servicePrincipalId && jobId === undefined;
          yield isSpoilt
            ? ({
                servicePrincipalId,
                jobId,
                at,
                kind: 'unreadable',
                cause: 'malformed',
                detail: 'no list',
              } as const)
            : answer;
        }
      },
    });
  };
}

describe('a run is not complete', () => {
  test('when every list is empty: what vanished counts as unreadable', async () => {
    const rig = new TenantRig();
    for (let n = 0; n < 20; n++) rig.source.set(name(n), [healthyJob()]);
    await rig.poll();
    for (let n = 0; n < 20; n++) rig.source.set(name(n), []);
    expect(await rig.poll()).toMatchObject({ outcome: 'partial', counts: { jobsUnreadable: 20 } });
  });

  test('when WATCH was widened and the tenant was not looked through since: it is, in that very run', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    await rig.poll({ watch: { kind: 'list', entries: [{ servicePrincipalId: 'sp-0', jobId: undefined }] } });
    await rig.poll();
    expect(rig.kinds).toEqual(['began']);
    rig.source.set('sp-2', [quarantinedJob(series1)]);
    await rig.poll({ watch: { kind: 'tenant', filter: 'accountEnabled eq true' } });
    expect(rig.kinds).toEqual(['began', 'began']);
  });

  test('when everything that discovery finds is left out', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    const watch = { kind: 'tenant', except: [{ servicePrincipalId: 'sp-0', jobId: undefined }] } as const;
    expect(await rig.poll({ watch })).toMatchObject({
      outcome: 'failed',
      failures: [{ cause: 'nothingWatched' }],
    });
  });
});

describe('a run that read nothing covers nothing', () => {
  test('where WATCH names wrong ids only: health fails in the end', async () => {
    const rig = new TenantRig({
      kind: 'list',
      entries: [
        { servicePrincipalId: 'sp-x', jobId: undefined },
        { servicePrincipalId: 'sp-y', jobId: 'a' },
      ],
    });
    const report = await rig.poll();
    expect(report).toMatchObject({ outcome: 'failed', covered: false });
    expect(report.failures).toMatchObject([{ about: 'WATCH entries sp-x, sp-y/a', cause: 'notFound' }]);
  });

  test('where all applications with jobs refuse, and one without answers 404', async () => {
    const rig = new TableRig();
    for (let n = 0; n < 5; n++) {
      rig.source.set(idOf(n), [healthyJob()]);
      rig.source.fail(idOf(n), 'http403');
    }
    rig.source.set(idOf(9), []);
    rig.source.notFound(idOf(9));
    for (let n = 0; n < 5; n++) expect(await rig.poll()).toMatchObject({ outcome: 'failed', covered: false });
    expect((await healthOf(rig)).status).toBe('fail');
  });

  test('where nothing was due and something waits to be read', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', []);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    rig.source.fail('sp-1', 'http403');
    await rig.poll({ discoveryIntervalMs: week });
    rig.source.remove('sp-0');
    rig.pass(61);
    await rig.poll({ discoveryIntervalMs: week });
    expect(await rig.poll({ discoveryIntervalMs: week })).toMatchObject({ covered: false });
  });

  test('but one that read jobs by their ids has read something', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob('a')]);
    await rig.poll();
    spoilList(rig, 'sp-0');
    expect(await rig.poll()).toMatchObject({ outcome: 'partial', covered: true, counts: { jobsRead: 1 } });
  });
});

describe('a reading that does not end in time', () => {
  test('still asks by its id for the job of a list that cannot be taken apart', async () => {
    const rig = new TenantRig();
    for (let n = 0; n < 30; n++) rig.source.set(name(n), [healthyJob()]);
    await rig.poll();
    rig.source.set(name(7), [quarantinedJob(series1)]);
    spoilList(rig, name(7));
    const cutRun = cutRunsOf(rig);
    for (let n = 0; n < 4; n++) await cutRun(16);
    expect(rig.kinds).toEqual(['began']);
  });

  test('still removes a job that is gone, and covers in rounds', async () => {
    const rig = new TenantRig();
    for (let n = 0; n < 30; n++) rig.source.set(name(n), [healthyJob()]);
    await rig.poll();
    rig.source.set(name(7), []);
    const cutRun = cutRunsOf(rig);
    const covered: boolean[] = [];
    for (let n = 0; n < 8; n++) covered.push((await cutRun(16)).covered);
    expect((await rig.store.job(name(7), 'scim.1'))?.state.isRemoved).toBe(true);
    expect(covered).toContain(true);
  });

  test('comes to the end of a discovery although one write always fails', async () => {
    const rig = new TenantRig();
    for (let n = 0; n < 60; n++) rig.source.set(name(n), [healthyJob()]);
    rig.source.set(name(59), [quarantinedJob(series1)]);
    rig.store.handOut = (store) => ({
      ...store,
      async refresh(changes) {
        const bad = changes.filter(
          ({ kind, ...change }) =>
            kind === 'job' && 'next' in change && JSON.stringify(change.next).includes(name(0)),
        );
        const done = await store.refresh(changes.filter((change) => !bad.includes(change)));
        const error = new StoreError('StorageBusy', 'busy');
        return { ...done, failed: [...done.failed, ...(bad.length > 0 ? [{ changes: bad, error }] : [])] };
      },
    });
    const cutRun = cutRunsOf(rig);
    for (let n = 0; n < 8; n++) await cutRun(16);
    expect(rig.kinds).toEqual(['began']);
    expect(await rig.store.unread(name(0))).toMatchObject({ cause: 'StorageBusy' });
  });

  test('comes within an hour to what refuses and is asked once an hour', async () => {
    const rig = new TenantRig();
    for (let n = 0; n < 32; n++) rig.source.set(name(n), [healthyJob()]);
    rig.source.set('sp-99', [quarantinedJob(series1)]);
    rig.source.fail('sp-99', 'http403');
    for (let n = 0; n < 12; n++) await rig.poll({ discoveryIntervalMs: week });
    rig.source.heal('sp-99');
    const cutRun = cutRunsOf(rig);
    for (let n = 0; n < 16; n++) await cutRun(16);
    expect(rig.kinds).toEqual(['began']);
  });
});

describe('what is remembered as never read', () => {
  test('is not forgotten by an answer that says nothing', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-1', [healthyJob('z')]);
    rig.source.set('sp-0', [healthyJob('a'), { id: 'b', status: 7 }]);
    await rig.poll();
    rig.source.fail('sp-0', 'http503');
    await rig.poll();
    expect(await rig.store.unread('sp-0')).toMatchObject({ cause: 'malformed' });
  });

  test('is no job that WATCH leaves out', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob('a'), { id: 'b', status: 7 }]);
    const watch = { kind: 'tenant', except: [{ servicePrincipalId: 'sp-0', jobId: 'b' }] } as const;
    expect(await rig.poll({ watch })).toMatchObject({
      outcome: 'complete',
      failures: [],
      counts: { principalsUnread: 0 },
    });
  });

  test('is left alone where its row is of another version, and makes nothing else stale', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-1', [healthyJob('z')]);
    rig.source.set('sp-0', [healthyJob('a')]);
    rig.source.fail('sp-0', 'http403');
    await rig.poll();
    const row = rig.store.table.rows.get('notread|sp-0');
    if (row) rig.store.table.rows.set('notread|sp-0', { ...row, schemaVersion: 4 });
    rig.pass(60);
    expect(await rig.poll()).toMatchObject({
      outcome: 'partial',
      covered: true,
      counts: { principalsUnread: 1 },
    });
    expect(rig.store.table.rows.get('notread|sp-0')?.schemaVersion).toBe(4);
  });

  test('costs bounded requests, also where hundreds are out of order for hours', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    for (let n = 0; n < 400; n++) {
      rig.source.set(`x-${n}`, [healthyJob()]);
      rig.source.fail(`x-${n}`, 'http500');
    }
    for (let n = 0; n < 14; n++) await rig.poll({ discoveryIntervalMs: week });
    const before = rig.source.asked.length;
    for (let n = 0; n < 4; n++) await rig.poll({ discoveryIntervalMs: week });
    // The known one at each poll, and each of the others once.
    expect(rig.source.asked.length - before).toBe(4 + 400);
    expect(new Set(rig.source.asked.slice(before)).size).toBe(401);
  });

  test('is counted also after a run that failed early', async () => {
    const rig = new TableRig();
    rig.source.set(idOf(0), [healthyJob()]);
    rig.source.set(idOf(1), [healthyJob()]);
    rig.source.fail(idOf(1), 'http503');
    await rig.poll();
    rig.source.refusal = new SourceError('TokenUnavailable', 'none');
    expect((await rig.poll()).counts.principalsUnread).toBe(1);
    const { body = '' } = await rig.ask({ route: 'jobs' });
    expect(JSON.parse(body).principalsUnread).toBe(1);
  });
});

test('a mass removal stands for 24 hours, whatever the others answer meanwhile', async () => {
  const rig = new TenantRig();
  for (let n = 0; n < 30; n++) rig.source.set(name(n), [n < 20 ? quarantinedJob(series1) : healthyJob()]);
  await rig.poll();
  for (let n = 0; n < 20; n++) rig.source.set(name(n), []);
  await rig.poll();
  for (let round = 0; round < 4; round++) {
    for (let n = 0; n < 20; n++) {
      rig.source.heal(name(n));
      if (Math.floor(n / 5) !== round) rig.source.fail(name(n), 'http503');
    }
    await rig.poll();
    await rig.poll();
  }
  expect(rig.kinds).not.toContain('cleared');
});

test('a job that its list steadily lacks and its id finds is what its id says, without a doubt', async () => {
  const rig = new TenantRig();
  rig.source.set('sp-1', [healthyJob('z')]);
  rig.source.set('sp-0', [healthyJob('a')]);
  await rig.poll();
  rig.source.notFound('sp-0');
  for (let n = 0; n < 3; n++)
    expect((await rig.poll()).counts).toMatchObject({ jobsRead: 2, jobsChanged: 0 });
});

test('health of a connector that never saw anything fails for good, however far apart its polls are', async () => {
  const rig = new TableRig();
  rig.source.set(idOf(0), [healthyJob()]);
  rig.source.fail(idOf(0), 'http403');
  const seen: string[] = [];
  for (let n = 0; n < 4; n++) {
    await rig.poll();
    seen.push((await healthOf(rig)).status);
    for (let k = 0; k < 5; k++) rig.now = new Date(Date.parse(rig.now) + 5 * 60_000).toISOString();
  }
  expect(seen).toEqual(['warn', 'fail', 'fail', 'fail']);
});

/** Rows of healthy jobs, some of which were changed by hand. */
async function damagedJobs(jobs: number, damaged: number): Promise<TableRig> {
  const rig = new TableRig();
  for (let n = 0; n < jobs; n++) rig.source.set(idOf(n), [healthyJob()]);
  await rig.poll();
  for (let n = 0; n < damaged; n++) damageRow(rig, latestRowKey(idOf(n), 'scim.1'), { hash: 5 });
  return rig;
}

function damageRow({ table }: TableRig, key: string, columns: object): void {
  const row = table.rows.get(key);
  if (!row) throw new Error(`there is no row ${key}`);
  table.rows.set(key, { ...row, ...columns, etag: 'W/"by hand"' });
}

test('what Service Bus says of single events hides neither a damaged row nor what Graph refuses', async () => {
  const rig = await damagedJobs(30, 1);
  rig.source.fail(idOf(1), 'http403', 'grant the role');
  for (let n = 2; n < 30; n++) rig.source.set(idOf(n), [quarantinedJob(series1)]);
  rig.publisher.refuse = ({ id }) => {
    const said = `It is refused. TrackingId:${id}, SystemTracker:NoSystemTracker, Timestamp:2026-03-10T00:05:00`;
    return publishError(Object.assign(new Error(said), { code: 'InvalidOperationError' }), 'events');
  };
  const { failures } = await rig.poll();
  expect(failures.map(({ cause, count }) => [cause, count])).toEqual([
    ['InvalidOperationError', 28],
    ['damagedRow', 1],
    ['http403', 1],
  ]);
  expect((await healthOf(rig)).checks.damagedRows).toMatchObject({ status: 'fail', count: 1 });
});

test('health counts each damaged row, also those that the last run does not name', async () => {
  const rig = await damagedJobs(30, 12);
  await rig.poll();
  expect((await healthOf(rig)).checks.damagedRows).toMatchObject({ status: 'fail', count: 12 });
});

test('each waiting event that cannot be read fails health, also while Service Bus is away', async () => {
  const rig = new TableRig();
  for (let n = 0; n < 4; n++) rig.source.set(idOf(n), [quarantinedJob(series1)]);
  rig.publisher.refuse = () => new PublishError('entity', 'ServiceTimeout', 'away');
  await rig.poll();
  const waiting = rig.table.rows.keysBetween(outboxRows.from, outboxRows.to);
  for (const key of waiting.slice(0, 2)) damageRow(rig, key, { sequence: 5 });
  await rig.poll();
  expect((await healthOf(rig)).checks.damagedRows).toMatchObject({ status: 'fail', count: 2 });
  rig.publisher.refuse = () => undefined;
  expect((await rig.poll()).counts).toMatchObject({ eventsSent: 2, eventsWaiting: 2 });
  expect((await healthOf(rig)).checks.damagedRows).toMatchObject({ status: 'fail', count: 2 });
});

describe('what waits for Service Bus is counted', () => {
  test('also while a delete fails and another event is refused', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [quarantinedJob(series1)]);
    rig.source.set('sp-1', [quarantinedJob(series1)]);
    rig.publisher.refuse = ({ applicationProperties }) =>
      applicationProperties.servicePrincipalId === 'sp-1'
        ? new PublishError('message', 'TooLarge', 'no')
        : undefined;
    rig.store.handOut = (store) => ({
      ...store,
      acknowledge: async (events) =>
        events.map((event) => ({ event, error: new StoreError('StorageBusy', 'no') })),
    });
    for (let n = 0; n < 3; n++) expect((await rig.poll()).counts.eventsWaiting).toBe(2);
  });

  test('also when a conflict hides that this run has recorded it', async () => {
    const rig = new TenantRig();
    rig.source.set('sp-0', [healthyJob()]);
    await rig.poll();
    rig.source.set('sp-0', [quarantinedJob(series1)]);
    rig.store.handOut = (store) => ({
      ...store,
      async record(change) {
        await store.record(change);
        return store.record(change);
      },
    });
    await rig.poll();
    expect(rig.kinds).toEqual(['began']);
  });
});
