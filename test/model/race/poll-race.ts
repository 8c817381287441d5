import fc from 'fast-check';
import { type Act, acts, perform } from '../acts.ts';
import { type Fault, faultsAtOnce } from '../faults.ts';
import type { World } from '../world.ts';
import { inTurns, race, type Turn, turnsOf } from './turns.ts';

/** Polls at work at the same time, while the world changes. */
export interface PollRace {
  readonly polls: readonly RacingPoll[];
  readonly meanwhile: readonly (Act | Pause)[];
}

interface RacingPoll {
  /** Seconds that pass when it begins: the claim of another one may expire. */
  readonly after: number;
  readonly ignoresClaims: boolean;
  readonly fault: Fault | undefined;
}

interface Pause {
  readonly act: 'pass';
  readonly seconds: number;
}

/** What came of races, to see that they were some. */
export interface RaceCounts {
  readonly conflicts: number;
  readonly busy: number;
}

const polls: fc.Arbitrary<RacingPoll> = fc.record({
  after: fc.constantFrom(0, 1, 31, 31, 121, 121, 300),
  ignoresClaims: fc.boolean(),
  fault: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: faultsAtOnce },
  ),
});

const pauses: fc.Arbitrary<Pause> = fc.record({
  act: fc.constant('pass' as const),
  seconds: fc.constantFrom(1, 31, 121, 300),
});

export const pollRaces: fc.Arbitrary<PollRace> = fc.record({
  polls: fc.oneof(
    { weight: 5, arbitrary: fc.array(polls, { minLength: 2, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(polls, { minLength: 3, maxLength: 3 }) },
  ),
  meanwhile: fc.array(fc.oneof({ weight: 4, arbitrary: acts }, { weight: 1, arbitrary: pauses }), {
    maxLength: 5,
  }),
});

/** Runs it in the order that the scheduler finds. Each awaited call of a poll, and each way of a request, is a turn. */
export async function racePolls(
  world: World,
  { polls, meanwhile }: PollRace,
  scheduler: fc.Scheduler,
): Promise<RaceCounts> {
  const turns = turnsOf(scheduler);
  const counts = { conflicts: 0, busy: 0 };
  const racers = polls.map(async ({ after, ignoresClaims, fault }, n) => {
    const turn = turns(`poll ${n + 1}`);
    await turn('begins');
    world.pass(after);
    const around = inTurns(turn, world.faulty(fault), (result) => {
      counts.conflicts += conflictsIn(result);
    });
    const { report } = await world.disturbedPoll({ around, travel: turn, ignoresClaims });
    if (report?.kind === 'busy') counts.busy++;
  });
  await race(scheduler, [...racers, changeMeanwhile(world, meanwhile, turns('the world'))]);
  return counts;
}

async function changeMeanwhile(world: World, meanwhile: PollRace['meanwhile'], turn: Turn): Promise<void> {
  for (const each of meanwhile) {
    await turn(JSON.stringify(each));
    if (each.act === 'pass') world.pass(each.seconds);
    else perform(world.truth, each);
  }
}

function conflictsIn(result: unknown): number {
  if (result === 'conflict') return 1;
  const isRefresh = typeof result === 'object' && result !== null && 'conflicts' in result;
  return isRefresh && Array.isArray(result.conflicts) ? result.conflicts.length : 0;
}
