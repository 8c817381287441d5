import fc from 'fast-check';
import { noneWanted } from '../../support/wanted-events.ts';
import { arrivals, awaitArrival, tenantOf } from '../history/arrivals.ts';
import { World } from '../poll/world.ts';
import { drain, judge } from '../verdict/verdict.ts';
import { type CheckOptions, check } from './check.ts';
import { add, type Counts } from './counts.ts';

/** Applications that are new are told in time. */
export async function proveArrivals(options: CheckOptions): Promise<Counts> {
  const counts: Counts = {};
  const property = fc.asyncProperty(arrivals, async (arrival) => {
    const world = new World(tenantOf(arrival), noneWanted);
    await awaitArrival(world, arrival);
    const polls = world.polls.length;
    await drain(world);
    add(counts, { runs: 1, polls, events: judge(world).accepted });
  });
  await check('arrivals', property, options);
  return counts;
}
