import type { Instant } from '../core/instant.ts';
import type { Question } from '../core/observe.ts';
import type { Cursor } from '../core/run-record.ts';
import { mayExist, wasRemovedRecently } from '../core/state.ts';
import { dueOf } from '../core/unread.ts';
import { isPrincipalWatched, questionsOf } from '../core/watch.ts';
import { type Discovery, discoveriesBefore, isLeftOut, lacks } from './discover.ts';
import type { LoadedJobs } from './ports.ts';
import type { RunContext } from './run-context.ts';

/** What a run asks, and in which order. */
export interface QuestionPlan {
  /** All questions for known jobs and for unread principals that are due, beginning where the last run stopped. */
  readonly known: readonly Question[];
  /** Service principals that discovery found and that are not among the known, in order of ids. */
  readonly found: readonly Question[];
  /** Where in `found` to begin; then from its beginning on. */
  readonly foundFrom: number;
  /** All of them, in the order in which they are asked. */
  readonly order: readonly PlannedQuestion[];
}

interface PlannedQuestion {
  readonly question: Question;
  readonly isKnown: boolean;
}

/** What is known is asked at every poll, and of what was never read what is due; discovery adds what else it found. */
export function planQuestions(run: RunContext, loaded: LoadedJobs, discovery: Discovery): QuestionPlan {
  const { settings, startedAt, store, random } = run;
  const { cursor, coveredSince, runs } = store.runRecord;
  const { open } = discoveriesBefore(run);
  const known = knownQuestions();
  const isKnown = new Set(known.map(({ servicePrincipalId }) => servicePrincipalId));
  const next = open?.next ?? '';
  const found = [...discovery.applications.keys()]
    .filter((id) => !isKnown.has(id) && id >= next)
    .sort()
    .map(all);
  // A run that is killed again and again at the same place would never come to what lies behind it.
  const anywhere = (count: number) => (store.afterKilledRun ? Math.floor(random() * count) : 0);
  const start = store.afterKilledRun ? known[anywhere(known.length)]?.servicePrincipalId : cursor.known;
  const ordered = beginningAt(start, known);
  const foundFrom = anywhere(found.length);
  // Where an earlier run did not come to the end of discovery, what it found comes first.
  const order = inOrder(
    ordered,
    [...found.slice(foundFrom), ...found.slice(0, foundFrom)],
    open !== undefined,
  );
  return { known: ordered, found, foundFrom, order };

  function knownQuestions(): Question[] {
    if (settings.watch.kind === 'list') return questionsOf(settings.watch.entries);
    const ofJobs = loaded.jobs
      .filter(({ state }) => mayExist(state) || wasRemovedRecently(state, startedAt))
      .map(({ state }) => state.servicePrincipalId);
    const remembered = loaded.unread
      .map(({ unread }) => unread)
      .filter((each) => !isLeftOut(run, discovery, each.servicePrincipalId));
    const due = dueOf(remembered, { now: startedAt, coveredSince, runs });
    // Graph itself has to say of these that they are gone.
    const lacking = remembered.filter((each) => lacks(discovery, each.servicePrincipalId));
    const unread = [...due, ...lacking].map((each) => each.servicePrincipalId);
    const watched = [...ofJobs, ...unread].filter((id) => isPrincipalWatched(settings.watch, id));
    return [...new Set(watched)].sort().map(all);
  }
}

function all(servicePrincipalId: string): Question {
  return { servicePrincipalId, jobId: undefined };
}

/** Questions of a group: as many as one batch of Graph's takes. */
const groupSize = 20;
/** While discovery is open, one group in so many is of principals that were never asked: known ones alone could take all the time. */
const oneInGroups = 4;

function inOrder(
  known: readonly Question[],
  found: readonly Question[],
  foundFirst: boolean,
): readonly PlannedQuestion[] {
  const ofKnown = known.map((question) => ({ question, isKnown: true }));
  const ofFound = found.map((question) => ({ question, isKnown: false }));
  const order: PlannedQuestion[] = foundFirst ? ofFound.splice(0, groupSize) : [];
  while (ofKnown.length > 0 && ofFound.length > 0) {
    order.push(...ofKnown.splice(0, groupSize * (oneInGroups - 1)), ...ofFound.splice(0, groupSize));
  }
  return [...order, ...ofKnown, ...ofFound];
}

/**
 * Where the next run goes on when so many questions of each list were answered.
 *
 * @param discoveryStartedAt of the discovery that the run takes part in; without one, a discovery that is open stays as it was `before`
 */
export function cursorAfter(
  { known, found, foundFrom }: QuestionPlan,
  answered: { readonly known: number; readonly found: number },
  discoveryStartedAt: Instant | undefined,
  before: Cursor,
): Cursor {
  const behindEnd = answered.found - (found.length - foundFrom);
  // Where asking began in the middle, a cursor can pass over only what was asked from the beginning of the list on.
  const next = foundFrom === 0 ? answered.found : Math.max(0, behindEnd);
  const isDone = answered.found >= found.length;
  const nextFound = isDone ? undefined : found[next]?.servicePrincipalId;
  return {
    known: known[answered.known]?.servicePrincipalId,
    discovery:
      discoveryStartedAt === undefined ? before.discovery : openDiscovery(discoveryStartedAt, nextFound),
  };
}

function openDiscovery(startedAt: Instant, next: string | undefined): Cursor['discovery'] {
  return next === undefined ? undefined : { startedAt, next };
}

/** A list in order of ids, rotated: from `start` on, then from its beginning on. */
function beginningAt(start: string | undefined, sorted: readonly Question[]): readonly Question[] {
  if (start === undefined) return sorted;
  const first = sorted.findIndex(({ servicePrincipalId }) => servicePrincipalId >= start);
  return first <= 0 ? sorted : [...sorted.slice(first), ...sorted.slice(0, first)];
}
