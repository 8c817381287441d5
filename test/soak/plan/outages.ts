import { minutesBetweenPolls, minutesOfDay, type Outage } from './plan.ts';
import type { Random } from './random.ts';

const longMinutes = 60;
/** An outage costs the soak more time than a day without. */
const shortMinutes = 30;
/** Which service, and about when in the day: away from each other and from `replacements`. */
const slots = [
  ['graph', 6 * 60],
  ['bus', 12 * 60],
  ['tables', 18 * 60 + 30],
] as const;
const jitterSteps = 4;

/**
 * Each service goes away for half an hour on the second day, or on the only one, and for an hour on a later one. So what the first errors
 * load for good (the maps of the bundles, for their stacks) is in memory when the second day ends, beside which the last one is held.
 */
export function planOutages(days: number, random: Random): readonly Outage[] {
  const outageOf = ([service, about]: (typeof slots)[number], day: number, minutes: number): Outage => {
    const from = day * minutesOfDay + about + minutesBetweenPolls * random.between(-jitterSteps, jitterSteps);
    return { service, from, until: from + minutes };
  };
  return [
    ...slots.map((slot) => outageOf(slot, Math.min(1, days - 1), shortMinutes)),
    ...(days < 3 ? [] : slots.map((slot) => outageOf(slot, random.between(2, days - 1), longMinutes))),
  ].sort((one, other) => one.from - other.from);
}

/** Three polls: what is promised for the next poll has come by then, whatever else that poll had to do. */
const slackMinutes = 3 * minutesBetweenPolls;

/** When an event has come that takes so many minutes of polls which read and send. */
export function latestArrival(from: number, minutes: number, outages: readonly Outage[]): number {
  let latest = from + minutes + slackMinutes;
  for (const outage of outages)
    if (outage.from < latest && outage.until > from) latest += outage.until - outage.from + slackMinutes;
  return latest;
}
