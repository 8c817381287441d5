import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type QuarantineEvent, toEvent } from '../../src/core/cloud-event.ts';
import { detect } from '../../src/core/detect.ts';
import type { EventOptions } from '../../src/core/event-data.ts';
import { type Answer, type Observation, observe } from '../../src/core/observe.ts';
import type { JobState } from '../../src/core/state.ts';
import type { Transition } from '../../src/core/transition.ts';
import { toJobDetail } from '../../src/views/job.ts';
import { History, runAt } from '../support/history.ts';
import { allWanted } from '../support/wanted-events.ts';
import { budget, patience } from './budget.ts';
import { expectSafeEvent, expectUnpolluted } from './expect-safe.ts';
import { answeredJobs } from './hostile-jobs.ts';
import { oddTexts } from './values.ts';

const servicePrincipalId = '11111111-1111-4111-8111-111111111111';

/** What Graph answers at one poll: for all jobs, and for each job that is asked for by its id. */
interface Poll {
  readonly displayName: string;
  readonly list:
    | { readonly kind: 'jobs'; readonly jobs: readonly unknown[]; readonly cut: boolean }
    | { readonly kind: 'notFound' }
    | { readonly kind: 'unreadable' };
  readonly byId:
    | { readonly kind: 'job'; readonly job: unknown }
    | { readonly kind: 'notFound' }
    | { readonly kind: 'unreadable' };
}

const polls: fc.Arbitrary<Poll> = fc.record({
  displayName: fc.oneof(fc.constant('Salesforce'), oddTexts),
  list: fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({
        kind: fc.constant('jobs' as const),
        jobs: fc.array(answeredJobs, { maxLength: 3 }),
        cut: fc.nat(9).map((n) => n === 0),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom({ kind: 'notFound' as const }, { kind: 'unreadable' as const }) },
  ),
  byId: fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: 'notFound' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'unreadable' as const }) },
    { weight: 1, arbitrary: answeredJobs.map((job) => ({ kind: 'job' as const, job })) },
  ),
});

