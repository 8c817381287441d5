import fc from 'fast-check';
import { beginnings, crowdSteps, histories, massSteps, type Step, steps } from '../history/steps.ts';
import { wantedEvents } from '../history/wanted-events.ts';
import { World } from '../poll/world.ts';
import { perform } from '../tenant/perform.ts';
import { crowdedTenant, largerTenant, smallTenant, type Truth } from '../tenant/truth.ts';
import { drain, judge } from '../verdict/verdict.ts';
import { type CheckOptions, check } from './check.ts';
import { add, type Counts } from './counts.ts';

/** Steps. */
const longest = 100;
const longestOfCrowds = 15;

/** Runs random histories of a tenant with too few jobs for a mass removal. */
export function proveHistories(options: CheckOptions): Promise<Counts> {
  return prove('histories', steps, smallTenant, longest, options);
}

/** Runs random histories of a tenant from which much vanishes at once; no polls that overlap. */
export function proveMassRemovals(options: CheckOptions): Promise<Counts> {
  return prove('removals', massSteps, largerTenant, longest, options);
}

/** Runs random histories of a tenant of which much changes at once; no polls that overlap. */
export function proveCrowds(options: CheckOptions): Promise<Counts> {
  return prove('crowds', crowdSteps, crowdedTenant, longestOfCrowds, options);
}

/** Counts steps, polls, events, jobs that vanished among too many, and the faults by call and kind. */
async function prove(
  name: string,
  of: fc.Arbitrary<Step>,
  tenant: () => Truth,
  length: number,
  options: CheckOptions,
): Promise<Counts> {
  const counts: Counts = {};
  const property = fc.asyncProperty(
    histories(of, length, options.replay),
    wantedEvents,
    beginnings,
    async (commands, wanted, beginning) => {
      const world = new World(tenant(), wanted);
      for (const act of beginning) perform(world.truth, act);
      const taken = { taken: 0 };
      await fc.asyncModelRun(() => ({ model: taken, real: world }), commands);
      await drain(world);
      const { accepted: events, ...others } = judge(world);
      const amongMany = world.ledger.chapters.filter(({ automaton }) => automaton.wasAmongMany).length;
      add(counts, {
        runs: 1,
        steps: taken.taken,
        polls: world.polls.length,
        events,
        ...others,
        amongMany,
        healthy: world.healthy,
        unread: world.polls.filter(
          ({ report }) => report?.kind === 'ended' && report.counts.principalsUnread > 0,
        ).length,
        takenOver: world.polls.filter(({ wasTakenOver }) => wasTakenOver).length,
        ...world.met,
      });
    },
  );
  await check(name, property, options);
  return counts;
}
