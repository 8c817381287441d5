import fc from 'fast-check';
import { type Fault, faultsAtOnce } from '../poll/faults.ts';
import type { World } from '../poll/world.ts';
import { type Act, acts } from '../tenant/acts.ts';
import { perform } from '../tenant/perform.ts';
import { inTurns, race, type Turn, turnsOf } from './turns.ts';

/** Races of polls on one table, one after the other. */
export interface PollRaces {
  /** The number of jobs of each principal; few, so that polls meet in one row. */
  readonly tenant: readonly number[];
  /** What went before, each followed by an undisturbed poll. */
  readonly before: readonly (readonly Act[])[];
  readonly races: readonly PollRace[];
}

/** Polls at work at the same time, while the world changes. */
interface PollRace {
  readonly polls: readonly RacingPoll[];
  readonly meanwhile: readonly (Act | Crowd | Pause)[];
}

interface RacingPoll {
  /** Seconds that pass when it begins: the claim of another one may expire. */
  readonly after: number;
  readonly takesOver: boolean;
  readonly fault: Fault | undefined;
}

/** Every job changes in the same way. */
interface Crowd {
  readonly act: 'all';
  readonly of: 'quarantine' | 'lift';
}

interface Pause {
  readonly act: 'pass';
  readonly seconds: number;
}

const polls: fc.Arbitrary<RacingPoll> = fc.record({
  after: fc.constantFrom(0, 1, 31, 31, 121, 121, 300),
  takesOver: fc.constantFrom(true, true, true, false),
  fault: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: faultsAtOnce }),
});

const pauses: fc.Arbitrary<Pause> = fc.record({
  act: fc.constant('pass' as const),
  seconds: fc.constantFrom(1, 31, 121, 300),
});

/** What polls disagree about most easily. */
const turnings: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    act: fc.constant('quarantine' as const),
    job: fc.nat({ max: 2 }),
    began: fc.constantFrom('now' as const, 'old' as const),
  }),
  fc.record({ act: fc.constant('lift' as const), job: fc.nat({ max: 2 }) }),
);
const changes = fc.oneof({ weight: 3, arbitrary: turnings }, { weight: 2, arbitrary: acts });

const races: fc.Arbitrary<PollRace> = fc.record({
  polls: fc.oneof(
    { weight: 2, arbitrary: fc.array(polls, { minLength: 2, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(polls, { minLength: 3, maxLength: 3 }) },
  ),
  meanwhile: fc.array(fc.oneof({ weight: 5, arbitrary: changes }, { weight: 1, arbitrary: pauses }), {
    minLength: 1,
    maxLength: 8,
  }),
});

export const pollRaces: fc.Arbitrary<PollRaces> = fc.record({
  tenant: fc.constantFrom([1], [2], [1, 1], [2, 1]),
  before: fc.array(fc.array(changes, { maxLength: 3 }), { maxLength: 3 }),
  races: fc.array(races, { minLength: 1, maxLength: 2 }),
});

const crowds: fc.Arbitrary<Crowd> = fc.record({
  act: fc.constant('all' as const),
  of: fc.constantFrom('quarantine' as const, 'quarantine' as const, 'lift' as const),
});

/** Of a tenant whose events of one poll take several transactions. */
export const crowdRaces: fc.Arbitrary<PollRaces> = fc.record({
  tenant: fc.constantFrom([40], [30, 10]),
  before: fc.constant([[]]),
  races: fc.array(
    fc.record({
      polls: fc.array(polls, { minLength: 2, maxLength: 2 }),
      meanwhile: fc
        .tuple(
          crowds,
          fc.array(
            fc.oneof(
              { weight: 3, arbitrary: crowds },
              { weight: 2, arbitrary: turnings },
              { weight: 1, arbitrary: pauses },
            ),
            { maxLength: 3 },
          ),
        )
        .map(([first, others]) => [first, ...others]),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

/**
 * Runs them in the order that the scheduler finds. Each awaited call of a poll, and each way of a request, is a turn.
 */
export async function racePolls(
  world: World,
  { before, races }: PollRaces,
  scheduler: fc.Scheduler,
): Promise<void> {
  for (const acts of before) {
    for (const act of acts) perform(world.truth, act);
    world.pass(300);
    await world.poll();
  }
  const turns = turnsOf(scheduler);
  for (const { polls, meanwhile } of races) {
    const racers = polls.map((poll, n) => pollInTurns(world, poll, turns(`poll ${n + 1}`)));
    await race(scheduler, [...racers, changeInTurns(world, meanwhile, turns('the world'))]);
  }
}

async function pollInTurns(world: World, { after, takesOver, fault }: RacingPoll, turn: Turn): Promise<void> {
  await turn('begins');
  world.pass(after);
  const around = inTurns(turn, world.faulty(fault));
  await world.disturbedPoll({ around, travel: turn, takesOver });
}

async function changeInTurns(world: World, changes: PollRace['meanwhile'], turn: Turn): Promise<void> {
  for (const change of changes) {
    await turn(JSON.stringify(change));
    if (change.act === 'pass') world.pass(change.seconds);
    else if (change.act === 'all') changeAll(world, change.of);
    else perform(world.truth, change);
  }
}

function changeAll({ truth }: World, act: Crowd['of']): void {
  for (const job of truth.places.keys())
    perform(truth, act === 'lift' ? { act, job } : { act, job, began: 'now' });
}
