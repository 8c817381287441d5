import { describe, expect, test } from 'vitest';
import { type Expected, minutesBetweenPolls, minutesOfDay, type Plan } from './plan/plan.ts';
import { planSoak } from './plan/plan-soak.ts';
import { retentionHours } from './plan/settings.ts';
import { troubleKinds } from './plan/troubles.ts';

const seeds = Array.from({ length: 20 }, (_, seed) => seed);
const planOf = (seed: number, days: number, jobs: number) =>
  planSoak({ seed, days, jobs, hasPrevious: true });
const weeks = seeds.map((seed) => planOf(seed, 7, 100));
/** The shortest life of the smallest tenant. */
const days = seeds.map((seed) => planOf(seed, 1, 10));
const plans = [...weeks, ...days];
const nameOf = (plan: Plan) => `${plan.days} days of ${plan.jobs} jobs, seed ${plan.seed}`;

describe('The plan of a soak', () => {
  test('is the same for the same seed, and another one for another seed', () => {
    expect(planOf(1, 7, 100)).toEqual(weeks[1]);
    expect(weeks[1]?.deeds).not.toEqual(weeks[2]?.deeds);
  });

  test('has each kind of trouble', () => {
    const all = troubleKinds.flatMap(({ begins, middle = [], ends = [] }) => [begins, middle, ends].flat());
    for (const plan of plans) {
      const verbs = new Set(plan.deeds.map(({ verb }) => verb));
      expect(verbs, nameOf(plan)).toEqual(new Set([...all, 'retry']));
      const told = new Set(plan.expected.map(({ about }) => about));
      expect(told, nameOf(plan)).toEqual(new Set(['quarantine', 'halt', 'overdue', 'failures', 'job']));
    }
  });

  test('has an outage of each service, three upgrades and the ways back between them, and instances that overlap', () => {
    for (const { outages, firstBuild, replacements } of plans) {
      expect(new Set(outages.map(({ service }) => service))).toEqual(new Set(['bus', 'graph', 'tables']));
      const builds = [firstBuild, ...replacements.map(({ build }) => build)].slice(0, 6);
      expect(builds).toEqual(['previous', 'now', 'previous', 'now', 'previous', 'now']);
      expect(replacements.some(({ overlaps }) => overlaps)).toBe(true);
    }
  });

  test('never has two of outages and replacements within half an hour of each other, all at a poll', () => {
    for (const plan of plans) {
      const spans = [
        ...plan.outages.map(({ from, until }) => [from, until] as const),
        ...plan.replacements.map(({ minute }) => [minute, minute] as const),
      ].sort(([one], [other]) => one - other);
      const gaps = spans.slice(1).map(([from], index) => from - (spans[index]?.[1] ?? 0));
      expect(Math.min(...gaps), nameOf(plan)).toBeGreaterThanOrEqual(30);
      expect(spans.flat().filter((minute) => minute % minutesBetweenPolls !== 0)).toEqual([]);
    }
  });

  test('wants of each job and condition began and cleared in turns, each told before the next', () => {
    for (const plan of plans) {
      for (const stream of streamsOf(plan)) {
        expect(stream[0]?.kind, nameOf(plan)).not.toBe('cleared');
        for (const [place, next] of stream.slice(1).entries()) {
          const before = stream[place];
          expect(next.kind, nameOf(plan)).toBe(before?.kind === 'began' ? 'cleared' : 'began');
          expect(next.from, nameOf(plan)).toBeGreaterThanOrEqual(before?.until ?? Number.NaN);
        }
      }
    }
  });

  test('wants every event before it ends', () => {
    for (const plan of plans) {
      expect(plan.expected.length).toBeGreaterThan(10);
      for (const { from, until } of plan.expected) {
        expect(from, nameOf(plan)).toBeLessThan(until);
        expect(until, nameOf(plan)).toBeLessThan(plan.days * minutesOfDay);
      }
    }
  });

  test('does nothing to a job that is gone or not there yet', () => {
    for (const plan of plans) {
      const there = new Set(Array.from({ length: plan.jobs }, (_, job) => job));
      for (const { job, verb } of plan.deeds) {
        if (verb === 'appear' || verb === 'appearBroken') there.add(job);
        expect(there.has(job), nameOf(plan)).toBe(true);
        if (verb === 'remove') there.delete(job);
      }
    }
  });

  test('has more to do by day than by night', () => {
    const minutes = weeks.flatMap(({ deeds }) => deeds).map(({ minute }) => minute % minutesOfDay);
    const byDay = minutes.filter((minute) => minute >= 7 * 60 && minute < 19 * 60);
    expect(byDay.length / minutes.length).toBeGreaterThan(0.6);
  });

  test('deploys the same build only, where there is no previous one', () => {
    const { firstBuild, replacements } = planSoak({ seed: 1, days: 7, jobs: 100, hasPrevious: false });
    expect(new Set([firstBuild, ...replacements.map(({ build }) => build)])).toEqual(new Set(['now']));
    expect(replacements.length).toBeGreaterThan(1);
  });

  test('deletes what is old within the time that it takes', () => {
    for (const days of [1, 2, 3, 4, 7, 60]) expect(retentionHours(days)).toBeLessThanOrEqual((days * 24) / 2);
  });
});

/** The expected events of each job about the same. */
function streamsOf({ expected }: Plan): readonly (readonly Expected[])[] {
  const streams = new Map<string, Expected[]>();
  for (const each of expected) {
    const key = `${each.job} ${each.about}`;
    streams.set(key, [...(streams.get(key) ?? []), each]);
  }
  return [...streams.values()];
}
