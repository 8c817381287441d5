import fc from 'fast-check';
import { type Act, acts, perform } from '../acts.ts';
import { smallTenant } from '../commands.ts';
import { drain, judge } from '../verdict.ts';
import { World } from '../world.ts';
import { type PollRace, pollRaces, racePolls } from './poll-race.ts';

/** What a proof by races went through. */
export interface ProvenRaces {
  races: number;
  /** Different orders of turns. */
  readonly orders: Set<string>;
  turns: number;
  polls: number;
  overlapped: number;
  conflicts: number;
  busy: number;
  events: number;
}

interface Course {
  /** What went before, each followed by an undisturbed poll. */
  readonly before: readonly (readonly Act[])[];
  readonly races: readonly PollRace[];
}

const courses: fc.Arbitrary<Course> = fc.record({
  before: fc.array(fc.array(acts, { maxLength: 4 }), { maxLength: 3 }),
  races: fc.array(pollRaces, { minLength: 1, maxLength: 2 }),
});

export async function proveRaces(options: { seed?: number; races: number; path?: string }): Promise<ProvenRaces> {
  const { races: numRuns, seed, path } = options;
  const proven: ProvenRaces = {
    races: 0,
    orders: new Set(),
    turns: 0,
    polls: 0,
    overlapped: 0,
    conflicts: 0,
    busy: 0,
    events: 0,
  };
  const property = fc.asyncProperty(courses, fc.scheduler(), async ({ before, races }, scheduler) => {
    const world = new World(smallTenant());
    for (const acts of before) {
      for (const act of acts) perform(world.truth, act);
      world.pass(300);
      await world.poll();
    }
    for (const each of races) {
      const { conflicts, busy } = await racePolls(world, each, scheduler);
      proven.conflicts += conflicts;
      proven.busy += busy;
      proven.races++;
    }
    await drain(world);
    proven.events += judge(world);
    proven.polls += world.polls.length;
    proven.overlapped += world.polls.filter((poll) => poll.overlapped).length;
    const order = scheduler.report().map(({ label }) => label);
    proven.turns += order.length;
    proven.orders.add(order.join());
  });
  await fc.assert(property, {
    numRuns,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  });
  return proven;
}
