import fc from 'fast-check';
import { expect, test } from 'vitest';
import { budget, patience } from './budget.ts';
import { expectSafeEvent, expectUnpolluted } from './expect-safe.ts';
import { answeredJobs } from './hostile-jobs.ts';
import { type Answered, live } from './life.ts';
import { showsGone, showsRecovered } from './proof.ts';
import { oddTexts } from './values.ts';

const displayName = fc.oneof(fc.constant('Salesforce'), oddTexts);
const answers: fc.Arbitrary<Answered> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('jobs' as const),
      jobs: fc.array(answeredJobs, { maxLength: 3 }),
      cut: fc.nat(9).map((n) => n === 0),
      displayName,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { kind: 'gone' as const, displayName: '' },
      { kind: 'unreadable' as const, displayName: '' },
    ),
  },
);

test(
  'whatever Graph answers, nothing throws, what is told is bounded and clean, and nothing clears without proof',
  () => {
    fc.assert(
      fc.property(
        fc.array(answers, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (history, includeErrorMessage) => {
          const life = live(history, { includeErrorMessage });
          for (const { poll, transition, event } of life.told) {
            expectSafeEvent(event);
            if (transition.kind !== 'cleared' || transition.cause === 'superseded') continue;
            const shows = transition.cause === 'removed' ? showsGone : showsRecovered;
            const proofs = life.answers
              .slice(0, poll + 1)
              .filter((answer) => shows(answer, transition.jobId));
            expect(proofs.length).toBeGreaterThanOrEqual(2);
            expect(proofs.at(-1)).toBe(life.answers[poll]);
          }
          expectUnpolluted();
        },
      ),
      budget(0.6),
    );
  },
  patience,
);
