import { keyOf } from '../../src/core/job-key.ts';
import type { JobKey } from '../../src/core/state.ts';

/* What the maps of a store in memory are keyed by; the names sort as the row keys of a table do. */

export function nameOf({ servicePrincipalId, jobId }: JobKey): string {
  return `${servicePrincipalId}|${keyOf(jobId)}`;
}

export function eventName(key: JobKey, sequence: number): string {
  return `${nameOf(key)}|${String(sequence).padStart(10, '0')}`;
}

/** Newest first. */
export function historyName(key: JobKey, sequence: number): string {
  return `history|${eventName(key, 9_999_999_999 - sequence)}`;
}

export function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
