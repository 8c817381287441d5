import fc from 'fast-check';
import { PublishError } from '../../../src/core/errors.ts';
import { type Fault, faultsAtOnce } from '../poll/faults.ts';
import type { World } from '../poll/world.ts';
import { perform } from '../tenant/perform.ts';
import { inTurns, race, turnsOf } from './turns.ts';

/** Dispatches of one outbox at the same time, while a poll adds to it. */
export interface DispatchRace {
  /** How often each job goes into quarantine and out of it before. */
  readonly episodes: number;
  readonly faultsOfDispatches: readonly (Fault | undefined)[];
}

const most = { minLength: 2, maxLength: 3 };

export const dispatchRaces: fc.Arbitrary<DispatchRace> = fc.record({
  episodes: fc.integer({ min: 1, max: 2 }),
  faultsOfDispatches: fc.array(
    fc.option(
      faultsAtOnce.map((fault): Fault => ({ ...fault, among: 'writing' })),
      { nil: undefined },
    ),
    most,
  ),
});

/** Fills the outbox, and lets the dispatches race for it in the order that the scheduler finds. */
export async function raceDispatches(
  world: World,
  { episodes, faultsOfDispatches }: DispatchRace,
  scheduler: fc.Scheduler,
): Promise<void> {
  world.publisher.refuse = () => new PublishError('entity', 'ServiceBusy', 'later');
  for (let n = 0; n < episodes; n++) {
    change(world, 'quarantine');
    await pollAgain(world, 1);
    change(world, 'lift');
    await pollAgain(world, 2);
  }
  world.publisher.refuse = () => undefined;

  change(world, 'quarantine');
  world.pass(300);
  const turns = turnsOf(scheduler);
  const dispatches = faultsOfDispatches.map(async (fault, n) => {
    const turn = turns(`dispatch ${n + 1}`);
    await turn('begins');
    await world.dispatch(inTurns(turn, world.faulty(fault)), `dispatch-${n + 1}`);
  });
  const poll = async () => {
    const turn = turns('poll');
    await turn('begins');
    await world.disturbedPoll({
      around: inTurns(turn, world.faulty(undefined)),
      travel: turn,
      takesOver: true,
    });
  };
  await race(scheduler, [...dispatches, poll()]);
}

function change(world: World, act: 'quarantine' | 'lift'): void {
  for (const job of world.truth.places.keys()) {
    perform(world.truth, act === 'lift' ? { act, job } : { act, job, began: 'now' });
  }
}

async function pollAgain(world: World, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    world.pass(300);
    await world.poll();
  }
}
