import assert from 'node:assert/strict';
import type { Question } from '../../../src/core/observe.ts';
import { jobName } from '../../../src/core/state.ts';
import { isPrincipalWatched } from '../../../src/core/watch.ts';
import type { ModelPoll } from '../poll/model-poll.ts';

/** What is known of principals that are there: of the connector's table, so it is lost and set back with it. */
export interface Sight {
  /** Those that the last directory named, and that are watched since. */
  readonly discovered: ReadonlySet<string>;
  /** Those that a run has read whole, and written what it read; likewise single jobs of a list. */
  readonly read: ReadonlySet<string>;
}

export const noSight: Sight = { discovered: new Set(), read: new Set() };

/**
 * Never look well when blind: a run that ends while a principal that is to be watched was never read does not call itself complete, and
 * counts it, unless it failed or knows itself that it could not look for principals.
 *
 * @param whole the principals that this run has read whole
 * @returns the sight after it
 */
export function sightAfter(before: Sight, self: ModelPoll, whole: ReadonlySet<string>): Sight {
  const { report, watch, directory } = self;
  if (report?.kind !== 'ended') return before;
  // What is not watched is forgotten, and found again by the next sweep after it is watched.
  const discovered = new Set(
    [...(directory ?? before.discovered)].filter((id) => isPrincipalWatched(watch, id)),
  );
  const isRead = (name: string) => before.read.has(name) || whole.has(name);
  const never =
    watch.kind === 'list'
      ? watch.entries.map(nameOf).filter((name) => !isRead(name) && !isRead(name.split('/')[0] ?? ''))
      : [...discovered].filter((id) => !isRead(id));
  if (never.length > 0) {
    const about = `${self.run} at ${self.startedAt}: nothing was ever read of ${never}`;
    const { outcome, counts } = report;
    assert.notEqual(outcome, 'complete', about);
    const isTold = outcome === 'failed' || counts.principalsUnread > 0 || !hasLooked(self);
    assert(isTold, `${about}, and it counts none unread`);
  }
  const isWritten =
    report.outcome !== 'failed' &&
    !report.failures.some(
      ({ cause, about }) =>
        /^Storage|^conflict/.test(cause) && /^(job|service principal|the table)/.test(about),
    );
  return { discovered, read: new Set([...before.read, ...(isWritten ? whole : [])]) };
}

/** Whether it asked about every principal that it should ask about: one that ends too early says so by its outcome. */
function hasLooked({ watch, directory, answered }: ModelPoll): boolean {
  return watch.kind === 'list' || (directory !== undefined && [...directory].every((id) => answered.has(id)));
}

/** Of what a question is about: a principal, or one job. */
export function nameOf({ servicePrincipalId, jobId }: Question): string {
  return jobId === undefined ? servicePrincipalId : jobName({ servicePrincipalId, jobId });
}
