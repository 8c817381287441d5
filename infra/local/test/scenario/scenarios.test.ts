import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../scenario/scenario.ts';
import { type ScenarioName, scenarios } from '../../scenario/scenarios.ts';

const names = Object.keys(scenarios) as ScenarioName[];

describe.each(names)('The scenario %s', (name) => {
  const { applications, denied = [], steps }: Scenario = scenarios[name].scenario;
  const deeds = steps.flatMap(({ does }) => does ?? []);

  it('has its steps in the order of their beats, the first after a first poll', () => {
    const beats = steps.map(({ beat }) => beat);
    expect(beats).toEqual(beats.toSorted((one, other) => one - other));
    expect(Math.min(...beats)).toBeGreaterThanOrEqual(3);
  });

  it('speaks of applications that it has', () => {
    const known = applications.map(({ principal }) => principal.displayName);
    for (const deed of deeds) if ('application' in deed) expect(known).toContain(deed.application);
  });

  it('ends what it begins', () => {
    const open = new Set<string>(denied);
    for (const deed of deeds) {
      if (deed.verb === 'fail' || deed.verb === 'throttle' || deed.verb === 'poison')
        open.add(`${deed.verb} ${deed.application}`);
      if (deed.verb === 'heal') open.delete(`fail ${deed.application}`);
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
