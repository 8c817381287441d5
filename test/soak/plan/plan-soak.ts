import { latestArrival, planOutages } from './outages.ts';
import { type Deed, type Expected, minutesOfDay, type Outage, type Plan } from './plan.ts';
import { createRandom, type Random } from './random.ts';
import { planReplacements } from './replacements.ts';
import {
  deedsOf,
  expectedOf,
  middleAfter,
  type Trouble,
  type TroubleKind,
  troubleKinds,
} from './troubles.ts';

export interface PlanOptions {
  readonly seed: number;
  readonly days: number;
  /** Jobs that run and to which something may happen. */
  readonly jobs: number;
  /** Whether there is a previous build. */
  readonly hasPrevious: boolean;
}

/** One in so many jobs has a trouble each day, and each kind of trouble comes every day where there are jobs enough. */
const jobsATrouble = 5;
/** In which hours most of it happens. */
const day = { from: 7 * 60, until: 19 * 60 };
const byDayPercent = 85;
/** Of those that can, so many stay as they are until the end. */
const staysPercent = 4;
/** How long a job is left alone after a trouble has cleared: it has to be seen to run before it can be late. */
const restMinutes = 3 * 60;
/** Nothing begins before, so that all jobs have been seen to run. */
const quietMinutes = 2 * 60;
const tries = 60;
const triesOfFirst = 2_000;

/** The plan of a tenant's life: the same for the same options. */
export function planSoak({ seed, days, jobs, hasPrevious }: PlanOptions): Plan {
  const random = createRandom(seed);
  const outages = planOutages(days, random);
  const troubles = planTroubles(days, jobs, outages, random);
  const latest = latestBeside(outages);
  return {
    seed,
    days,
    jobs,
    outages,
    deeds: troubles.flatMap(deedsOf).sort(byMinute),
    expected: troubles
      .flatMap((each) => expectedOf(each, latest))
      .sort((one, other) => one.from - other.from),
    firstBuild: hasPrevious ? 'previous' : 'now',
    replacements: planReplacements(hasPrevious, random),
  };
}

const byMinute = (one: Deed, other: Deed) => one.minute - other.minute;
const latestBeside = (outages: readonly Outage[]) => (from: number, minutes: number) =>
  latestArrival(from, minutes, outages);

function planTroubles(
  days: number,
  jobs: number,
  outages: readonly Outage[],
  random: Random,
): readonly Trouble[] {
  const end = days * minutesOfDay;
  const latest = latestBeside(outages);
  const freeFrom = new Map(Array.from({ length: jobs }, (_, job) => [job, quietMinutes] as const));
  let newJobs = 0;
  const troubles: Trouble[] = [];

  /** Adds it where all of its events can come before the end, and its state is seen before it changes. */
  const add = (kind: TroubleKind, from: number, minutes: number, stays = false): boolean => {
    const job = kind.isNew ? jobs + newJobs : freeJob(from);
    if (job === undefined) return false;
    const until = kind.ends && !stays ? from + minutes : undefined;
    const trouble = { kind, job, from, until };
    const events = expectedOf(trouble, latest);
    if (!isSeen(trouble, events) || events.some((event) => event.until >= end)) return false;
    if (until !== undefined && until >= end) return false;
    troubles.push(trouble);
    if (kind.isNew) newJobs++;
    const isOver = until !== undefined && kind.ends !== 'remove';
    if (isOver) freeFrom.set(job, Math.max(until, ...events.map((event) => event.until)) + restMinutes);
    else freeFrom.delete(job);
    return true;
  };
  const freeJob = (from: number): number | undefined => {
    const free = [...freeFrom].filter(([, since]) => since <= from);
    return free.length === 0 ? undefined : free[random.between(0, free.length - 1)]?.[0];
  };

  for (const outage of outages) addAcross(outage, add);
  // Each kind once, and short, so that there is room for all in a single day of a small tenant.
  const everyKind = random
    .shuffled(troubleKinds)
    .sort((one, other) => other.minutes.least - one.minutes.least);
  for (const kind of everyKind) {
    const tryOnce = () => add(kind, random.between(quietMinutes, end), kind.minutes.least);
    for (let attempt = 0; attempt < triesOfFirst && !tryOnce(); attempt++);
  }
  const aDay = Math.max(troubleKinds.length, Math.round(jobs / jobsATrouble));
  for (let today = 0; today < days; today++) {
    const kinds = Array.from({ length: Math.ceil(aDay / troubleKinds.length) }, () =>
      random.shuffled(troubleKinds),
    );
    for (const kind of kinds.flat().slice(0, aDay)) {
      for (let attempt = 0; attempt < tries; attempt++) {
        const from = today * minutesOfDay + minuteOfDay(random);
        const minutes = random.between(kind.minutes.least, kind.minutes.most);
        const stays = kind.ends !== 'remove' && kind.effects.length > 0 && random.percent(staysPercent);
        if (from >= quietMinutes && add(kind, from, minutes, stays)) break;
      }
    }
  }
  return troubles;
}

/** Each change of a state is told before the next one comes: what is over before it was seen is nobody's event. */
function isSeen(
  { kind, from, until = Number.POSITIVE_INFINITY }: Trouble,
  events: readonly Expected[],
): boolean {
  const middle = kind.middle ? from + middleAfter : until;
  return events
    .filter((event) => event.kind === 'began')
    .every((event) => event.until <= (event.from < middle ? middle : until));
}

/** A quarantine begins while a service is away, and another one ends. */
function addAcross(outage: Outage, add: (kind: TroubleKind, from: number, minutes: number) => boolean): void {
  const long = troubleKinds.find(({ isRetried }) => isRetried);
  if (!long) return;
  add(long, outage.from + 21, long.minutes.least);
  const before = Math.min(long.minutes.least, outage.from + 32 - quietMinutes);
  add(long, outage.from + 32 - before, before);
}

function minuteOfDay(random: Random): number {
  return random.percent(byDayPercent)
    ? random.between(day.from, day.until)
    : random.between(0, minutesOfDay - 1);
}
