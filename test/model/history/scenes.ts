import fc from 'fast-check';
import { type Act, acts } from '../tenant/acts.ts';

/** What becomes of one job, and the polls that see it. */
export type Scene = readonly SceneStep[];

interface SceneStep {
  readonly act: Act;
  readonly polls: number;
  /** Between two of them. */
  readonly seconds: number;
}

type JobAct = Exclude<
  Extract<Act, { job: number }>['act'],
  'quarantine' | 'giveReason' | 'fail' | 'runEvery'
>;

const happens = (act: JobAct, polls: number, seconds = 1200): SceneStep => ({
  act: { act, job: 0 },
  polls,
  seconds,
});
const fails = (objects: number, polls: number): SceneStep => ({
  act: { act: 'fail', job: 0, objects },
  polls,
  seconds: 2400,
});
const runsEvery = (minutes: number, polls: number): SceneStep => ({
  act: { act: 'runEvery', job: 0, minutes },
  polls,
  seconds: 300,
});
const falls: SceneStep = { act: { act: 'quarantine', job: 0, began: 'now' }, polls: 2, seconds: 300 };

/** What chance alone would seldom come to. */
const plots: readonly Scene[] = [
  // A run that was at work ends after the stop.
  [happens('lift', 1), happens('pause', 1), happens('runLate', 1), happens('pause', 3)],
  // Late, and then halted, or quarantined.
  [happens('lift', 3, 2400), happens('stall', 6, 2400), happens('pause', 3)],
  [happens('lift', 3, 2400), happens('stall', 6, 2400), falls],
  // On time again without a newer date: two answers are needed.
  [happens('lift', 3, 2400), happens('stall', 5, 2400), runsEvery(120, 3), runsEvery(40, 1)],
  // One more or less than what counts as failing; nearly over, and failing again.
  [happens('lift', 1), fails(9, 2), fails(10, 3), fails(5, 3), fails(4, 3), fails(5, 1), fails(0, 5)],
  [happens('lift', 1), fails(12, 3), fails(150, 3), fails(0, 5)],
  // A first cycle that is late, and is stopped.
  [happens('forgetRuns', 1), happens('lift', 1), happens('stall', 11, 2400), happens('disable', 3)],
  // In quarantine, and stopped; started again while in quarantine.
  [falls, happens('pause', 3), happens('lift', 3, 300)],
];

/** A plot, or anything, of a job. */
export const scenes: fc.Arbitrary<Scene> = fc
  .tuple(
    fc.nat({ max: 11 }),
    fc.oneof(
      fc.constantFrom(...plots),
      fc.array(
        fc.record({
          act: acts,
          polls: fc.integer({ min: 1, max: 4 }),
          seconds: fc.constantFrom(130, 1200, 2400, 2400),
        }),
        { minLength: 2, maxLength: 5 },
      ),
    ),
  )
  .map(([job, scene]) =>
    scene.map((step) => ({ ...step, act: 'job' in step.act ? { ...step.act, job } : step.act })),
  );
