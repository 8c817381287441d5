import { addMilliseconds, type Instant, laterOf } from './instant.ts';
import type { RunRecord } from './run-record.ts';

/** Milliseconds by which the clocks of two instances may differ: what lies further ahead was written by a wrong clock. */
const clocksDiffer = 5 * 60_000;

/** Whether `run` may claim to be the only one, at `now` and until `until`. */
export function isFree(
  { busyUntil, busyWith }: RunRecord,
  run: string,
  now: Instant,
  until: Instant,
): boolean {
  const isCredible = busyUntil !== undefined && busyUntil <= addMilliseconds(until, clocksDiffer);
  return !isCredible || busyUntil <= now || busyWith === run;
}

/** The record without times that lie ahead: they would pass for the newest until they have come. */
export function credible(record: RunRecord, now: Instant): RunRecord {
  const latest = addMilliseconds(now, clocksDiffer);
  const past = (time: Instant | undefined) => (time !== undefined && time > latest ? undefined : time);
  return {
    ...record,
    completeStartedAt: past(record.completeStartedAt),
    lastStartedAt: past(record.lastStartedAt),
    lastEndedAt: past(record.lastEndedAt),
    sweptAt: past(record.sweptAt),
  };
}

/**
 * The run row after `run` has ended with `record`. Where another run took over, because this one was silent for too long, it
 * keeps its claim; whoever ends last, times move only forward.
 */
export function ended(stored: RunRecord, record: RunRecord, run: string): RunRecord {
  const newest = (stored.lastStartedAt ?? '') > (record.lastStartedAt ?? '') ? stored : record;
  const isTaken = stored.busyWith !== undefined && stored.busyWith !== run;
  return {
    ...newest,
    completeStartedAt: latest(stored.completeStartedAt, record.completeStartedAt),
    sweptAt: latest(stored.sweptAt, record.sweptAt),
    busyUntil: isTaken ? stored.busyUntil : undefined,
    busyWith: isTaken ? stored.busyWith : undefined,
  };
}

function latest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined ? b : laterOf(a, b);
}
