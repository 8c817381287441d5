import fc from 'fast-check';
import { wantedEvents } from '../history/wanted-events.ts';
import { World } from '../poll/world.ts';
import { dispatchRaces, raceDispatches } from '../race/dispatch-race.ts';
import { type Order, orders } from '../race/order.ts';
import { crowdRaces, type PollRaces, pollRaces, racePolls } from '../race/poll-race.ts';
import { Truth } from '../tenant/truth.ts';
import { drain, judge } from '../verdict/verdict.ts';
import { type CheckOptions, check } from './check.ts';
import { add, type Counts } from './counts.ts';

/** Polls race polls. */
export function provePollRaces(options: CheckOptions): Promise<Counts> {
  return proveRacesOf('races', pollRaces, options);
}

/** Polls race polls whose events take several transactions. */
export function proveCrowdRaces(options: CheckOptions): Promise<Counts> {
  return proveRacesOf('crowdRaces', crowdRaces, options);
}

async function proveRacesOf(
  name: string,
  of: fc.Arbitrary<PollRaces>,
  options: CheckOptions,
): Promise<Counts> {
  const counts: Counts = {};
  const different = new Set<string>();
  const property = fc.asyncProperty(of, orders, wantedEvents, async (races, order, wanted) => {
    const world = new World(new Truth(races.tenant), wanted);
    await racePolls(world, races, order.begin());
    await drain(world);
    add(counts, judged(world, order, different));
  });
  await check(name, property, options);
  return { orders: different.size, ...counts };
}

/** Dispatches race dispatches, and a poll that adds to the outbox. */
export async function proveDispatchRaces(options: CheckOptions): Promise<Counts> {
  const counts: Counts = {};
  const different = new Set<string>();
  const property = fc.asyncProperty(dispatchRaces, orders, wantedEvents, async (races, order, wanted) => {
    const world = new World(new Truth([2, 1]), wanted);
    await raceDispatches(world, races, order.begin());
    await drain(world);
    add(counts, judged(world, order, different));
  });
  await check('dispatches', property, options);
  return { orders: different.size, ...counts };
}

/** @param different gets the order of this race's turns */
function judged(world: World, { turns }: Order, different: Set<string>): Counts {
  const { accepted: events } = judge(world);
  different.add(turns.join());
  return {
    runs: 1,
    turns: turns.length,
    polls: world.polls.length,
    overlapped: world.polls.filter(({ overlapped }) => overlapped).length,
    takenOver: world.polls.filter(({ wasTakenOver }) => wasTakenOver).length,
    busy: world.polls.filter(({ report }) => report?.kind === 'busy').length,
    events,
    repeats: world.publisher.accepted.length - events,
    ...world.met,
  };
}
