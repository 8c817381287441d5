import { describe, expect, test } from 'vitest';
import type { ShownEpisode } from '../../../src/contract/answers/history.ts';
import { sorts, wholeOverview } from '../../../src/contract/http/query-values.ts';
import { DamagedRowError } from '../../../src/core/errors.ts';
import type { JobState } from '../../../src/core/state.ts';
import { checkHealth } from '../../../src/views/health.ts';
import { findJobs, showOverview } from '../../../src/views/overview.ts';
import { History } from '../../support/history.ts';
import { healthyJob, pausedJob, quarantine, quarantinedJob } from '../../support/jobs.ts';
import { principal, stateOf, stubApp, unreadPrincipal } from '../http/stub-app.ts';

/** As it stands after enough polls to prove what each of them shows. */
function proven(raw: Parameters<History['read']>[1] & { readonly id: string }): JobState {
  const history = new History();
  for (let minute = -40; minute <= 5; minute += 5) history.read(minute, raw);
  if (!history.state) throw new Error('not stored');
  return { ...history.state, jobId: raw.id };
}

const pausedInQuarantine = (id: string) =>
  healthyJob(id, { code: 'Paused', quarantine: quarantine() }, { state: 'Paused' });

describe('the overview', () => {
  test('counts each state word, and what was never read beside them', async () => {
    const app = stubApp([
      stateOf(quarantinedJob(undefined, {}, 'a')),
      proven(pausedJob('b')),
      stateOf(pausedJob('c')),
      stateOf(healthyJob('d', { code: 'Hibernating' })),
      stateOf(healthyJob('e')),
      stateOf(healthyJob('f')),
      { ...stateOf(quarantinedJob(undefined, {}, 'g')), unwatchedSince: History.minute(1) },
      { ...stateOf(healthyJob('h')), isRemoved: true },
    ]);
    app.stub.unread = [unreadPrincipal('Zoom')];
    expect((await showOverview(app, wholeOverview)).counts).toEqual({
      watched: 6,
      quarantined: 1,
      halted: 2,
      overdue: 0,
      failing: 0,
      unknown: 1,
      notStarted: 0,
      starting: 0,
      healthy: 2,
      unread: 1,
    });
  });

  test('calls nothing healthy that was not read lately', async () => {
    const app = stubApp([stateOf(healthyJob('a')), stateOf(quarantinedJob(undefined, {}, 'b'))]);
    app.stub.now = History.arrival(25);
    const { counts } = await showOverview(app, wholeOverview);
    expect(counts).toMatchObject({ healthy: 0, unknown: 1, quarantined: 1 });
  });

  test('names what is wrong, the most urgent first, also where the query asks for other jobs', async () => {
    const app = stubApp([
      stateOf(healthyJob('well')),
      stateOf(pausedJob('seen stopped')),
      proven(pausedJob('stopped')),
      stateOf(quarantinedJob('2026-03-05T00:00:00Z', {}, 'young')),
      stateOf(quarantinedJob('2026-03-01T00:00:00Z', {}, 'old')),
      { ...stateOf(quarantinedJob(undefined, {}, 'unwatched')), unwatchedSince: History.minute(1) },
    ]);
    const { wrong, jobs } = await showOverview(app, { ...wholeOverview, state: 'healthy' });
    expect(wrong.map(({ jobs: [first] }) => first?.job.jobId)).toEqual([
      'old',
      'young',
      'stopped',
      'seen stopped',
    ]);
    expect(jobs.map(({ job }) => job.jobId)).toEqual(['well']);
  });

  const quarantinedBy = (code: string, count: number) =>
    Array.from({ length: count }, (_, index) =>
      stateOf(quarantinedJob(undefined, { error: { code } }, `${code}.${index}`)),
    );

  test('makes one entry of five and more jobs of one cause, where the most urgent of them stands, and none of four', async () => {
    const app = stubApp([
      ...quarantinedBy('Alpha', 5),
      ...quarantinedBy('Beta', 4),
      stateOf(quarantinedJob('2026-02-01T00:00:00Z', { error: { code: 'Alpha' } }, 'first')),
    ]);
    const { wrong } = await showOverview(app, wholeOverview);
    expect(wrong.map(({ count, jobs }) => [count, jobs.length, jobs[0]?.job.jobId])).toEqual([
      [6, 6, 'first'],
      ...[0, 1, 2, 3].map((index) => [1, 1, `Beta.${index}`]),
    ]);
  });

  test('names fifty entries and two hundred jobs at most, and counts them all', async () => {
    const many = stubApp(quarantinedBy('Alpha', 300));
    const [group] = (await showOverview(many, wholeOverview)).wrong;
    expect([group?.count, group?.jobs.length]).toEqual([300, 200]);

    const various = stubApp(
      Array.from({ length: 60 }, (_, index) => quarantinedBy(`Code${index}`, 1)).flat(),
    );
    const { wrong, counts } = await showOverview(various, wholeOverview);
    expect([wrong.length, counts.quarantined]).toEqual([50, 60]);
  });

  test('says of which jobs the name alone does not say which one is meant', async () => {
    const named = (id: string, displayName: string) => ({
      ...stateOf(healthyJob(id)),
      application: { appId: 'a', displayName },
    });
    const app = stubApp([named('a', 'Slack'), named('b', 'Slack'), named('c', 'Zoom')]);
    const { jobs } = await showOverview(app, wholeOverview);
    expect(jobs.map(({ job, hasNamesake }) => [job.jobId, hasNamesake])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
    ]);
  });

  test('looks up the domains of cloud sync where its jobs share a name, of twenty at most, whatever is damaged', async () => {
    const cloudSync = (id: string) => ({
      ...stateOf({ ...healthyJob(id), templateId: 'AD2AADProvisioning' }),
      application: { appId: 'a', displayName: 'Cloud sync' },
    });
    const ids = Array.from({ length: 25 }, (_, index) => `job.${String(index).padStart(2, '0')}`);
    const app = stubApp(ids.map(cloudSync));
    for (const id of ids)
      app.stub.bodies.set(id, {
        synchronizationJobSettings: [{ name: 'DomainFQDN', value: `${id}.example` }],
      });
    const { job } = app.snapshots;
    app.snapshots.job = (servicePrincipalId, id) =>
      id === ids[1]
        ? Promise.reject(new DamagedRowError(`latest|${id}`, 'is newer'))
        : job(servicePrincipalId, id);
    const { jobs } = await showOverview(app, wholeOverview);
    const domains = jobs.map(({ domain }) => domain);
    expect(domains.slice(0, 3)).toEqual(['job.00.example', undefined, 'job.02.example']);
    expect(domains.filter((domain) => domain !== undefined)).toHaveLength(19);
  });

  test('counts what cannot be read by its cause, the commonest first, with the earliest begin and the oldest reading', async () => {
    const unreadable = (id: string, cause: string, minute: number) => ({
      ...stateOf(healthyJob(id)),
      observedAt: History.minute(minute),
      unreadable: { since: History.minute(minute), cause, detail: `because of ${cause}` },
    });
    const app = stubApp([
      unreadable('a', 'http503', -9),
      unreadable('b', 'http403', -3),
      unreadable('c', 'http403', -7),
      stateOf(healthyJob('d')),
    ]);
    expect((await showOverview(app, wholeOverview)).unreadable).toEqual([
      {
        cause: 'http403',
        detail: 'because of http403',
        count: 2,
        since: History.minute(-7),
        observedAt: History.minute(-7),
      },
      {
        cause: 'http503',
        detail: 'because of http503',
        count: 1,
        since: History.minute(-9),
        observedAt: History.minute(-9),
      },
    ]);
  });

  test('shows every open episode of a job after those that are over, oldest first', async () => {
    const app = stubApp([proven(pausedInQuarantine('scim.1'))]);
    const past: ShownEpisode = {
      condition: 'overdue',
      episode: '2026-02-20T00:00:00.000Z',
      occurrence: 1,
      published: false,
      open: false,
      began: '2026-02-20T00:00:00.000Z',
      clearedAfter: '2026-02-21T00:00:00.000Z',
      clearedBefore: '2026-02-22T00:00:00.000Z',
      cause: 'caughtUp',
      durationSeconds: 172_800,
      reasons: [],
    };
    app.stub.ended = [{ servicePrincipalId: principal, jobId: 'scim.1', episode: past }];
    const [shown] = (await showOverview(app, wholeOverview)).jobs;
    expect(shown?.episodes.map(({ condition, open }) => [condition, open])).toEqual([
      ['overdue', false],
      ['quarantine', true],
      ['halt', true],
    ]);
  });

  test('has on each page what the whole list has there, and on one behind the last what the last has', async () => {
    const app = stubApp(
      Array.from({ length: 250 }, (_, index) => {
        const id = `job ${(index * 7) % 250}`;
        return index % 9 === 0 ? stateOf(quarantinedJob(undefined, {}, id)) : stateOf(healthyJob(id));
      }),
    );
    for (const sort of sorts) {
      const query = { ...wholeOverview, sort };
      const whole = (await findJobs(app, query)).jobs.map(({ jobId }) => jobId);
      for (const [page, from] of [
        [1, 0],
        [2, 100],
        [3, 200],
        [4, 200],
      ] as const) {
        const { jobs, found, pages } = await showOverview(app, { ...query, page });
        expect([found, pages]).toEqual([250, 3]);
        expect(jobs.map(({ job }) => job.jobId)).toEqual(whole.slice(from, from + 100));
      }
    }
  });

  test('has the health that is asked for by itself, also where all of many jobs stand still', async () => {
    const late = { ...stateOf(healthyJob()), interval: 'PT40M' };
    const overdue = {
      ...late.conditions.overdue,
      status: 'true' as const,
      facts: {
        reason: 'notRunning' as const,
        expectedBy: History.minute(-1),
        endedAt: undefined,
        steadyAt: undefined,
        progress: [],
      },
    };
    const standing = (jobId: string) => ({ ...late, jobId, conditions: { ...late.conditions, overdue } });
    const app = stubApp([
      ...Array.from({ length: 8 }, (_, index) => standing(`late.${index}`)),
      ...Array.from({ length: 30 }, (_, index) => stateOf(healthyJob(`well.${index}`))),
      stateOf(quarantinedJob(undefined, {}, 'ill')),
      {
        ...stateOf(healthyJob('unread')),
        unreadable: { since: History.minute(0), cause: 'http403', detail: 'refused' },
      },
    ]);
    const { health } = await showOverview(app, wholeOverview);
    expect(health).toEqual(await checkHealth(app));
    expect([health.checks.massDelay.status, health.checks.openConditions.counts.quarantine]).toEqual([
      'fail',
      1,
    ]);
  });
});
