import { describe, expect, test } from 'vitest';
import { PublishError, RefusedWriteError, SourceError, StoreError } from '../../../../src/core/errors.ts';
import { Failures } from '../../../../src/poll/failures.ts';
import { heartbeat } from '../../../../src/poll/log-lines.ts';
import { healthyJob, quarantinedJob } from '../../../../test/support/jobs.ts';
import { AlertDay } from './alert-day.ts';

/** A tenant of so many applications with a job each, before its first poll. */
function firstDay(applications = 10): AlertDay {
  const day = new AlertDay();
  for (let n = 0; n < applications; n++) day.rig.source.set(`sp-${n}`, [healthyJob()]);
  return day;
}

/** The same after an hour of good polls. */
async function afterAGoodHour(applications = 10): Promise<AlertDay> {
  const day = firstDay(applications);
  await day.polls(12);
  return day;
}

function failAll(day: AlertDay, cause: string): void {
  for (const id of day.rig.source.tenant.keys()) day.rig.source.fail(id, cause);
}

function healAll(day: AlertDay): void {
  for (const id of day.rig.source.tenant.keys()) day.rig.source.heal(id);
}

describe('where nothing can be read', () => {
  test.each(['http401', 'http403', 'http502'])(
    '%s from the first minute on alerts for as long as it lasts',
    async (cause) => {
      const day = firstDay(40);
      failAll(day, cause);
      await day.polls(2);
      expect(day.on()).toEqual({});
      expect(await day.onDuring(42, 7)).toMatchObject({ 'nothing-read': 6 });
      expect(day.on()).toMatchObject({ 'nothing-read': [{ Runs: 4, Causes: cause }] });
      expect(day.on()).not.toHaveProperty('never-read');
      expect(day.on()).not.toHaveProperty('incomplete');
      healAll(day);
      await day.polls(1);
      expect(day.on()).not.toHaveProperty('nothing-read');
      await day.polls(12);
      expect(day.on()).toEqual({});
    },
  );

  test('gateway errors for all alert after a good hour, and not for two polls', async () => {
    const day = await afterAGoodHour();
    failAll(day, 'http502');
    await day.polls(3);
    expect(day.on()).toEqual({});
    await day.polls(1);
    expect(day.on()).toEqual({ 'nothing-read': [{ Runs: 4, Causes: 'http502' }] });
    healAll(day);
    await day.polls(1);
    expect(day.on()).toEqual({});
  });

  test('runs that ask for nothing, because no application can be looked for, are no success', async () => {
    const day = firstDay();
    day.rig.source.undiscoverable = new SourceError('http403', 'no role');
    await day.polls(3);
    expect(day.on()).toMatchObject({ 'nothing-read': [{ Runs: 3, Causes: 'http403' }] });
  });

  test('runs that read no job are no success while one waits to be read, also between two askings', async () => {
    const day = new AlertDay();
    for (let n = 0; n < 5; n++) day.rig.source.set(`without-${n}`, []);
    day.rig.source.set('refuses', [quarantinedJob()]);
    day.rig.source.fail('refuses', 'http403');
    await day.polls(5);
    expect(day.on()).toHaveProperty('nothing-read');
    await day.polls(15);
    const causes = new Set<unknown>();
    for (let n = 0; n < 30; n++) {
      await day.polls(1);
      causes.add(day.on()['nothing-read']?.[0]?.Causes);
    }
    expect([...causes]).toEqual(['http403']);
  });

  test('a tenant without any job alerts nobody', async () => {
    const day = new AlertDay();
    for (let n = 0; n < 5; n++) day.rig.source.set(`without-${n}`, []);
    expect(await day.onDuring(30, 5)).toEqual({});
  });

  test('known jobs of which none can be taken apart are not seen', async () => {
    const day = await afterAGoodHour(3);
    for (let n = 0; n < 3; n++) day.rig.source.set(`sp-${n}`, [{ id: 'scim.1', status: 'none' }]);
    await day.polls(4);
    expect(day.on()).toMatchObject({ 'nothing-read': [{ Causes: 'malformed' }] });
  });

  test.each([
    ['cut', (line: string) => line.slice(0, 300)],
    ['without members', () => '{"line":"poll","run":"1"}'],
  ])('a line that is %s is no success', async (_, arrives) => {
    const day = await afterAGoodHour();
    day.arrives = arrives;
    await day.polls(4);
    expect(day.on()).toMatchObject({ 'nothing-read': [{ Runs: 4 }] });
    await day.polls(9);
    expect(day.on()).toMatchObject({ incomplete: [{ Covered: 0, Runs: 12 }] });
  });

  test('lines that are cut do not hide an event that waits', async () => {
    const day = await afterAGoodHour();
    day.rig.source.set('sp-0', [quarantinedJob()]);
    day.rig.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'busy');
    await day.polls(5);
    expect(day.on()).toHaveProperty('unsent');
    day.arrives = (line) => (line.startsWith('{"line":"poll",') ? line.slice(0, 300) : line);
    await day.polls(2);
    expect(day.on()).toMatchObject({ unsent: [{ Waiting: 1 }] });
  });
});

