import type { Instant } from '../core/instant.ts';
import { withoutFutureTimes } from '../core/run-claim.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { Clock } from '../poll/ports.ts';
import type { Vantage } from './freshness.ts';
import type { SnapshotStore } from './ports.ts';

/** What the answers are made of. */
export interface StatusPorts {
  readonly snapshots: SnapshotStore;
  readonly clock: Pick<Clock, 'now'>;
  /** When this process began. */
  readonly startedAt: Instant;
  readonly config: {
    /** Milliseconds. */
    readonly staleAfterMs: number;
    /** Milliseconds. */
    readonly discoveryIntervalMs: number;
  };
}

/**
 * From where an answer looks at the rows that are read after this. In this order: a row read before the run row could be
 * one that the run has just replaced, and would pass for one that it has read.
 */
export async function vantageOf(ports: StatusPorts): Promise<Vantage> {
  return vantageAfter(await lastRun(ports), ports);
}

/** @param run the run row, read before the rows that are looked at */
export function vantageAfter(
  run: RunRecord | undefined,
  { clock, config }: Pick<StatusPorts, 'clock' | 'config'>,
): Vantage {
  return { now: clock.now(), coveredSince: run?.coveredSince, staleAfterMs: config.staleAfterMs };
}

/** The run row as far as the clock allows it; undefined before the first run. */
export async function lastRun({ snapshots, clock }: StatusPorts): Promise<RunRecord | undefined> {
  const run = await snapshots.run();
  return run && withoutFutureTimes(run, clock.now());
}
