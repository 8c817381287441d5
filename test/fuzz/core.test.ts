import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ProvisioningEvent, toEvent } from '../../src/core/cloud-event.ts';
import { detect } from '../../src/core/detect.ts';
import type { WantedEvents } from '../../src/core/detection.ts';
import type { EventOptions } from '../../src/core/event-data.ts';
import { type Answer, type Observation, observe } from '../../src/core/observe.ts';
import type { JobState } from '../../src/core/state.ts';
import type { Transition } from '../../src/core/transition.ts';
import { jobAction, readJobRow } from '../../src/table/job-row.ts';
import { toJobDetail } from '../../src/views/job.ts';
import { globalRoots } from '../support/global-roots.ts';
import { History, runAt } from '../support/history.ts';
import { allWanted, everyConditionWanted, noneWanted } from '../support/wanted-events.ts';
import { budget, patience } from './budget.ts';
import { expectSafeEvent, expectUnpolluted } from './expect-safe.ts';
import { answeredJobs, livingJobs } from './hostile-jobs.ts';
import { oddTexts } from './values.ts';

const servicePrincipalId = '11111111-1111-4111-8111-111111111111';

/** What Graph answers at one poll: for all jobs, and for each job that is asked for by its id. */
interface Poll {
  /** Minutes since the last. */
  readonly after: number;
  readonly isMassDelay: boolean;
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
  after: fc.constantFrom(5, 5, 35, 100, 1500, 3000),
  isMassDelay: fc.nat(4).map((n) => n === 0),
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

/** Anything at each poll. */
const hostileLives: fc.Arbitrary<readonly Poll[]> = fc.array(polls, { minLength: 1, maxLength: 6 });

/** One job that is answered soundly at every poll, as it is then. */
const soundLives: fc.Arbitrary<readonly Poll[]> = fc
  .tuple(livingJobs, fc.array(polls, { minLength: 8, maxLength: 8 }))
  .map(([jobs, around]) =>
    jobs.flatMap((job, place): Poll[] => {
      const poll = around[place];
      if (!poll) return [];
      return [{ ...poll, displayName: 'Salesforce', list: { kind: 'jobs', jobs: [job], cut: false } }];
    }),
  );

const wanted: fc.Arbitrary<WantedEvents> = fc.record({
  conditions: fc.constantFrom(noneWanted.conditions, everyConditionWanted.conditions),
  changed: fc.boolean(),
  remindBeforeMs: fc.constantFrom(undefined, allWanted.remindBeforeMs),
});

test(
  'whatever Graph answers, nothing throws, what is recorded is bounded and clean, and nothing clears without proof',
  () => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 2, arbitrary: hostileLives }, { weight: 1, arbitrary: soundLives }),
        wanted,
        fc.boolean(),
        (history, wantedEvents, includeErrorMessage) => {
          const life = live(history, wantedEvents, { includeErrorMessage });
          for (const { poll, transition, event } of life.recorded) {
            expectSafeEvent(event);
            if (transition.kind === 'cleared') expectProven(life, poll, transition);
          }
          expect(new Set(life.recorded.map(({ event }) => event.id)).size).toBe(life.recorded.length);
          expectWhole(life.recorded.map(({ transition }) => transition));
          expectUnpolluted();
        },
      ),
      budget(0.6),
    );
  },
  patience,
);

interface Recorded {
  readonly poll: number;
  readonly transition: Transition;
  readonly event: ProvisioningEvent;
}

interface Life {
  readonly recorded: readonly Recorded[];
  /** What Graph answered at each poll. */
  readonly answers: readonly (readonly Answer[])[];
}

const eventOptions: EventOptions = {
  tenantId: '99999999-9999-4999-8999-999999999999',
  portalRoot: 'https://entra.microsoft.com',
  publicUrl: 'https://contoso.azurewebsites.net',
  includeErrorMessage: true,
};

/**
 * The life of a service principal through the whole core: answer -> observe -> detect -> event, row and representation. A job that is
 * missing is asked for by its id, and every state is what its row says.
 */
function live(history: readonly Poll[], wantedEvents: WantedEvents, more: Partial<EventOptions>): Life {
  const states = new Map<string, JobState>();
  const recorded: Recorded[] = [];
  const answers: Answer[][] = [];
  let [minute, coveredSince]: [number, string | undefined] = [0, undefined];
  for (const [poll, { displayName, list, byId, after, isMassDelay }] of history.entries()) {
    minute += after;
    const application = { appId: 'app-1', displayName };
    const at = History.arrival(minute);
    const run = runAt(minute, { coveredSince, isMassDelay, wanted: wantedEvents });
    const listed = listAnswer(list, at);
    const given: Answer[] = [listed];
    answers.push(given);
    const decide = (jobId: string, observation: Observation) => {
      const key = { servicePrincipalId, jobId };
      const before = states.get(jobId);
      const { next, transitions } = detect(key, before, observation, run);
      expectSame(detect(key, before, observation, run), { next, transitions });
      if (!next) return;
      states.set(jobId, next === before ? next : stored(next));
      const options = { ...eventOptions, ...more };
      for (const transition of transitions)
        recorded.push({ poll, transition, event: toEvent(transition, options) });
      toJobDetail(next, undefined, { now: at, coveredSince, staleAfterMs: 900_000 }, globalRoots);
    };
    for (const [jobId, observation] of observe(listed, [...states.keys()], application).byJob) {
      if (observation.kind !== 'gone' || states.get(jobId)?.isRemoved) {
        decide(jobId, observation);
        continue;
      }
      const one = oneAnswer(byId, jobId, at);
      given.push(one);
      for (const [id, seen] of observe(one, [jobId], application).byJob) decide(id, seen);
    }
    coveredSince = run.startedAt;
  }
  return { recorded, answers };
}

