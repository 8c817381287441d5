import fc from 'fast-check';
import { expect, test } from 'vitest';
import { budget, patience } from './budget.ts';
import { expectSafeEvent, expectSafeTexts, expectUnpolluted } from './expect-safe.ts';
import { liveOn } from './graph/damaged-life.ts';
import { servedPolls } from './graph/served.ts';
import { shownAnswers } from './graph/shown-answer.ts';
import { isUnknownById, showsGone, showsRecovered } from './proof.ts';

/** A poll of two principals, of three pages at the most, with four attempts at everything. */
const mostRequests = 100;

test(
  'whatever bytes Graph answers, no poll throws, rows stay readable, and nothing clears without proof',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(servedPolls, { minLength: 1, maxLength: 7 }), async (answers) => {
        const { polls, lines, store, publisher } = await liveOn(answers);
        for (const [index, { graph, report, told }] of polls.entries()) {
          expect(graph.strangers).toEqual([]);
          expect(graph.requests).toBeLessThan(mostRequests);
          expectSafeTexts(report, 'the report');
          for (const { transition, event } of told) {
            expectSafeEvent(event);
            if (transition.kind !== 'cleared' || transition.cause === 'superseded') continue;
            const { cause, condition, jobId } = transition;
            // What proves that another condition is over, core.test.ts knows.
            if (cause !== 'removed' && condition !== 'quarantine') continue;
            const shown = polls.slice(0, index + 1).map((each) => shownAnswers(each.graph.wire, transition));
            const shows = cause === 'removed' ? showsGone : showsRecovered;
            const proofs = shown.map((answers) => answers.some((answer) => shows(answer, jobId)));
            expect(proofs.filter(Boolean).length).toBeGreaterThanOrEqual(2);
            expect(proofs.at(-1)).toBe(true);
            if (cause === 'removed')
              expect(shown.at(-1)?.some((answer) => isUnknownById(answer, jobId))).toBe(true);
          }
        }
        for (const line of lines) expectSafeTexts(line, 'a line of the log');
        expect((await store.survey([])).damaged).toEqual([]);
        // A halt, which takes longer than most of these lives, is recorded and not published.
        const published = polls
          .flatMap(({ told }) => told)
          .filter(({ transition }) => transition.sequence !== undefined);
        expect(publisher.accepted.map(({ id }) => id).sort()).toEqual(
          published.map(({ event }) => event.id).sort(),
        );
        expectUnpolluted();
      }),
      budget(0.06),
    );
  },
  patience,
);
