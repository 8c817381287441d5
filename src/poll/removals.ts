import { type KnownJobs, screenRemovals } from '../core/mass-removal.ts';
import type { Removal } from './read-answers.ts';
import type { Recorder } from './recorder.ts';
import type { RunContext } from './run-context.ts';

/**
 * Records the jobs that are missing, as gone or, where too many are at once, as unreadable. A suspected mass removal is a failure of the
 * run for as long as it lasts, since it delays clears.
 *
 * @returns how many were not recorded because time ran out
 */
export async function recordRemovals(
  { failures, tally }: RunContext,
  recorder: Recorder,
  removals: readonly Removal[],
  known: KnownJobs,
  signal: AbortSignal,
): Promise<number> {
  const screened = screenRemovals(
    removals.map(({ stored, at, byId }) => ({ state: stored.state, at, byId })),
    known,
  );
  let recorded = 0;
  for (const [index, { stored }] of removals.entries()) {
    const observation = screened[index];
    if (signal.aborted) break;
    if (observation?.kind === 'unreadable') tally.jobsUnreadable++;
    if (observation) await recorder.record(stored.state, stored, observation);
    recorded++;
  }
  await recorder.flush();
  const unbelieved = screened.find((observation) => observation.kind === 'unreadable');
  if (unbelieved)
    failures.addFirst({ what: 'vanished jobs' }, { cause: unbelieved.cause, detail: unbelieved.detail });
  return removals.length - recorded;
}
