import fc from 'fast-check';
import type { Watch, WatchEntry } from '../../../src/core/watch.ts';
import { latestRowKey } from '../../../src/table/keys.ts';
import { type Fault, faults, faultsAtOnce } from '../poll/faults.ts';
import type { World } from '../poll/world.ts';
import { type Act, acts } from '../tenant/acts.ts';
import { perform } from '../tenant/perform.ts';
import { answerings, batchings } from '../tenant/truth.ts';
import { scenes } from './scenes.ts';
import { wantedConditions } from './wanted-events.ts';

/** What is counted of a history. The truth itself is the world's. */
interface Steps {
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

/** Ticks of a timer do not come to the second. */
const jitter = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(0.3, 7, 25) },
);

/** Milliseconds that a run may take; Graph and the table may be too slow for the shorter ones. */
const budgets = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(200, 5_000, 60_000, 480_000) },
);

function pollsWith(faults: fc.Arbitrary<Fault>): fc.Arbitrary<Step> {
  const fault = fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: faults });
  return fc.tuple(seconds, jitter, fault, budgets).map(([after, jitter, fault, budgetMs]) => {
    const text = [
      `after ${after + jitter} s`,
      fault && JSON.stringify(fault),
      budgetMs && `in ${budgetMs} ms`,
    ];
    return step(`poll(${text.filter((each) => each !== undefined).join(', ')})`, (world) => {
      world.pass(after + jitter);
      return world.poll(fault, budgetMs);
    });
  });
}

/** Polls that nothing disturbs, one after the other: what takes its time is proven. */
const quietTimes = fc
  .tuple(fc.constantFrom(3, 4, 6), fc.constantFrom(300, 1200, 2400, 2400, 3600))
  .map(([times, seconds]) =>
    step(`polls(${times} times, every ${seconds} s)`, async (world) => {
      for (let n = 0; n < times; n++) {
        world.pass(seconds);
        await world.poll();
      }
    }),
  );

/** What becomes of one job in a while, each of it seen by a poll or several. */
const played = scenes.map((scene) => {
  const text = scene.map(
    ({ act, polls, seconds }) => `${JSON.stringify(act)}, ${polls} polls of ${seconds} s`,
  );
  return step(`scene(${text.join('; ')})`, async (world) => {
    for (const { act, polls, seconds } of scene) {
      perform(world.truth, act);
      for (let n = 0; n < polls; n++) {
        world.pass(seconds);
        await world.poll();
      }
    }
  });
});

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

/** `CONDITIONS` is set anew. */
const publications = wantedConditions.map((conditions) =>
  step(`publish(${[...conditions]})`, (world) => {
    world.wanted = { ...world.wanted, conditions };
  }),
);

/** Someone deletes the table, or brings an old copy of it back. */
const losses = fc.constantFrom(
  step('loseTable()', (world) => world.loseTable()),
  step('setTableBack()', (world) => world.setTableBack()),
);

/** Processes begin anew, or another one polls, whose clock is not quite the same. */
const processes = fc.oneof(
  fc.constant(step('restart()', (world) => world.restart())),
  fc
    .constantFrom(0, 0.4, 2, -2, 45, -45)
    .map((ahead) => step(`switchProcess(${ahead} s ahead)`, (world) => world.switchProcess(ahead))),
);

/** What is wrong with the table until it is mended. */
const troubles = fc.oneof(
  fc
    .record({
      which: fc.constantFrom('refused' as const, 'failing' as const),
      servicePrincipalId: fc.constantFrom('sp-0', 'sp-1', 'sp-2'),
      jobId: fc.constantFrom('scim.0', 'scim.1'),
    })
    .map(({ which, servicePrincipalId, jobId }) =>
      step(`${which}(${servicePrincipalId}/${jobId})`, ({ table }) =>
        table.trouble[which].add(latestRowKey(servicePrincipalId, jobId)),
      ),
    ),
  fc.constantFrom('failsDeletes' as const, 'losesAnswers' as const).map((what) =>
    step(`${what}()`, ({ table }) => {
      table.trouble[what] = true;
    }),
  ),
  fc.constant(step('mendTable()', ({ table }) => table.mend())),
  fc.constant(step('mendTable()', ({ table }) => table.mend())),
);

/** How Graph answers all of the tenant: not at all, as before the grant; slowly; well, as after it. */
const moods = fc.oneof(
  fc.constantFrom('401' as const, '403' as const, '503' as const, 'notJson' as const).map((answering) =>
    step(`allAnswer(${answering})`, ({ truth }) => {
      for (const principal of truth.principals) principal.answering = answering;
    }),
  ),
  fc.constantFrom(2_000, 20_000).map((latency) =>
    step(`answersIn(${latency} ms)`, ({ truth }) => {
      truth.latency = latency;
    }),
  ),
  fc.constantFrom(1_000, 30_000).map((pace) =>
    step(`takes(${pace} ms an answer)`, ({ truth }) => {
      truth.pace = pace;
    }),
  ),
  fc.constantFrom(-3_000, 20 * 60_000, -20 * 60_000, 0).map((ahead) =>
    step(`graphClock(${ahead} ms ahead)`, ({ truth }) => {
      truth.graphAhead = ahead;
    }),
  ),
  fc.constant(step('heal()', ({ truth }) => truth.heal())),
  fc.constant(step('heal()', ({ truth }) => truth.heal())),
);

