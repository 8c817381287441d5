import type { JsonObject } from '../../src/core/json.ts';
import type { World } from '../support/crash/poll-order.ts';
import { healthyJob, quarantinedJob, ranJob, series1, series2 } from '../support/jobs.ts';

/** What five polls, five minutes apart, see before the one that dies, and what that one and those after it see. */
type Life = readonly (readonly JsonObject[])[];

const polls = 5;

/** The same until that poll, and then the other. */
function until(poll: number, before: readonly JsonObject[], after: readonly JsonObject[]): Life {
  return Array.from({ length: polls + 1 }, (_, n) => (n < poll ? before : after));
}

/** A job that runs every minute, by the minute of its last run at each poll. */
function running(...ends: readonly number[]): Life {
  return ends.map((minute) => [ranJob({ ended: date(minute), interval: 'PT1M' })]);
}

/** A job by how many of its objects failed in the run before each poll. */
function failing(...counts: readonly number[]): Life {
  return counts.map((count, n) => [ranJob({ ended: date(5 * n), failing: count, activity: `run-${n}` })]);
}

function date(minute: number): string {
  return new Date(Date.parse('2026-03-10T00:00:00.000Z') + minute * 60_000).toISOString();
}

const well = [healthyJob()];
const inQuarantine = [quarantinedJob(series1)];
const paused = [ranJob({ ended: date(-1), status: { code: 'Paused' }, schedule: { state: 'Paused' } })];
const resumed = [ranJob({ ended: date(-1), interval: 'PT40M' })];

/** So many jobs of one application that the events of a poll take more than one transaction. */
const crowd = Array.from({ length: 16 }, (_, n) => `scim.${n + 1}`);

/** Each life comes to an end, or to a begin, in the poll that dies. */
const lives: readonly Life[] = [
  // A quarantine: begins, clears, is followed by another one, goes with its job.
  until(5, well, inQuarantine),
  until(4, inQuarantine, well),
  until(5, inQuarantine, [quarantinedJob(series2)]),
  until(4, inQuarantine, []),
  // A halt: begins, and is over.
  until(4, resumed, paused),
  until(4, paused, resumed),
  // Late, and on time again.
  running(-1, 4, 9, 14, 14, 14),
  running(-1, 4, 9, 9, 9, 30),
  // Objects fail, and fail no more.
  failing(0, 0, 0, 0, 50, 50),
  failing(50, 50, 50, 50, 0, 0),
  // Nothing but another count of failures.
  until(5, well, [healthyJob('scim.1', { countSuccessiveCompleteFailures: 1 })]),
  until(
    5,
    crowd.map((id) => healthyJob(id)),
    crowd.map((id) => quarantinedJob(series1, {}, id)),
  ),
];

/** The events of the poll that dies: of the third and the fourth life two each, of the next six one each, and those of the crowd. */
export const eventsAtDeath = 12 + crowd.length;

export const before: readonly World[] = Array.from({ length: polls }, (_, poll) => worldOf(poll));
export const atDeath: World = worldOf(polls);

function worldOf(poll: number): World {
  return Object.fromEntries(lives.map((life, n) => [principal(n), life[poll] ?? []]));
}

function principal(n: number): string {
  const digits = String(n + 11).repeat(2);
  return `${digits}${digits}-${digits}-4${digits.slice(1)}-8${digits.slice(1)}-${digits.repeat(3)}`;
}
