import type { Deed, Expected, Verb } from './plan.ts';
import { failuresClearAfterMinutes, haltAfterMinutes, jobIntervalMinutes } from './settings.ts';

/** From the previous poll to the one that reads it first, and to the one that reads it again. */
const firstRead = 5;
const secondRead = 10;
const discovery = 60;
/** A late job is one that missed four of its intervals since its last execution, which ended within the last one. */
const lateAfter = 4 * jobIntervalMinutes;
const retryAfter = 6 * 60;

/** An event of a trouble. Minutes count from the deed that causes it. */
interface Effect {
  readonly at: 'begin' | 'middle' | 'end';
  readonly event: Pick<Expected, 'about' | 'kind' | 'because'>;
  /** No sooner than that, and no later, when each poll reads and sends. */
  readonly least: number;
  readonly most: number;
}

/** What can happen to a job. */
export interface TroubleKind {
  readonly name: string;
  readonly begins: Verb;
  /** An hour and a half after the begin; nothing unless given. */
  readonly middle?: Verb;
  /** Undefined: it never ends. */
  readonly ends: Verb | undefined;
  /** What retries fail every six hours meanwhile. */
  readonly isRetried?: true;
  /** Happens to a job that was not there. */
  readonly isNew?: true;
  readonly minutes: { readonly least: number; readonly most: number };
  readonly effects: readonly Effect[];
}

export const middleAfter = 90;

const began = (
  about: Expected['about'],
  because: string | undefined,
  least: number,
  most: number,
  at: Effect['at'] = 'begin',
) => effect(at, { about, kind: 'began', ...(because !== undefined && { because }) }, least, most);
const cleared = (about: Expected['about'], because: string, least: number, most: number) =>
  effect('end', { about, kind: 'cleared', because }, least, most);
const removed = () => effect('end', { about: 'job', kind: 'removed' }, 0, secondRead);

function effect(at: Effect['at'], event: Effect['event'], least: number, most: number): Effect {
  return { at, event, least, most };
}

const quarantineBegan = began('quarantine', undefined, 0, firstRead);
const quarantineCleared = cleared('quarantine', 'recovered', 0, secondRead);
const haltBegan = (because: string, at?: Effect['at']) =>
  began('halt', because, haltAfterMinutes, haltAfterMinutes + secondRead, at);
const haltCleared = cleared('halt', 'resumed', 0, secondRead);

export const troubleKinds: readonly TroubleKind[] = [
  {
    name: 'a short quarantine',
    begins: 'fail',
    ends: 'heal',
    minutes: { least: 10, most: 90 },
    effects: [quarantineBegan, quarantineCleared],
  },
  {
    name: 'a long quarantine, retried in vain',
    begins: 'fail',
    ends: 'start',
    isRetried: true,
    minutes: { least: 7 * 60, most: 40 * 60 },
    effects: [quarantineBegan, quarantineCleared],
  },
  {
    name: 'a quarantine in which the job is paused',
    begins: 'fail',
    middle: 'pause',
    ends: 'start',
    minutes: { least: 4 * 60, most: 12 * 60 },
    effects: [quarantineBegan, haltBegan('paused', 'middle'), quarantineCleared, haltCleared],
  },
  {
    name: 'a pause',
    begins: 'pause',
    ends: 'start',
    minutes: { least: 90, most: 10 * 60 },
    effects: [haltBegan('paused'), haltCleared],
  },
  {
    name: 'a pause for planned work, too short to be told',
    begins: 'pause',
    ends: 'start',
    minutes: { least: 6, most: haltAfterMinutes - 10 },
    effects: [],
  },
  {
    name: 'a schedule that is switched off',
    begins: 'disable',
    ends: 'start',
    minutes: { least: 90, most: 20 * 60 },
    effects: [haltBegan('disabled'), haltCleared],
  },
  {
    name: 'a job that stands still',
    begins: 'stall',
    ends: 'run',
    minutes: { least: lateAfter + 60, most: 10 * 60 },
    effects: [
      began('overdue', 'notRunning', lateAfter - jobIntervalMinutes, lateAfter + secondRead),
      cleared('overdue', 'caughtUp', 0, firstRead),
    ],
  },
  {
    name: 'objects that fail',
    begins: 'failObjects',
    ends: 'mendObjects',
    minutes: { least: 2 * jobIntervalMinutes, most: 12 * 60 },
    effects: [
      began('failures', undefined, 0, jobIntervalMinutes + secondRead),
      cleared(
        'failures',
        'recovered',
        failuresClearAfterMinutes,
        failuresClearAfterMinutes + jobIntervalMinutes + secondRead,
      ),
    ],
  },
  {
    name: 'a removal',
    begins: 'remove',
    ends: undefined,
    minutes: { least: 0, most: 0 },
    effects: [{ ...removed(), at: 'begin' }],
  },
  {
    name: 'a quarantine that ends with its job',
    begins: 'fail',
    middle: 'retry',
    ends: 'remove',
    minutes: { least: 2 * 60, most: 20 * 60 },
    effects: [quarantineBegan, cleared('quarantine', 'removed', 0, secondRead), removed()],
  },
  {
    name: 'a new job',
    begins: 'appear',
    ends: 'remove',
    isNew: true,
    // By then it was seen to run.
    minutes: { least: 4 * 60, most: 20 * 60 },
    effects: [removed()],
  },
  {
    name: 'a new job in quarantine',
    begins: 'appearBroken',
    ends: 'heal',
    isNew: true,
    minutes: { least: 2 * 60, most: 20 * 60 },
    effects: [began('quarantine', undefined, 0, discovery + firstRead), quarantineCleared],
  },
];

/** One of them, of one job. */
export interface Trouble {
  readonly kind: TroubleKind;
  readonly job: number;
  readonly from: number;
  /** Undefined: it is still so when the soak ends. */
  readonly until: number | undefined;
}

export function deedsOf({ kind, job, from, until }: Trouble): readonly Deed[] {
  const deeds: Deed[] = [{ minute: from, job, verb: kind.begins }];
  if (kind.middle) deeds.push({ minute: from + middleAfter, job, verb: kind.middle });
  if (kind.isRetried && until !== undefined)
    for (let minute = from + retryAfter; minute < until; minute += retryAfter)
      deeds.push({ minute, job, verb: 'retry' });
  if (kind.ends && until !== undefined) deeds.push({ minute: until, job, verb: kind.ends });
  return deeds;
}

/** The events that have to come of it. @param latest when what begins then and takes so many minutes has come at the latest */
export function expectedOf(
  { kind, job, from, until }: Trouble,
  latest: (from: number, minutes: number) => number,
): readonly Expected[] {
  const times = { begin: from, middle: from + middleAfter, end: until };
  return kind.effects.flatMap(({ at, event, least, most }): Expected[] => {
    const since = times[at];
    return since === undefined ? [] : [{ ...event, job, from: since + least, until: latest(since, most) }];
  });
}
