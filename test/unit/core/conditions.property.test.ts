import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConditionType, conditionTypes } from '../../../src/contract/events/event-names.ts';
import type { WantedEvents } from '../../../src/core/detection.ts';
import type { ConditionTransition } from '../../../src/core/transition.ts';
import { episodesOf, History, sequencesOf } from '../../support/history.ts';
import { createdJob, pausedJob, quarantinedJob, ranJob, seen } from '../../support/jobs.ts';
import { usualLimits } from '../../support/usual-limits.ts';
import { everyConditionWanted, noneWanted } from '../../support/wanted-events.ts';

const { minute, arrival } = History;

/** Limits so short that a life of forty polls comes to all of them. */
const limits = {
  ...usualLimits,
  haltAfterMs: 10 * 60_000,
  overdueAfterMs: 5 * 60_000,
  initialCycleAfterMs: 30 * 60_000,
  failuresClearAfterMs: 10 * 60_000,
};
const never = '0001-01-01T00:00:00Z';

const looks = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      see: fc.constant('ran' as const),
      /** Minutes since its last run ended; nothing: it stands still since the last one. */
      ago: fc.constantFrom(0, 1, undefined, undefined),
      failing: fc.constantFrom(0, 4, 5, 10, 100),
      state: fc.constantFrom('Succeeded', 'EntryLevelErrors', 'Failed'),
      isSteady: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      see: fc.constantFrom(
        'paused' as const,
        'paused' as const,
        'disabled' as const,
        'created' as const,
        'hibernating' as const,
        'quarantined' as const,
        'gone' as const,
        'gone' as const,
        'unreadable' as const,
        'unwatched' as const,
      ),
    }),
  },
);
type Look = typeof looks extends fc.Arbitrary<infer T> ? T : never;

/** Each look lasts for some polls, as it takes several to prove anything. */
const lives = fc
  .array(fc.tuple(looks, fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 16 })
  .map((phases) => phases.flatMap(([look, polls]): Look[] => Array(polls).fill(look)));

/** Plays a life, a poll every five minutes. */
function play(
  life: readonly Look[],
  wantedAt: (poll: number) => WantedEvents,
  isMassDelay: boolean,
): History {
  const job = new History(2 * 60_000, noneWanted, { limits, isMassDelay });
  let ended = 0;
  for (const [poll, look] of life.entries()) {
    const at = poll * 5;
    if (look.see === 'gone') job.gone(at);
    else if (look.see === 'unreadable' || look.see === 'unwatched') job[look.see](at);
    else {
      if (look.see === 'ran' && look.ago !== undefined) ended = at - look.ago;
      job.observe(at, seen(answerOf(look, ended), arrival(at)), { wanted: wantedAt(poll) });
    }
  }
  return job;
}

function answerOf(look: Look, ended: number) {
  if (look.see !== 'ran') {
    if (look.see === 'created') return createdJob();
    if (look.see === 'quarantined') return quarantinedJob('');
    if (look.see === 'paused') return pausedJob();
    return ranJob({
      ended: minute(ended),
      ...(look.see === 'disabled'
        ? { schedule: { state: 'Disabled' } }
        : { status: { code: 'Hibernating' } }),
    });
  }
  const { failing, state, isSteady } = look;
  return ranJob({
    ended: minute(ended),
    failing,
    state,
    interval: 'PT1M',
    ...(!isSteady && { steady: never }),
  });
}

const ofType = (job: History, type: ConditionType): ConditionTransition[] =>
  job.transitions.flatMap((each) => (each.condition === type ? each : []));

test('whatever a job does, the episodes of each condition alternate, have names of their own and no gap in what is published', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(
      lives,
      fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
      fc.boolean(),
      (life, wants, isMassDelay) => {
        const wantedAt = (poll: number) => (wants[poll] ? everyConditionWanted : noneWanted);
        const job = play(life, wantedAt, isMassDelay);
        const steps = job.transitions.map(({ step }) => step);
        expect(steps).toEqual(steps.map((_, n) => (steps[0] ?? 0) + n));
        for (const type of conditionTypes) {
          const transitions = ofType(job, type);
          expect(transitions.map(({ kind }) => kind)).toEqual(
            transitions.map((_, n) => (n % 2 === 0 ? 'began' : 'cleared')),
          );
          for (const { kind, sequence } of transitions)
            met.add(`${type} ${kind} ${sequence === undefined ? 'silent' : 'published'}`);
          const isOpen = transitions.length % 2 === 1;
          const record = job.state?.conditions[type];
          // Only an episode that is held back is open without a begin.
          if (record?.episode?.heldUntil === undefined) expect(record?.isOpen ?? false).toBe(isOpen);
          const published = transitions.filter(({ episode }) => episode.published);
          const sequences = sequencesOf(transitions);
          expect(sequences).toHaveLength(published.length);
          expect(sequences).toEqual(sequences.map((_, n) => (sequences[0] ?? 0) + n));
          // Published whole or not at all.
          const halves = episodesOf(transitions).map(({ published: is }) => is);
          for (let n = 0; n + 1 < halves.length; n += 2) expect(halves[n]).toBe(halves[n + 1]);
          const names = transitions.map(
            ({ kind, episode }) => `${kind} ${episode.name} ${episode.occurrence}`,
          );
          expect(new Set(names).size).toBe(names.length);
          for (const each of transitions)
            if (each.kind === 'cleared') {
              expect(each.clearedAfter <= each.clearedBefore).toBe(true);
              expect(each.clearedBefore <= each.recordedAt).toBe(true);
            }
        }
      },
    ),
    { numRuns: 800 },
  );
  // Lives as these come to all of it; a quarantine is always published.
  expect(met.size).toBe(14);
});

test('nothing is published of what a single answer showed, but a quarantine and that it is over', () => {
  fc.assert(
    fc.property(lives, looks, (life, last) => {
      const job = play(life, () => everyConditionWanted, false);
      const open = job.state?.conditions;
      const before = job.transitions.length;
      const wasDoubted = (type: ConditionType, what: string) => open?.[type].doubt?.what === what;
      const at = life.length * 5;
      if (last.see === 'gone' || last.see === 'unreadable' || last.see === 'unwatched') return;
      job.observe(at, seen(answerOf(last, at), arrival(at)), { wanted: everyConditionWanted });
      for (const each of job.transitions.slice(before)) {
        if (each.condition === 'job' || each.condition === 'quarantine') continue;
        const isInferred = each.kind === 'cleared' && each.detection !== 'confirmed';
        expect(isInferred || wasDoubted(each.condition, each.kind)).toBe(true);
      }
    }),
    { numRuns: 600 },
  );
});
