import fc from 'fast-check';
import { World } from '../poll/world.ts';
import { dispatchRaces, raceDispatches } from '../race/dispatch-race.ts';
import { pollRaces, racePolls } from '../race/poll-race.ts';
import { Truth } from '../tenant/truth.ts';
import { drain, judge } from '../verdict/verdict.ts';
import { type CheckOptions, check } from './check.ts';
import { add, type Counts } from './counts.ts';

/** Polls race polls. */
export async function provePollRaces(options: CheckOptions): Promise<Counts> {
  const counts: Counts = {};
  const orders = new Set<string>();
  const property = fc.asyncProperty(pollRaces, fc.scheduler(), async (races, scheduler) => {
    const world = new World(new Truth(races.tenant));
    const conflicts = await racePolls(world, races, scheduler);
    await drain(world);
    add(counts, { conflicts, ...judged(world, scheduler, orders) });
  });
  await check('races', property, options);
  return { orders: orders.size, ...counts };
}

/** Dispatches race dispatches, and a poll that adds to the outbox. */
export async function proveDispatchRaces(options: CheckOptions): Promise<Counts> {
  const counts: Counts = {};
  const orders = new Set<string>();
  const property = fc.asyncProperty(dispatchRaces, fc.scheduler(), async (races, scheduler) => {
    const world = new World(new Truth([2, 1]));
    await raceDispatches(world, races, scheduler);
    await drain(world);
    add(counts, judged(world, scheduler, orders));
  });
  await check('dispatches', property, options);
  return { orders: orders.size, ...counts };
}

/** @param orders gets the order of this race's turns */
function judged(world: World, scheduler: fc.Scheduler, orders: Set<string>): Counts {
  const events = judge(world);
  const order = scheduler.report().map(({ label }) => label);
  orders.add(order.join());
  return {
    runs: 1,
    turns: order.length,
    polls: world.polls.length,
    overlapped: world.polls.filter(({ overlapped }) => overlapped).length,
    busy: world.polls.filter(({ report }) => report?.kind === 'busy').length,
    events,
    repeats: world.publisher.accepted.length - events,
    ...world.met,
  };
}