describe('where a part cannot be read', () => {
  test('one 503 of fifty alerts nobody', async () => {
    const day = await afterAGoodHour(50);
    day.rig.source.fail('sp-7', 'http503');
    await day.polls(1);
    expect(day.on()).toEqual({});
    day.rig.source.heal('sp-7');
    expect(await day.onDuring(30, 5)).toEqual({});
  });

  test('one 503 of fifty at the first poll alerts nobody, and one that stays alerts after an hour, with its name', async () => {
    const day = firstDay(50);
    day.rig.source.fail('sp-7', 'http503', 'Graph answered 503.');
    await day.polls(12);
    expect(day.on()).toEqual({});
    await day.polls(2);
    const why = 'http503, service principal sp-7: Graph answered 503.';
    expect(day.on()).toEqual({ 'never-read': [{ Runs: 12, Unread: 1, Why: why }] });
    day.rig.source.heal('sp-7');
    await day.polls(1);
    expect(day.on()).toEqual({});
  });

  test('what was read once alerts under its cause, when nearly every poll of an hour has met it', async () => {
    const day = await afterAGoodHour(50);
    day.rig.source.fail('sp-7', 'http503');
    await day.polls(10);
    expect(day.on()).toEqual({});
    await day.polls(2);
    expect(day.on()).toMatchObject({
      'lasting-failure': [{ Cause: 'http503', Runs: 12, MostAtOnce: 1, About: 'service principal sp-7' }],
    });
    expect(Object.keys(day.on())).toEqual(['lasting-failure']);
  });

  test('applications that cannot be looked for alert, though every known job is read', async () => {
    const day = await afterAGoodHour();
    day.rig.source.undiscoverable = new SourceError('http500', 'no');
    await day.polls(24);
    expect(day.on()).toMatchObject({
      'lasting-failure': [{ Cause: 'http500', About: 'discovery of service principals' }],
    });
  });

  test('three applications that refuse for ever are named, and nothing else is said', async () => {
    const day = firstDay(50);
    const refusing = ['sp-11', 'sp-23', 'sp-42'];
    for (const id of refusing) day.rig.source.fail(id, 'http403', 'Grant the role.');
    await day.polls(4);
    expect(day.on()).toMatchObject({ 'access-denied': [{ Cause: 'http403', Runs: 4, MostAtOnce: 3 }] });
    await day.polls(33);
    const times = await day.onDuring(287, 7);
    expect(times).toEqual({ 'never-read': 41 });
    const why = `http403, service principals ${refusing.join(', ')}: Grant the role.`;
    expect(day.on()['never-read']).toMatchObject([{ Unread: 3, Why: why }]);
  });

  test('three known applications that refuse for ever are named too', async () => {
    const day = await afterAGoodHour(50);
    for (const id of ['sp-11', 'sp-23', 'sp-42']) day.rig.source.fail(id, 'http403');
    await day.polls(4);
    expect(await day.onDuring(287, 7)).toEqual({ 'access-denied': 41 });
  });

  test('a throttled quarter of a large tenant is not called never read when it is read a poll later', async () => {
    const day = firstDay(20);
    for (let n = 0; n < 5; n++) day.rig.source.fail(`sp-${n}`, 'http429');
    await day.polls(2);
    healAll(day);
    expect(await day.onDuring(24, 4)).toEqual({});
  });
});

