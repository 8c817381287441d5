import fc from 'fast-check';
import { histories } from '../history/steps.ts';
import { World } from '../poll/world.ts';
import { smallTenant } from '../tenant/truth.ts';
import { drain, judge } from '../verdict/verdict.ts';
import { type CheckOptions, check } from './check.ts';
import { add, type Counts } from './counts.ts';

const longest = 100;

/** Runs random histories; counts them, their steps, polls and events, and the faults by call and kind. */
export async function proveHistories(options: CheckOptions): Promise<Counts> {
  const counts: Counts = {};
  const property = fc.asyncProperty(histories(longest, options.replay), async (commands) => {
    const world = new World(smallTenant());
    const steps = { taken: 0 };
    await fc.asyncModelRun(() => ({ model: steps, real: world }), commands);
    await drain(world);
    const events = judge(world);
    add(counts, { runs: 1, steps: steps.taken, polls: world.polls.length, events, ...world.met });
  });
  await check('histories', property, options);
  return counts;
}
