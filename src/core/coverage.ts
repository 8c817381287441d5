import type { Instant } from './instant.ts';
import type { Round, RunRecord } from './run-record.ts';

/** How far a run has come with the known jobs. */
export interface Reach {
  /** Start of the run. */
  readonly startedAt: Instant;
  /** The service principals of the known jobs in the order asked, which is that of their ids from somewhere on. */
  readonly order: readonly string[];
  /** How many of them answered. */
  readonly answered: number;
  /** Whether every change was written, and something could be read. */
  readonly isSound: boolean;
  /** Whether it began where the last run had stopped. */
  readonly goesOn: boolean;
}

/**
 * Since when everything was asked. Where one run has not time enough, several do it together: a round ends with the run that comes to
 * where the round began.
 */
export function coverageAfter(
  { coveredSince, round }: Pick<RunRecord, 'coveredSince' | 'round'>,
  { startedAt, order, answered, isSound, goesOn }: Reach,
): { readonly coveredSince: Instant | undefined; readonly round: Round | undefined } {
  if (!isSound) return { coveredSince, round: undefined };
  if (answered >= order.length) return { coveredSince: startedAt, round: undefined };
  const [first] = order;
  const begun = first === undefined || answered === 0 ? undefined : { since: startedAt, from: first };
  if (!round || !goesOn) return { coveredSince, round: begun };
  const place = placeOf(round.from, order);
  return place > 0 && place <= answered
    ? { coveredSince: round.since, round: begun }
    : { coveredSince, round };
}

/** Where in the order the first id is that does not come before `from`; the end of the ids is followed by their beginning. */
function placeOf(from: string, order: readonly string[]): number {
  const sorted = [...order].sort();
  return order.indexOf(sorted.find((id) => id >= from) ?? sorted[0] ?? from);
}