describe('where something cannot be written', () => {
  test('a new job whose write fails once alerts nobody', async () => {
    const day = await afterAGoodHour();
    day.rig.source.set('sp-new', [healthyJob()]);
    let fails = 2;
    day.rig.store.fault = (call, when) => {
      if (call === 'refresh' && when === 'before' && fails-- > 0) throw new StoreError('StorageBusy', 'busy');
    };
    expect(await day.onDuring(30, 5)).toEqual({});
  });

  test('a new job that the table will not have alerts as never read', async () => {
    const day = await afterAGoodHour();
    day.rig.source.set('sp-new', [healthyJob()]);
    day.rig.store.refuse = ({ next }) =>
      next.servicePrincipalId === 'sp-new' ? new RefusedWriteError('WriteRefused', 'too large') : undefined;
    await day.polls(26);
    expect(day.on()).toMatchObject({
      'never-read': [{ Unread: 1, Why: expect.stringContaining('sp-new/scim.1') }],
    });
    expect(day.on()).not.toHaveProperty('nothing-read');
  });

  test('an hour in which no change could be stored alerts, though every job is read', async () => {
    const day = await afterAGoodHour();
    day.rig.source.set('sp-0', [healthyJob('scim.1', { escrowsPruned: true })]);
    day.rig.store.fault = (call, when) => {
      if (call === 'refresh' && when === 'before') throw new StoreError('StorageBusy', 'busy');
    };
    await day.polls(11);
    expect(day.on()).not.toHaveProperty('incomplete');
    await day.polls(1);
    expect(day.on()).toMatchObject({ incomplete: [{ Runs: 12, Covered: 0, Failed: 0 }] });
    expect(day.on()).not.toHaveProperty('nothing-read');
  });

  test('a table that vanishes in the middle of a poll and is made again alerts nobody', async () => {
    const day = await afterAGoodHour();
    let isLost = false;
    day.rig.source.set('sp-0', [healthyJob('scim.1', { escrowsPruned: true })]);
    day.rig.source.beforeAnswer = (id) => {
      if (id !== 'sp-5' || isLost) return;
      isLost = true;
      day.rig.store.table.rows.clear();
    };
    await day.polls(1);
    expect(isLost).toBe(true);
    expect(day.rig.lines.at(-1)).toMatchObject({ line: 'poll', outcome: 'failed' });
    expect(day.on()).toEqual({});
    expect(await day.onDuring(30, 5)).toEqual({});
  });

  test('one that vanishes in the middle of every poll alerts', async () => {
    const day = await afterAGoodHour();
    day.rig.source.beforeAnswer = (id) => {
      if (id === 'sp-5') day.rig.store.table.rows.clear();
    };
    await day.polls(4);
    expect(day.on()).toMatchObject({ 'nothing-read': [{ Runs: 4 }] });
  });
});

test('before the first complete poll the alerts are silent while polls go on, and speak when none covers everything', async () => {
  const day = firstDay();
  expect(day.on()).toEqual({});
  await day.polls(1);
  expect(day.on()).toEqual({});
  const stuck = firstDay();
  stuck.rig.store.fault = (call, when) => {
    if (call === 'refresh' && when === 'before') throw new StoreError('StorageBusy', 'busy');
  };
  await stuck.polls(3);
  expect(stuck.on()).toHaveProperty('incomplete');
});

test('the heartbeat of a run that meets the worst is no longer than a log message may be', () => {
  const failures = new Failures();
  const long = '\u0001"\\'.repeat(2000);
  for (let n = 0; n < 10_000; n++) {
    const about = { what: 'service principal', name: `${n} ${long}` };
    failures.add(about, { cause: `${n % 200} ${long}`, detail: `${n % 150} ${long}` });
  }
  const many = Number.MAX_SAFE_INTEGER;
  const counts = {
    principals: many,
    principalsUnread: many,
    jobsRead: many,
    jobsChanged: many,
    jobsUnreadable: many,
    eventsRecorded: many,
    eventsSent: many,
    eventsWaiting: many,
    oldestWaitingSeconds: many,
    graphRequests: many,
    graphThrottled: many,
    tableTransactions: many,
    milliseconds: many,
  };
  const ended = { outcome: 'partial', covered: false } as const;
  const line = JSON.stringify(heartbeat('run', '2026-03-10T00:00:00.000Z', ended, counts, failures.list(20)));
  expect(line.length).toBeLessThan(32_768);
  expect(JSON.parse(line)).toMatchObject({ outcome: 'partial', failureKinds: 20 });
  expect(JSON.parse(line).failures.length).toBeGreaterThan(0);
});
