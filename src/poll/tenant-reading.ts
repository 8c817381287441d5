import { coverageAfter } from '../core/coverage.ts';
import type { RunOutcome, RunRecord } from '../core/run-record.ts';
import { type Discovery, discoveriesBefore } from './discover.ts';
import type { Progress } from './progress.ts';
import type { QuestionPlan } from './question-plan.ts';
import type { Answers } from './read-answers.ts';
import type { RunContext } from './run-context.ts';

/** What a run has learnt of the tenant: its part of the run row. */
export interface TenantReading extends Pick<RunRecord, 'coveredSince' | 'round' | 'discoveredAt' | 'cursor'> {
  readonly outcome: RunOutcome;
  /** Whether a write may have been committed whose answer was lost. */
  readonly isUnsure: boolean;
}

/** Nothing was learnt: the next run begins where this one did. */
export function nothingRead(run: RunContext, outcome: RunOutcome): TenantReading {
  const { coveredSince, cursor } = run.store.runRecord;
  const { discoveredAt, open } = discoveriesBefore(run);
  return {
    outcome,
    coveredSince,
    round: undefined,
    discoveredAt,
    cursor: { ...cursor, discovery: open },
    isUnsure: true,
  };
}

/** What a reading has come to. */
interface Results {
  readonly discovery: Discovery;
  readonly plan: QuestionPlan;
  /** To the questions of the plan, and to those for single jobs that lists left open. */
  readonly answers: Answers;
  readonly byId: Answers;
  readonly progress: Progress;
  /** Whether every change was written. */
  readonly isWritten: boolean;
  /** Rows that this version cannot read. */
  readonly damagedRows: number;
  readonly isUnsure: boolean;
}

/** What a reading proves: whether it saw anything, whether it covered all that is known, and whether nothing is missing. */
export function concludeReading(run: RunContext, results: Results): TenantReading {
  const { startedAt, tally, store, settings } = run;
  const { discovery, plan, answers, byId, progress, isWritten, damagedRows, isUnsure } = results;
  const isTenant = settings.watch.kind === 'tenant';
  const hasAskedById = byId.count === answers.byId.length;
  const hasRead =
    answers.read + byId.read > 0 || (answers.notFound > 0 && isTenant && answers.unreadable === 0);
  // A run that asked nothing although something waits to be read has seen nothing.
  const isBlind = plan.order.length === 0 ? progress.unread > 0 : !hasRead;
  const isAsked = progress.answered.known === plan.known.length && hasAskedById;
  const coverage = coverageAfter(store.runRecord, {
    startedAt,
    order: plan.known.map(({ servicePrincipalId }) => servicePrincipalId),
    answered: progress.answered.known,
    isSound: isWritten && hasAskedById && !isBlind,
    goesOn: !store.afterKilledRun && store.runRecord.scope === run.scope,
  });
  const discoveredAt = progress.isDiscoveryDone ? discovery.startedAt : discoveriesBefore(run).discoveredAt;
  // Before the first discovery is done nobody knows what there is.
  const isWhole = isAsked && isWritten && discoveredAt !== undefined && !discovery.failed;
  const isAllRead = tally.jobsUnreadable === 0 && progress.unread === 0 && damagedRows === 0;
  return {
    ...coverage,
    outcome: isBlind ? 'failed' : isWhole && isAllRead ? 'complete' : 'partial',
    discoveredAt,
    cursor: progress.cursor,
    isUnsure,
  };
}
