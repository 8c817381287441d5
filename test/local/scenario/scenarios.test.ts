import { describe, expect, it } from 'vitest';
import { type ScenarioName, scenarios } from '../../../infra/local/scenario/scenarios.ts';

const names = Object.keys(scenarios) as ScenarioName[];

describe.each(names)('The scenario %s', (name) => {
  const { applications, steps } = scenarios[name].scenario;

  it('has its steps in the order of their beats, the first after a first poll', () => {
    const beats = steps.map(({ beat }) => beat);
    expect(beats).toEqual(beats.toSorted((one, other) => one - other));
    expect(Math.min(...beats)).toBeGreaterThanOrEqual(3);
  });

  it('speaks of applications that it has', () => {
    const known = applications.map(({ principal }) => principal.displayName);
    for (const { does } of steps) if ('application' in does) expect(known).toContain(does.application);
  });

  it('ends what it begins', () => {
    const open = new Set<string>();
    for (const { does } of steps) {
      if (does.verb === 'fail' || does.verb === 'throttle') open.add(`${does.verb} ${does.application}`);
      if (does.verb === 'heal') open.delete(`fail ${does.application}`);
      if (does.verb === 'serve') open.delete(`throttle ${does.application}`);
      if (does.verb === 'down') open.add(does.service);
      if (does.verb === 'up') open.delete(does.service);
    }
    expect([...open]).toEqual([]);
  });
});

it('The tour shows a quarantine that begins and is lifted within a quarter of a minute, and ends after a minute', () => {
  const { steps } = scenarios.tour.scenario;
  const begun = steps.find(({ does }) => does.verb === 'fail');
  const lifted = steps.find(({ does }) => does.verb === 'heal');
  expect(begun?.beat).toBeLessThan(10);
  expect(lifted?.beat).toBeLessThan(15);
  expect(lifted?.does).toMatchObject({
    application: begun && 'application' in begun.does && begun.does.application,
  });
  expect(steps.at(-1)?.beat).toBe(60);
});
