import { minutesBetweenPolls, minutesOfDay, type Outage } from './plan.ts';
import type { Random } from './random.ts';

const outageMinutes = 60;
/** Where one day is all: an outage costs most of its time. */
const shortOutageMinutes = 30;
/** Which service, and about when in the day: away from each other and from `replacements`. */
const slots = [
  ['graph', 6 * 60],
  ['bus', 12 * 60],
  ['tables', 18 * 60 + 30],
] as const;
const jitterSteps = 4;

/** Each service goes away once: on any day after the first for an hour, or for half an hour on the only one. */
export function planOutages(days: number, random: Random): readonly Outage[] {
  return slots
    .map(([service, about]): Outage => {
      const day = days === 1 ? 0 : random.between(1, days - 1);
      const jitter = minutesBetweenPolls * random.between(-jitterSteps, jitterSteps);
      const from = day * minutesOfDay + about + jitter;
      return { service, from, until: from + (days === 1 ? shortOutageMinutes : outageMinutes) };
    })
    .sort((one, other) => one.from - other.from);
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
