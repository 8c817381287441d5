import type { JobList } from '../contract/answers/job.ts';
import type { ConditionType } from '../contract/events/event-names.ts';
import type { JobKind } from '../contract/events/job-kinds.ts';
import type { JobStateWord } from '../contract/http/query-values.ts';
import { isOpenOrSeen } from '../core/conditions/record.ts';
import { jobKindOf } from '../core/job-kind.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { JobState } from '../core/state.ts';
import { freshnessContext, type Paged, readLastRun, type ViewContext } from './context.ts';
import { type FreshnessContext, tenantFreshness } from './freshness.ts';
import { discovery } from './health-checks.ts';
import { jobFreshness, toJobSummary } from './job.ts';
import { stateWord } from './job-state.ts';
import type { PageRequest, StoredState } from './ports.ts';

/** Which jobs are listed. */
export interface JobQuery {
  readonly states: readonly JobStateWord[];
  /** Only jobs with one of these open or seen; undefined: any. */
  readonly conditions?: readonly ConditionType[] | undefined;
  /** Only jobs of these kinds; undefined: any. */
  readonly kinds?: readonly JobKind[] | undefined;
  /** Only jobs of this service principal; undefined: of any. */
  readonly servicePrincipalId?: string | undefined;
}

/** What jobs in a row can be called, by their row and its age. */
const wordsIn: Readonly<Record<StoredState, readonly JobStateWord[]>> = {
  open: ['quarantined', 'halted', 'overdue', 'failing', 'unknown'],
  quiet: ['unknown', 'notStarted', 'starting', 'healthy'],
  removed: ['removed'],
  unwatched: ['unwatched'],
};
const allRows: readonly StoredState[] = ['open', 'quiet', 'removed', 'unwatched'];
/** Rows in which no job has a condition open. */
const withoutConditions: readonly StoredState[] = ['quiet', 'removed'];

/** One page of the jobs that the query asks for. @throws StoreError, BadPageError */
export async function listJobs(
  context: ViewContext,
  query: JobQuery,
  page: PageRequest,
): Promise<Paged<JobList>> {
  const run = await readLastRun(context);
  const asOf = freshnessContext(run, context);
  const { states, conditions, kinds, servicePrincipalId } = query;
  const rows = allRows.filter(
    (row) =>
      wordsIn[row].some((word) => states.includes(word)) && !(conditions && withoutConditions.includes(row)),
  );
  const isWanted = (state: JobState) =>
    states.includes(stateWord(state, jobFreshness(state, asOf).stale)) &&
    (conditions?.some((type) => isOpenOrSeen(state.conditions[type])) ?? true) &&
    (kinds?.includes(jobKindOf(state.templateId)) ?? true);
  // Where all that these rows hold is wanted, no more of them are read than are shown.
  const isAll =
    !conditions && !kinds && rows.every((row) => wordsIn[row].every((word) => states.includes(word)));
  const { items, next } = await context.snapshots.jobs(
    rows,
    page,
    isAll ? undefined : isWanted,
    servicePrincipalId,
  );
  return {
    value: items.map((state) => toJobSummary(state, asOf, context)),
    next,
    principalsUnread: run?.counts?.principalsUnread ?? 0,
    whole: isWhole(run, context, asOf),
    ...tenantFreshness(asOf),
  };
}

/** Whether the last run knows of nothing that is missing in the rows, nor of a reason for which it cannot know. */
function isWhole(
  run: RunRecord | undefined,
  { discoveryIntervalMs }: Pick<ViewContext, 'discoveryIntervalMs'>,
  asOf: FreshnessContext,
): boolean {
  if (run?.counts?.principalsUnread !== 0) return false;
  const isDamaged = run.failures.some(({ cause }) => cause === 'damagedRow');
  return !isDamaged && discovery(run, discoveryIntervalMs, asOf).status === 'pass';
}
