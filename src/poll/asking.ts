import type { Question } from '../core/observe.ts';
import type { Cursor } from '../core/run-record.ts';
import { mayExist, wasRemovedLately } from '../core/state.ts';
import { dueOf } from '../core/unread.ts';
import { isPrincipalWatched, questionsOf } from '../core/watch.ts';
import { type Discovery, openSweep } from './discover.ts';
import type { LoadedJobs } from './ports.ts';
import type { Work } from './work.ts';

/** What a run asks, and in which order. */
export interface Asking {
  /** Known jobs, and what was never read; of all of them, beginning where the last run stopped. */
  readonly known: readonly Question[];
  /** Service principals that a sweep found beside them, in order of ids. */
  readonly found: readonly Question[];
  /** Where in `found` to begin; then from its beginning on. */
  readonly foundFrom: number;
  /** Whether an earlier run has begun the sweep and did not come to its end: then what it found comes first. */
  readonly goesOn: boolean;
}

/** What is known is asked at every poll, and of what was never read what is due; a sweep adds what it found beside them. */
export function whatToAsk(work: Work, loaded: LoadedJobs, discovery: Discovery): Asking {
  const { settings, startedAt, store, random } = work;
  const { cursor, coveredSince, runs } = store.claimed;
  const { sweep } = openSweep(work);
  const known = knownQuestions();
  const isKnown = new Set(known.map(({ servicePrincipalId }) => servicePrincipalId));
  const next = sweep?.next ?? '';
  const found = [...discovery.applications.keys()]
    .filter((id) => !isKnown.has(id) && id >= next)
    .sort()
    .map(all);
  // A run that is killed again and again at the same place would never come to what lies behind it.
  const anywhere = (count: number) => (store.afterKilledRun ? Math.floor(random() * count) : 0);
  const start = store.afterKilledRun ? known[anywhere(known.length)]?.servicePrincipalId : cursor.known;
  return {
    known: beginningAt(start, known),
    found,
    foundFrom: anywhere(found.length),
    goesOn: sweep !== undefined,
  };

  function knownQuestions(): Question[] {
    if (settings.watch.kind === 'list') return questionsOf(settings.watch.entries);
    const ofJobs = loaded.jobs
      .filter(({ state }) => mayExist(state) || wasRemovedLately(state, startedAt))
      .map(({ state }) => state.servicePrincipalId);
    const unread = dueOf(
      loaded.unread.map((each) => each.unread),
      { now: startedAt, coveredSince, runs },
    ).map((each) => each.servicePrincipalId);
    const watched = [...ofJobs, ...unread].filter((id) => isPrincipalWatched(settings.watch, id));
    return [...new Set(watched)].sort().map(all);
  }
}

function all(servicePrincipalId: string): Question {
  return { servicePrincipalId, jobId: undefined };
}

/** Questions that travel together. */
const together = 20;
/** While a sweep is open, one group in so many is of service principals that were never asked: known ones alone may take all the time. */
const oneInGroups = 4;

export interface Asked {
  readonly question: Question;
  readonly isKnown: boolean;
}

/** All questions in the order in which they are asked. */
export function inOrder({ known, found, foundFrom, goesOn }: Asking): Asked[] {
  const lists = {
    known: known.map((question) => ({ question, isKnown: true })),
    found: [...found.slice(foundFrom), ...found.slice(0, foundFrom)].map((question) => ({
      question,
      isKnown: false,
    })),
  };
  const order: Asked[] = [];
  if (goesOn) order.push(...lists.found.splice(0, together));
  while (lists.known.length > 0 && lists.found.length > 0) {
    order.push(...lists.known.splice(0, together * (oneInGroups - 1)), ...lists.found.splice(0, together));
  }
  return [...order, ...lists.known, ...lists.found];
}

/**
 * Where the next run goes on when so many questions of each list were answered.
 *
 * @param sweepStartedAt start of the sweep that the run takes part in; without one, a sweep that is open stays as it was `before`
 */
export function cursorAfter(
  { known, found, foundFrom }: Asking,
  answered: { readonly known: number; readonly found: number },
  sweepStartedAt: string | undefined,
  before: Cursor,
): Cursor {
  const behindEnd = answered.found - (found.length - foundFrom);
  // Of what was asked from the middle on only the end is remembered once the beginning was asked too.
  const next = foundFrom === 0 ? answered.found : Math.max(0, behindEnd);
  const isDone = answered.found >= found.length;
  const nextFound = isDone ? undefined : found[next]?.servicePrincipalId;
  return {
    known: known[answered.known]?.servicePrincipalId,
    sweep: sweepStartedAt === undefined ? before.sweep : sweepAt(sweepStartedAt, nextFound),
  };
}

function sweepAt(startedAt: string, next: string | undefined): Cursor['sweep'] {
  return next === undefined ? undefined : { startedAt, next };
}

/** A list in order of ids, from one on; then from its beginning on. */
export function beginningAt(start: string | undefined, sorted: readonly Question[]): readonly Question[] {
  if (start === undefined) return sorted;
  const first = sorted.findIndex(({ servicePrincipalId }) => servicePrincipalId >= start);
  return first <= 0 ? sorted : [...sorted.slice(first), ...sorted.slice(0, first)];
}