/** In UTF-16 units: what a state may hold beside the words of its job and its quarantine object, which rows bound themselves. */
const largestMemory = 40_000;

/** The state as its row says it: nothing that decisions go by differs. */
function stored(state: JobState): JobState {
  const { conditions, runs, absence, step } = state;
  const { facts, ...quarantine } = conditions.quarantine;
  const remembered = { ...conditions, quarantine, runs, absence, step };
  if (JSON.stringify(remembered).length > largestMemory) throw new Error('the state is too large');
  const [, row] = jobAction(eventOptions.tenantId, {
    kind: 'job',
    version: undefined,
    next: state,
    body: undefined,
    events: [],
  });
  const read = readJobRow({ ...row, etag: '' });
  const { facts: factsRead, ...quarantineRead } = read.conditions.quarantine;
  expectSame(
    {
      ...read.conditions,
      quarantine: quarantineRead,
      runs: read.runs,
      absence: read.absence,
      step: read.step,
    },
    remembered,
  );
  expect(factsRead?.evidence).toBe(facts?.evidence);
  return read;
}

/** Cheaper than `expect`, and of what is nested too deep it says nothing. */
function expectSame(now: unknown, before: unknown): void {
  try {
    if (isDeepStrictEqual(now, before)) return;
  } catch {
    return;
  }
  expect(now).toStrictEqual(before);
}

/** Begins and clears of each condition alternate; an episode is published from its begin to its clear, or not at all. */
function expectWhole(transitions: readonly Transition[]): void {
  const open = new Map<string, boolean>();
  for (const { jobId, condition, kind, sequence } of transitions) {
    if (condition === 'job') continue;
    const course = `${condition} of ${jobId}`;
    const isPublished = sequence !== undefined;
    expect(`${course}: ${open.has(course)}`).toBe(`${course}: ${kind !== 'began'}`);
    if (kind !== 'began') expect(isPublished).toBe(open.get(course));
    if (kind === 'cleared') open.delete(course);
    else open.set(course, isPublished);
  }
}

function expectProven({ answers, recorded }: Life, poll: number, transition: Transition): void {
  if (transition.kind !== 'cleared' || transition.cause === 'superseded') return;
  const { jobId, cause } = transition;
  if (cause === 'halted' || cause === 'quarantined') {
    const condition = cause === 'halted' ? 'halt' : 'quarantine';
    const last = recorded.findLast(
      (each) =>
        each.poll <= poll && each.transition.jobId === jobId && each.transition.condition === condition,
    );
    expect(last && last.transition.kind !== 'cleared').toBe(true);
    return;
  }
  const shows =
    cause === 'removed' ? showsGone : transition.condition === 'halt' ? showsStarted : showsRecovered;
  const proofs = answers.slice(0, poll + 1).map((each) => shows(each, jobId));
  // One newer date is enough for a job that was late.
  expect(proofs.filter(Boolean).length).toBeGreaterThan(cause === 'caughtUp' ? 0 : 1);
  expect(proofs.at(-1)).toBe(true);
  if (cause === 'removed') expect(isUnknownById(answers[poll] ?? [], jobId)).toBe(true);
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

/* A second opinion on what proves that something is over, written from the promise and not from the code. */

type Shape = Readonly<Record<string, unknown>>;

/** Whether the answers of a poll show the job running and without any sign of a quarantine, and nothing else of it. */
function showsRecovered(answers: readonly Answer[], jobId: string): boolean {
  return showsOnly(answers, jobId, isWell);
}

/** Whether they show it neither paused nor disabled nor without a configuration. */
function showsStarted(answers: readonly Answer[], jobId: string): boolean {
  return showsOnly(answers, jobId, (job) => {
    const status = objectOf(job.status) ?? {};
    return isScheduledJob(job) && isOneOf(status.code, 'active', 'notrun', 'quarantine');
  });
}

function showsOnly(answers: readonly Answer[], jobId: string, is: (job: Shape) => boolean): boolean {
  const shown = answers.flatMap((answer) =>
    answer.kind === 'jobs'
      ? answer.jobs
      : answer.kind === 'job' && answer.jobId === jobId
        ? [answer.job]
        : [],
  );
  const jobs = shown.map(objectOf).filter((job) => job?.id === jobId);
  return jobs.length > 0 && jobs.every((job) => is(job ?? {}));
}

function isWell(job: Shape): boolean {
  const status = objectOf(job.status) ?? {};
  const { quarantine = null } = status;
  const isFree =
    quarantine === null || (objectOf(quarantine) !== undefined && !hasSigns(objectOf(quarantine) ?? {}));
  return isFree && isOneOf(status.code, 'active', 'notrun') && isScheduledJob(job);
}

function isScheduledJob({ schedule }: Shape): boolean {
  return isScheduled(schedule === null || schedule === undefined ? {} : objectOf(schedule));
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
