import assert from 'node:assert/strict';
import { jobName } from '../../../src/core/job-key.ts';
import type { Question } from '../../../src/core/observe.ts';
import { isPrincipalWatched } from '../../../src/core/watch.ts';
import type { PollReport } from '../../../src/poll/ports.ts';
import type { ModelPoll } from '../poll/model-poll.ts';

type Ended = Extract<PollReport, { kind: 'ended' }>;

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
 * @param ofRows the principals and jobs of which there are rows
 * @param isDiscoveryOpen whether the run row says that there are principals that the next run has to ask
 * @returns the sight after it
 */
export function sightAfter(
  before: Sight,
  self: ModelPoll,
  ofRows: readonly string[],
  isDiscoveryOpen: boolean,
): Sight {
  const { report, watch } = self;
  const read = new Set([...before.read, ...ofRows]);
  const discovered = watchedOf(before.discovered, self);
  // What a run that failed had come to took effect all the same.
  if (report?.kind !== 'ended') return { discovered, read };
  const isRead = (name: string) => read.has(name);
  const never =
    watch.kind === 'list'
      ? watch.entries.map(nameOf).filter((name) => !isRead(name) && !isRead(principalIn(name)))
      : [...discovered].filter((id) => !isRead(id));
  if (never.length > 0) {
    const about = `${self.run} at ${self.startedAt}: nothing was ever read of ${never}`;
    const { outcome, counts } = report;
    // A discovery that goes on in the next run says nothing yet of those that it has not come to.
    const isToCome = isDiscoveryOpen && !never.some((name) => self.answered.has(principalIn(name)));
    assert(outcome !== 'complete' || isToCome, about);
    const hasMet = never.every((name) => self.answered.has(principalIn(name)));
    const isTold = outcome === 'failed' || counts.principalsUnread > 0 || !hasMet || failsToWrite(report);
    assert(isTold, `${about}, and it counts none unread`);
  }
  return { discovered, read };
}

/** What is not watched is forgotten, and found again by the next discovery after it is watched. */
export function watchedOf(principals: Iterable<string>, { watch }: ModelPoll): ReadonlySet<string> {
  return new Set([...principals].filter((id) => isPrincipalWatched(watch, id)));
}

/** A write that fails holds up the discovery: what it found is found again. */
function failsToWrite({ failures }: Ended): boolean {
  return failures.some(({ cause }) => /^Storage|^Conflict|^conflict/.test(cause));
}

/** Of what a question is about: a principal, or one job. */
export function nameOf({ servicePrincipalId, jobId }: Question): string {
  return jobId === undefined ? servicePrincipalId : jobName({ servicePrincipalId, jobId });
}

function principalIn(name: string): string {
  return name.split('/')[0] ?? '';
}
