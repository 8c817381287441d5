import assert from 'node:assert/strict';
import { type ConditionType, conditionTypes } from '../../../src/contract/events/event-names.ts';
import { type JobKey, jobName } from '../../../src/core/job-key.ts';
import { isWatched } from '../../../src/core/watch.ts';
import { readJobRow } from '../../../src/table/job-row.ts';
import { latestRowKey } from '../../../src/table/keys.ts';
import type { World } from '../poll/world.ts';
import { markOf, type TrueJob } from '../tenant/true-job.ts';
import { failuresFrom } from './rules/failures.ts';
import { limits } from './rules/limits.ts';
import { lateAfterMs } from './rules/runs-seen.ts';

/**
 * After `drain`, in which everything answered for more than a day: what is open in the rows is so, and what is so is open, whatever
 * happened before. Judged by the truth alone.
 */
export function assertOpenIsTrue(world: World): void {
  for (const { principal, job } of world.truth.places) {
    const key = { servicePrincipalId: principal.id, jobId: job.id };
    if (!isWatched(world.watch, key)) continue;
    const isThere = principal.present && job.present;
    const open = openIn(world, key);
    for (const type of conditionTypes) {
      const isSo = isThere ? isTrueOf(type, job, world.truth.now) : false;
      if (isSo === undefined) continue;
      const about = `${jobName(key)}: ${type} is ${isSo ? 'not open and so' : 'open and not so'}`;
      assert.equal(open.has(type), isSo, about);
    }
  }
}

function openIn({ table }: World, { servicePrincipalId, jobId }: JobKey): ReadonlySet<ConditionType> {
  const row = table.rows.get(latestRowKey(servicePrincipalId, jobId));
  if (!row) return new Set();
  const { conditions } = readJobRow(row);
  return new Set(conditionTypes.filter((type) => conditions[type].isOpen));
}

/** Undefined where that is for nobody to see, or depends on what was seen before. */
function isTrueOf(type: ConditionType, job: TrueJob, now: number): boolean | undefined {
  const { look, stopped, runs, idlesByNature } = markOf(job);
  const hasRun = look === 'quarantined' || runs?.ended !== undefined || runs?.steady !== undefined;
  switch (type) {
    case 'quarantine':
      return look === 'idle' ? undefined : look === 'quarantined';
    case 'halt':
      return stopped === undefined ? false : hasRun ? true : undefined;
    case 'overdue': {
      // A clear needs a newer date: of a job that is stopped, or in quarantine, the condition that took its place.
      if (look !== 'running' || idlesByNature) return look === 'quarantined' || hasRun ? false : undefined;
      return isLate(job, now);
    }
    case 'failures': {
      if (look !== 'running' || runs?.ending === undefined || runs.ending === 'Failed') return undefined;
      const isRunningOn = job.runs.from !== undefined;
      if (!isRunningOn) return undefined;
      if (runs.failing >= failuresFrom(runs)) return true;
      return runs.failing < failuresFrom(runs) / 2 ? false : undefined;
    }
  }
}

/** It runs, by its word. The drain is longer than anything that may be waited for. */
function isLate({ runs }: TrueJob, now: number): boolean | undefined {
  const { last, from, everyMs, steadyAt, isBehind, failsWhole } = runs;
  const isStandingStill = from === undefined;
  const age = last ? now - last.endedAt : Number.POSITIVE_INFINITY;
  const aDay = 24 * 60 * 60_000;
  if (isStandingStill && age > aDay) return true;
  // Where it caught up within the drain, or began to.
  if (isStandingStill || age > lateAfterMs(everyMs, 0)) return undefined;
  const doesCatchUp = !isBehind && !failsWhole;
  if (doesCatchUp) return false;
  return now - (steadyAt ?? Number.NEGATIVE_INFINITY) > aDay + limits.initialCycleAfterMs ? true : undefined;
}