test(
  'whatever Graph answers, nothing throws, what is told is bounded and clean, and nothing clears without proof',
  () => {
    fc.assert(
      fc.property(
        fc.array(polls, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        (history, includeErrorMessage) => {
          const life = live(history, { includeErrorMessage });
          for (const { poll, transition, event } of life.told) {
            expectSafeEvent(event);
            if (transition.kind !== 'cleared' || transition.cause === 'superseded') continue;
            const shows = transition.cause === 'removed' ? showsGone : showsRecovered;
            const proofs = life.answers.slice(0, poll + 1).map((each) => shows(each, transition.jobId));
            expect(proofs.filter(Boolean).length).toBeGreaterThan(1);
            expect(proofs.at(-1)).toBe(true);
            if (transition.cause === 'removed')
              expect(isUnknownById(life.answers[poll] ?? [], transition.jobId)).toBe(true);
          }
          expect(new Set(life.told.map(({ event }) => event.id)).size).toBe(life.told.length);
          expectUnpolluted();
        },
      ),
      budget(0.6),
    );
  },
  patience,
);

interface Told {
  readonly poll: number;
  readonly transition: Transition;
  readonly event: QuarantineEvent;
}

const eventOptions: EventOptions = {
  tenantId: '99999999-9999-4999-8999-999999999999',
  portalRoot: 'https://entra.microsoft.com',
  publicUrl: 'https://contoso.azurewebsites.net',
  includeErrorMessage: true,
};

/**
 * The life of a service principal through the whole core, a poll every five minutes: answer -> observe -> detect -> event
 * and representation. A job that is missing is asked for by its id.
 */
function live(history: readonly Poll[], more: Partial<EventOptions>) {
  const states = new Map<string, JobState>();
  const told: Told[] = [];
  const answers: Answer[][] = [];
  for (const [poll, { displayName, list, byId }] of history.entries()) {
    const application = { appId: 'app-1', displayName };
    const at = History.arrival(poll * 5);
    const coveredSince = poll === 0 ? undefined : History.minute((poll - 1) * 5);
    const run = runAt(poll * 5, { coveredSince, wanted: allWanted });
    const listed = listAnswer(list, at);
    const given: Answer[] = [listed];
    answers.push(given);
    const decide = (jobId: string, observation: Observation) => {
      const key = { servicePrincipalId, jobId };
      const { next, transitions } = detect(key, states.get(jobId), observation, run);
      if (!next) return;
      states.set(jobId, next);
      for (const transition of transitions)
        told.push({ poll, transition, event: toEvent(transition, { ...eventOptions, ...more }) });
      toJobDetail(next, undefined, { now: at, coveredSince, staleAfterMs: 900_000 });
    };
    for (const [jobId, observation] of observe(listed, [...states.keys()], application).byJob) {
      if (observation.kind !== 'gone' || states.get(jobId)?.state === 'removed') {
        decide(jobId, observation);
        continue;
      }
      const one = oneAnswer(byId, jobId, at);
      given.push(one);
      for (const [id, seen] of observe(one, [jobId], application).byJob) decide(id, seen);
    }
  }
  return { told, answers };
}

const noAnswer = { kind: 'unreadable', cause: 'http503', detail: 'no answer' } as const;

function listAnswer(list: Poll['list'], at: string): Answer {
  const asked = { servicePrincipalId, jobId: undefined, at };
  if (list.kind === 'unreadable') return { ...asked, ...noAnswer };
  if (list.kind === 'notFound') return { ...asked, kind: 'notFound' };
  const cut = list.cut ? { cause: 'http503', detail: 'the list ends here' } : undefined;
  return { ...asked, kind: 'jobs', jobs: list.jobs, cut };
}

function oneAnswer(byId: Poll['byId'], jobId: string, at: string): Answer {
  const asked = { servicePrincipalId, jobId, at };
  if (byId.kind === 'unreadable') return { ...asked, ...noAnswer };
  return byId.kind === 'notFound' ? { ...asked, kind: 'notFound' } : { ...asked, kind: 'job', job: byId.job };
}

/* A second opinion on what proves that a quarantine is over, written from the promise and not from the code. */

type Shape = Readonly<Record<string, unknown>>;

/** Whether the answers of a poll show the job running and without any sign of a quarantine, and nothing else of it. */
function showsRecovered(answers: readonly Answer[], jobId: string): boolean {
  const shown = answers.flatMap((answer) =>
    answer.kind === 'jobs'
      ? answer.jobs
      : answer.kind === 'job' && answer.jobId === jobId
        ? [answer.job]
        : [],
  );
  const jobs = shown.map(objectOf).filter((job) => job?.id === jobId);
  return jobs.length > 0 && jobs.every((job) => isWell(job ?? {}));
}

function isWell(job: Shape): boolean {
  const status = objectOf(job.status) ?? {};
  const { quarantine = null } = status;
  const isFree =
    quarantine === null || (objectOf(quarantine) !== undefined && !hasSigns(objectOf(quarantine) ?? {}));
  const schedule = job.schedule === null || job.schedule === undefined ? {} : objectOf(job.schedule);
  return isFree && isOneOf(status.code, 'active', 'notrun') && isScheduled(schedule);
}

/** A state that is no text says nothing, and neither does a blank one. */
function isScheduled(schedule: Shape | undefined): boolean {
  if (!schedule) return false;
  const { state } = schedule;
  return typeof state !== 'string' || state.trim() === '' || isOneOf(state, 'active');
}

function isOneOf(value: unknown, ...codes: string[]): boolean {
  return typeof value === 'string' && codes.includes(value.toLowerCase());
}

/** Whether the list of a poll lacks the job and could have shown it: a whole one, every member of it with an id. */
function showsGone([list]: readonly Answer[], jobId: string): boolean {
  if (list?.kind === 'notFound') return true;
  if (list?.kind !== 'jobs' || list.cut) return false;
  const ids = list.jobs.map((job) => objectOf(job)?.id);
  return ids.every((id) => typeof id === 'string' && id.trim() !== '' && id !== jobId);
}

function isUnknownById(answers: readonly Answer[], jobId: string): boolean {
  return answers.some((answer) => answer.jobId === jobId && answer.kind === 'notFound');
}

function hasSigns({ seriesBegan, currentBegan, nextAttempt, seriesCount }: Shape): boolean {
  const isDate = (value: unknown) => {
    const time = typeof value === 'string' && value.includes('T') ? Date.parse(value.trim()) : Number.NaN;
    return time > Date.parse('0003-01-01') && time < Date.parse('9998-01-01');
  };
  return (
    [seriesBegan, currentBegan, nextAttempt].some(isDate) ||
    (typeof seriesCount === 'number' && seriesCount > 0)
  );
}

function objectOf(value: unknown): Shape | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}
