import { describe, expect, it } from 'vitest';
import { timeOf } from '../../graph/entra-time.ts';
import { createTenant } from '../../graph/tenant.ts';
import { setScene } from '../../scenario/play.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { type ScenarioName, scenarios } from '../../scenario/scenarios.ts';
import { rulesOf } from '../../start/rules.ts';
import { trueJobs } from '../../start/truth.ts';

const names = Object.keys(scenarios) as ScenarioName[];

describe.each(names)('The scenario %s', (name) => {
  const { applications, denied = [], steps, sends = {} }: Scenario = scenarios[name].scenario;
  const deeds = steps.flatMap(({ does }) => does ?? []);

  it('has its steps in the order of their beats, the first after a first poll', () => {
    const beats = steps.map(({ beat }) => beat);
    expect(beats).toEqual(beats.toSorted((one, other) => one - other));
    expect(Math.min(...beats)).toBeGreaterThanOrEqual(3);
  });

  it('speaks of applications that it has', () => {
    const known = applications.map(({ principal }) => principal.displayName);
    for (const deed of deeds) if ('application' in deed) expect(known).toContain(deed.application);
    for (const application of Object.keys(sends)) expect(known).toContain(application);
  });

  it('ends what it begins', () => {
    const open = new Set<string>(denied);
    for (const deed of deeds) {
      if (deed.verb === 'fail' || deed.verb === 'throttle' || deed.verb === 'poison')
        open.add(`${deed.verb} ${deed.application}`);
      if (deed.verb === 'pause' || deed.verb === 'disable') open.add(`halt ${deed.application}`);
      if (deed.verb === 'giveUp') open.add(`halt ${deed.application}`);
      if (deed.verb === 'stall') open.add(`stall ${deed.application}`);
      if (deed.verb === 'failObjects' && deed.count > 0) open.add(`objects ${deed.application}`);
      if (deed.verb === 'failObjects' && deed.count === 0) open.delete(`objects ${deed.application}`);
      if (deed.verb === 'heal') open.delete(`fail ${deed.application}`);
      if (deed.verb === 'start') open.delete(`halt ${deed.application}`);
      if (deed.verb === 'run') open.delete(`stall ${deed.application}`);
      if (deed.verb === 'heal') for (const on of ['halt', 'stall']) open.delete(`${on} ${deed.application}`);
      if (deed.verb === 'delete')
        for (const on of ['fail', 'halt', 'stall', 'objects']) open.delete(`${on} ${deed.application}`);
      if (deed.verb === 'serve') open.delete(`throttle ${deed.application}`);
      if (deed.verb === 'cure') open.delete(`poison ${deed.application}`);
      if (deed.verb === 'down') open.add(deed.service);
      if (deed.verb === 'up') open.delete(deed.service);
      if (deed.verb === 'deny') open.add(deed.role);
      if (deed.verb === 'grant') open.delete(deed.role);
    }
    expect([...open]).toEqual([]);
  });
});

it('The tour shows a quarantine that begins and is lifted within a quarter of a minute, and ends after a minute', () => {
  const { steps }: Scenario = scenarios.tour.scenario;
  const begun = steps.find(({ does }) => does?.verb === 'fail');
  const lifted = steps.find(({ does }) => does?.verb === 'heal');
  expect(begun?.beat).toBeLessThan(10);
  expect(lifted?.beat).toBeLessThan(15);
  expect(lifted?.does).toMatchObject({
    application: begun?.does && 'application' in begun.does && begun.does.application,
  });
  expect(steps.at(-1)?.beat).toBe(60);
});

it('The scenario of conditions plays each deed that begins one, and asks for the events of all', () => {
  const { steps, settings, applications }: Scenario = scenarios.conditions.scenario;
  const verbs = new Set(steps.flatMap(({ does }) => does?.verb ?? []));
  for (const verb of ['pause', 'disable', 'giveUp', 'stall', 'failObjects', 'fail', 'delete', 'start', 'run'])
    expect(verbs).toContain(verb);
  expect(settings?.CONDITIONS).toBe('quarantine,halt,overdue,failures,jobs');
  const rules = rulesOf(settings ?? {});
  let now = new Date();
  const tenant = createTenant({ now: () => now, jobsRun: true });
  setScene(tenant, { applications, steps });
  now = new Date(now.getTime() + 5_000);
  const states = Object.fromEntries(
    [...trueJobs(tenant, rules, now)].map(({ displayName, state }) => [displayName, state]),
  );
  expect(states).toMatchObject({
    Zendesk: 'healthy',
    Box: 'quarantined',
    'AWS Single-Account Access': 'notStarted',
    'Fabrikam (cross-tenant)': 'starting',
  });
});

it('The applications of a tenant have run lately, and go on to run, but for one in quarantine and those that never did', () => {
  const { applications, steps }: Scenario = scenarios.quiet.scenario;
  let now = new Date(Date.now() + 60_000);
  const tenant = createTenant({ now: () => now, jobsRun: true });
  setScene(tenant, { applications, steps });
  const ends = () => [...tenant.jobRecords()].map(({ job }) => timeOf(job.status?.lastExecution?.timeEnded));
  const before = ends();
  now = new Date(now.getTime() + 5_000);
  const moved = ends().map((end, place) => (end ?? 0) - (before[place] ?? 0));
  expect(moved).toEqual([5_000, 5_000, 0, 0, 5_000, 5_000, 0]);
  expect(before.filter((end) => end !== undefined && now.getTime() - end > 24 * 3_600_000)).toEqual([]);
});
