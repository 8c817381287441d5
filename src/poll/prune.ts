import { openTypes } from '../core/conditions/record.ts';
import { addMilliseconds } from '../core/instant.ts';
import { causeOfError } from './failures.ts';
import type { LoadedJobs } from './ports.ts';
import type { RunContext } from './run-context.ts';

/** Rows deleted for their age in one run, at the most. */
const pruneAtOnce = 1000;

/** Deletes what is old enough, for as long as there is time. Housekeeping fails no run. */
export async function pruneOldRows(
  { store, settings, startedAt, failures }: RunContext,
  { jobs }: LoadedJobs,
  signal: AbortSignal,
): Promise<void> {
  const before = addMilliseconds(startedAt, -settings.retentionMs);
  const old = jobs.filter(
    ({ state }) =>
      state.changedAt < before &&
      // The end of an open episode will be recorded, whenever the job is watched again.
      (state.isRemoved || (state.unwatchedSince !== undefined && openTypes(state.conditions).length === 0)),
  );
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const pruned = store.prune(before, old, pruneAtOnce, signal).catch((error: unknown) => {
    if (!signal.aborted) failures.add({ what: 'housekeeping' }, causeOfError(error));
  });
  await Promise.race([pruned, aborted]);
}