/** Entra's engine stands still for all of the tenant, or runs again. */
const engines = fc.constantFrom(
  ...(['stall', 'stall', 'catchUp', 'lift'] as const).map((act) =>
    step(`all ${act}`, ({ truth }) => {
      for (const job of truth.places.keys()) perform(truth, { act, job });
    }),
  ),
);

/** It runs in time, and then stands still for so long that this is told: chance alone would seldom come to it. */
const longDelays = fc.constant(
  step('all run, and stall for 8 hours', async (world) => {
    for (const [act, polls] of [
      ['lift', 3],
      ['stall', 12],
    ] as const) {
      for (const job of world.truth.places.keys()) perform(world.truth, { act, job });
      for (let n = 0; n < polls; n++) {
        world.pass(2400);
        await world.poll();
      }
    }
  }),
);

/** Nobody polls for a while, and someone looks. */
const looks = fc.constantFrom(300, 1200).map((seconds) =>
  step(`look(after ${seconds} s)`, async (world) => {
    world.pass(seconds);
    await world.look();
  }),
);

/** Of whatever tenant. */
const everyday = [
  { weight: 600, arbitrary: changes },
  // Rare, for what was before it counts for less.
  { weight: 25, arbitrary: losses },
  { weight: 25, arbitrary: processes },
  { weight: 40, arbitrary: troubles },
  { weight: 40, arbitrary: moods },
  { weight: 20, arbitrary: looks },
  { weight: 30, arbitrary: publications },
  { weight: 100, arbitrary: quietTimes },
  { weight: 60, arbitrary: played },
];

export const steps: fc.Arbitrary<Step> = fc.oneof(
  ...everyday,
  { weight: 900, arbitrary: pollsWith(faults) },
  { weight: 60, arbitrary: watches },
  { weight: 8, arbitrary: engines },
);

/** What a connector may begin with: everything answers, or the role is missing, or Graph is in trouble with some of it. */
export const beginnings: fc.Arbitrary<readonly Act[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.array(fc.constantFrom(...answerings), { minLength: 3, maxLength: 3 }),
        fc.constantFrom(true, true, false),
        fc.constantFrom(...batchings),
        fc.array(acts, { maxLength: 3 }),
      )
      .map(([kinds, answers, batching, more]): Act[] => [
        ...more,
        ...kinds.map((answering, principal): Act => ({ act: 'answer', principal, answering })),
        { act: 'directory', answers },
        { act: 'batch', batching },
      ]),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('401' as const, '403' as const, '503' as const)
      .map((answering) => [0, 1, 2, 3].map((principal): Act => ({ act: 'answer', principal, answering }))),
  },
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
  { weight: 60, arbitrary: engines },
  { weight: 15, arbitrary: longDelays },
);

/** Much of a large tenant changes at once, in one way. */
const crowds = fc
  .tuple(
    fc.constantFrom('quarantine' as const, 'quarantine' as const, 'lift' as const, 'pause' as const),
    fc.constantFrom(1, 1, 2, 3),
    fc.constantFrom('now' as const, 'old' as const),
  )
  .map(([act, every, began]) =>
    step(`each ${every}. job: ${act} ${began}`, ({ truth }) => {
      for (let job = 0; job < truth.places.length; job += every)
        perform(truth, act === 'quarantine' ? { act, job, began } : { act, job });
    }),
  );

/** Rows of jobs anywhere in it that the table refuses, or whose transactions fail. */
const scattered = fc
  .tuple(fc.constantFrom('refused' as const, 'failing' as const), fc.nat({ max: 200 }))
  .map(([which, n]) =>
    step(`${which}(job ${n})`, ({ table, truth }) => {
      const key = truth.keys[n % truth.keys.length];
      if (key) table.trouble[which].add(latestRowKey(key.servicePrincipalId, key.jobId));
    }),
  );

/** A poll of it has many more calls at which something may go wrong. */
const faultsOfCrowds = fc
  .tuple(faultsAtOnce, fc.integer({ min: 1, max: 12 }))
  .map(([fault, far]) => ({ ...fault, at: fault.at * far }));

/** Of a tenant whose events of one poll take several transactions. */
export const crowdSteps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 200, arbitrary: changes },
  { weight: 300, arbitrary: crowds },
  { weight: 900, arbitrary: pollsWith(faultsOfCrowds) },
  { weight: 80, arbitrary: scattered },
  { weight: 40, arbitrary: troubles },
  { weight: 25, arbitrary: losses },
  { weight: 25, arbitrary: processes },
);

/** Histories of such steps. @param replayPath of a failure, to see it again */
export function histories(of: fc.Arbitrary<Step>, length: number, replayPath?: string) {
  return fc.commands([of], {
    maxCommands: length,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  });
}
