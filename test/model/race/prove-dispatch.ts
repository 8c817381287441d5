import fc from 'fast-check';
import { Truth } from '../truth.ts';
import { drain, judge } from '../verdict.ts';
import { World } from '../world.ts';
import { dispatchRaces, raceDispatches } from './dispatch-race.ts';

export async function proveDispatch(options: { seed?: number; races: number; path?: string }) {
  let [repeated, events, turns] = [0, 0, 0];
  const orders = new Set<string>();
  const property = fc.asyncProperty(dispatchRaces, fc.scheduler(), async (each, scheduler) => {
    const world = new World(new Truth([2, 1]));
    await raceDispatches(world, each, scheduler);
    await drain(world);
    events += judge(world);
    repeated += world.publisher.accepted.length;
    const order = scheduler.report().map(({ label }) => label);
    turns += order.length;
    orders.add(order.join());
  });
  await fc.assert(property, { numRuns: options.races, ...(options.seed !== undefined && { seed: options.seed }) });
  return { events, repeated: repeated - events, turns, orders: orders.size };
}
