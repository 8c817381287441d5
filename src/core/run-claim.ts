import { addMilliseconds, clocksDifferMs, type Instant, latest } from './instant.ts';
import { emptyRun, noCursor, type RunRecord } from './run-record.ts';

/**
 * How long a run claims to be the only one without a sign of life. Short, so that a killed run holds up the next one
 * for no longer; a run that is overtaken finds its fence gone and writes nothing more.
 */
export const claimForMs = 30_000;

/** A run that wants to be the only one. */
export interface Claim {
  /** Names the run. */
  readonly run: string;
  readonly now: Instant;
  readonly until: Instant;
  /** Where the row knows of no run for longer than this, its table may be one that was set back. */
  readonly quietForMs: number;
}

/** Whether a run may claim to be the only one. */
export function mayClaim({ busyUntil, busyWith }: RunRecord, { run, now, until }: Claim): boolean {
  const isCredible = busyUntil !== undefined && busyUntil <= addMilliseconds(until, clocksDifferMs);
  return !isCredible || busyUntil <= now || busyWith === run;
}

/**
 * The run row of a claim.
 *
 * @param stored the row as it is; undefined where there is none
 * @param written how many claims this process knows to have been written: a row with fewer is of a table that was set back
 */
export function takeClaim(
  stored: RunRecord | undefined,
  { run, now, until, quietForMs }: Claim,
  written: number,
): RunRecord {
  const before = withoutFutureTimes(stored ?? emptyRun, now);
  const isSetBack = before.runs < written;
  const isQuiet = isOlder(signOfLife(before), quietForMs, now);
  const epoch =
    before.epoch === 0 || isSetBack || isQuiet
      ? Math.max(before.epoch + 1, Math.floor(Date.parse(now) / 1000))
      : before.epoch;
  return {
    ...before,
    runs: Math.max(before.runs, written) + 1,
    epoch,
    firstStartedAt: before.firstStartedAt ?? now,
    busyUntil: until,
    busyWith: run,
  };
}

/** The latest instant at which the row knows that a run was alive. */
function signOfLife({ lastStartedAt, lastEndedAt, busyUntil }: RunRecord): Instant | undefined {
  return [lastStartedAt, lastEndedAt, busyUntil].reduce(latest, undefined);
}

function isOlder(instant: Instant | undefined, ageMs: number, now: Instant): boolean {
  return instant !== undefined && addMilliseconds(instant, ageMs) < now;
}

/** The record without times that lie ahead: they would pass for the newest until they have come. */
export function withoutFutureTimes(record: RunRecord, now: Instant): RunRecord {
  const latestCredible = addMilliseconds(now, clocksDifferMs);
  const past = (time: Instant | undefined) =>
    time !== undefined && time > latestCredible ? undefined : time;
  const { round, cursor } = record;
  return {
    ...record,
    coveredSince: past(record.coveredSince),
    round: round && past(round.since) ? round : undefined,
    firstStartedAt: past(record.firstStartedAt),
    lastStartedAt: past(record.lastStartedAt),
    lastEndedAt: past(record.lastEndedAt),
    discoveredAt: past(record.discoveredAt),
    cursor:
      cursor.discovery && !past(cursor.discovery.startedAt) ? { ...noCursor, known: cursor.known } : cursor,
  };
}

/** The run row after a run has ended with `record`, whose claim it still was. Times move only forward. */
export function endClaim(stored: RunRecord, record: RunRecord): RunRecord {
  return {
    ...record,
    runs: stored.runs,
    epoch: stored.epoch,
    coveredSince: latest(stored.coveredSince, record.coveredSince),
    firstStartedAt: stored.firstStartedAt,
    discoveredAt:
      stored.scope === record.scope ? latest(stored.discoveredAt, record.discoveredAt) : record.discoveredAt,
    busyUntil: undefined,
    busyWith: undefined,
  };
}
