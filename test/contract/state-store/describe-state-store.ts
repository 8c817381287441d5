import { describe } from 'vitest';
import { describeBodies } from './describe-bodies.ts';
import { describeConditions } from './describe-conditions.ts';
import { describeEarlierVersion } from './describe-earlier-version.ts';
import { describeEdges } from './describe-edges.ts';
import { describeEpisodes } from './describe-episodes.ts';
import { describeEventFeed } from './describe-event-feed.ts';
import { describeFeed } from './describe-feed.ts';
import { describeFence } from './describe-fence.ts';
import { describeKnownJobs } from './describe-known-jobs.ts';
import { describePruning } from './describe-pruning.ts';
import { describeReading } from './describe-reading.ts';
import { describeRuns } from './describe-runs.ts';
import { describeUnread } from './describe-unread.ts';
import { describeWaves } from './describe-waves.ts';
import { describeWriting } from './describe-writing.ts';
import { claimed } from './job-changes.ts';
import type { MakeClaimed, MakeStore } from './store-under-test.ts';

/** What every store keeps to, in memory or not. */
export function describeStateStore(name: string, makeStore: MakeStore): void {
  const makeClaimed: MakeClaimed = async () => {
    const made = await makeStore();
    return { ...made, poll: await claimed(made.store) };
  };
  describe(`${name}, written`, () => describeWriting(makeClaimed));
  describe(`${name}, with bodies`, () => describeBodies(makeClaimed));
  describe(`${name}, with two runs`, () => describeRuns(makeStore));
  describe(`${name}, fenced`, () => describeFence(makeStore));
  describe(`${name}, with a feed`, () => describeFeed(makeClaimed));
  describe(`${name}, with a feed to be read`, () => describeEventFeed(makeClaimed));
  describe(`${name}, with a transaction for many jobs with events`, () => describeWaves(makeClaimed));
  describe(`${name}, read`, () => describeReading(makeClaimed));
  describe(`${name}, that knows jobs`, () => describeKnownJobs(makeClaimed));
  describe(`${name}, pruned`, () => describePruning(makeClaimed));
  describe(`${name}, asked for what was never read`, () => describeUnread(makeClaimed));
  describe(`${name}, asked for episodes`, () => describeEpisodes(makeClaimed));
  describe(`${name}, with four conditions`, () => describeConditions(makeClaimed));
  describe(`${name}, with rows of an earlier version: each`, () => describeEarlierVersion(makeClaimed));
  describe(`${name}, at its edges`, () => describeEdges(makeClaimed));
}
