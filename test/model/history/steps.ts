import fc from 'fast-check';
import type { Watch, WatchEntry } from '../../../src/core/watch.ts';
import { type Fault, faults, faultsAtOnce } from '../poll/faults.ts';
import type { World } from '../poll/world.ts';
import { acts } from '../tenant/acts.ts';
import { perform } from '../tenant/perform.ts';

/** What is counted of a history. The truth itself is the world's. */
export interface Steps {
  taken: number;
}

export type Step = fc.AsyncCommand<Steps, World>;

/** @param text what a counter-example shows of it */
function step(text: string, run: (world: World) => unknown): Step {
  return {
    check: () => true,
    run: async (steps, world) => {
      steps.taken++;
      await run(world);
    },
    toString: () => text,
  };
}

const changes = acts.map((act) => step(JSON.stringify(act), ({ truth }) => perform(truth, act)));

const seconds = fc.oneof(
  { weight: 10, arbitrary: fc.constant(300) },
  { weight: 6, arbitrary: fc.constantFrom(1, 10, 45, 119, 121, 3600) },
  { weight: 1, arbitrary: fc.constantFrom(2 * 86_400, 40 * 86_400) },
);

function pollsWith(faults: fc.Arbitrary<Fault>): fc.Arbitrary<Step> {
  const fault = fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: faults });
  return fc.tuple(seconds, fault).map(([after, fault]) =>
    step(`poll(after ${after} s${fault ? `, ${JSON.stringify(fault)}` : ''})`, (world) => {
      world.pass(after);
      return world.poll(fault);
    }),
  );
}

const entries: fc.Arbitrary<WatchEntry> = fc.record({
  servicePrincipalId: fc.constantFrom('sp-0', 'sp-1', 'sp-2'),
  jobId: fc.constantFrom(undefined, 'scim.0', 'scim.1'),
});

const watches = fc
  .oneof(
    fc.constant<Watch>({ kind: 'tenant' }),
    fc.constant<Watch>({ kind: 'tenant' }),
    fc.array(entries, { minLength: 1, maxLength: 3 }).map((list): Watch => ({ kind: 'list', entries: list })),
  )
  .map((watch) =>
    step(`watch(${JSON.stringify(watch)})`, (world) => {
      world.watch = watch;
    }),
  );

const losses = fc.constant(
  step('loseTable()', (world) => {
    // Long enough for the numbers of events, which begin at the clock's seconds, to rise.
    world.pass(3600);
    world.loseTable();
  }),
);

/** Of whatever tenant. */
const everyday = [
  { weight: 600, arbitrary: changes },
  // Rare, for what was before it counts for less.
  { weight: 25, arbitrary: losses },
];

export const steps: fc.Arbitrary<Step> = fc.oneof(
  ...everyday,
  { weight: 900, arbitrary: pollsWith(faults) },
  { weight: 60, arbitrary: watches },
);

/** Several principals go, or come back, at once. */
const masses = fc
  .tuple(
    fc.constantFrom('removePrincipal' as const, 'restorePrincipal' as const),
    fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 }),
  )
  .map(([act, principals]) =>
    step(`${act}s ${principals}`, ({ truth }) => {
      for (const principal of principals) perform(truth, { act, principal });
    }),
  );

/** Of a tenant from which much may vanish. */
export const massSteps: fc.Arbitrary<Step> = fc.oneof(
  ...everyday,
  { weight: 900, arbitrary: pollsWith(faultsAtOnce) },
  { weight: 120, arbitrary: masses },
);

/** Histories of such steps. @param replayPath of a failure, to see it again */
export function histories(of: fc.Arbitrary<Step>, length: number, replayPath?: string) {
  return fc.commands([of], {
    maxCommands: length,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  });
}
