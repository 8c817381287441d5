import type { Health } from '../contract/answers/health.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import { type ConditionType, conditionTypes } from '../contract/events/event-names.ts';
import { type JobKind, jobKinds } from '../contract/events/job-kinds.ts';
import { usualStates } from '../contract/http/query-values.ts';
import { openTypes } from '../core/conditions/record.ts';
import { secondsBetween } from '../core/instant.ts';
import { intervalMs } from '../core/run-memory.ts';
import { type RunRecord, runOutcomes } from '../core/run-record.ts';
import type { JobState } from '../core/state.ts';
import { byUrgency } from './arrange-jobs.ts';
import { freshnessContext, readLastRun, type ViewContext } from './context.ts';
import { FirstFew } from './first-few.ts';
import type { FreshnessContext } from './freshness.ts';
import { isOfHealth, judgeHealth } from './health.ts';
import { toJobSummary } from './job.ts';
import { type MetJob, toJobLine } from './job-line.ts';
import { isWrongState } from './job-state.ts';
import type { Survey } from './ports.ts';

/** The value of one series. */
interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Something that is measured, in all its series. */
export interface Metric {
  /** With its unit at the end. */
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** Beside `tenant_id`, which every series has. */
  readonly labels: readonly string[];
  readonly read: (reading: MetricsReading) => readonly Sample[];
}

interface MeasuredJob {
  readonly summary: JobSummary;
  /** Its conditions that have begun and are not proven to be over. */
  readonly open: readonly ConditionType[];
  /** How many of its objects fail, where that is known. */
  readonly failingObjects: number | undefined;
}

/** What counts of every job. */
type CountedJob = Pick<JobSummary, 'state' | 'kind'> &
  Pick<MeasuredJob, 'open'> & { readonly isReadable: boolean };

/** What all metrics of a tenant are read from. */
export interface MetricsReading {
  readonly asOf: FreshnessContext;
  readonly run: RunRecord | undefined;
  readonly survey: Survey;
  readonly health: Health;
  /** Every watched job. */
  readonly jobs: readonly CountedJob[];
  /** Those that have series of their own. */
  readonly named: readonly MeasuredJob[];
}

/** So many jobs at most have series of their own. */
export const mostNamed = 1000;

/** Reads everything once. @throws StoreError */
export async function readMetrics(context: ViewContext): Promise<MetricsReading> {
  const run = await readLastRun(context);
  const asOf = freshnessContext(run, context);
  const jobs: CountedJob[] = [];
  const first: JobState[] = [];
  const wrong = new FirstFew<MetJob>(mostNamed, (a, b) => byUrgency(a.line, b.line));
  const survey = await context.snapshots.survey(['open', 'quiet'], (state) => {
    const line = toJobLine(state, asOf);
    const { state: word, kind, unreadable } = line;
    jobs.push({ state: word, kind, open: openTypes(state.conditions), isReadable: unreadable === null });
    if (first.length < mostNamed) first.push(state);
    if (isWrongState(word)) wrong.add({ line, state });
    return isOfHealth(state);
  });
  // All of them; where they are too many, the most urgent of those with which something is wrong.
  const named = jobs.length <= mostNamed ? first : wrong.list().map(({ state }) => state);
  return {
    asOf,
    run,
    survey,
    health: await judgeHealth(context, run, survey, asOf),
    jobs,
    named: named.map((state) => measured(state, asOf, context)),
  };
}

function measured(state: JobState, asOf: FreshnessContext, context: ViewContext): MeasuredJob {
  return {
    summary: toJobSummary(state, asOf, context),
    open: openTypes(state.conditions),
    failingObjects: state.conditions.failures.facts?.count,
  };
}

const prefix = 'entra_provisioning_';

/** Of the tenant: these series are always there. */
const ofTenant: readonly Metric[] = [
  gauge('jobs', 'Watched jobs by state and kind.', ['state', 'kind'], ({ jobs }) =>
    tally(usualStates, jobs, ({ state }) => [state]).map(({ value, is, kind }) => ({
      labels: { state: is, kind },
      value,
    })),
  ),
  gauge(
    'conditions_open',
    'Watched jobs by kind in which a condition has begun and is not proven to be over.',
    ['condition', 'kind'],
    ({ jobs }) =>
      tally(conditionTypes, jobs, ({ open }) => open).map(({ value, is, kind }) => ({
        labels: { condition: is, kind },
        value,
      })),
  ),
  single(
    'jobs_unreadable',
    'Watched jobs that the last polls could not read.',
    ({ jobs }) => jobs.filter(({ isReadable }) => !isReadable).length,
  ),
  single(
    'jobs_without_series',
    'Watched jobs that are only in the counts, since a tenant has too many for series of their own.',
    ({ jobs, named }) => jobs.length - named.length,
  ),
  single(
    'applications_unread',
    'Applications that should be watched and of which something was never read.',
    ({ survey }) => survey.unread.length,
  ),
  single(
    'reading_age_seconds',
    'Time since the start of the last poll that asked for every known job.',
    ({ asOf }) => secondsSince(asOf.coveredSince, asOf),
  ),
  gauge(
    'health_check_status',
    'The checks of GET health of this tenant: 0 passes, 1 warns, 2 fails.',
    ['check'],
    ({ health }) =>
      Object.entries(health.checks).map(([check, { status }]) => ({
        labels: { check },
        value: severities[status],
      })),
  ),
  {
    ...single('polls_total', 'Polls that have begun.', ({ run }) => run?.runs ?? 0),
    type: 'counter',
  },
  single('last_poll_start_timestamp_seconds', 'When the last poll that ended began.', ({ run }) =>
    timestamp(run?.lastStartedAt),
  ),
  single('last_poll_end_timestamp_seconds', 'When the last poll ended.', ({ run }) =>
    timestamp(run?.lastEndedAt),
  ),
  gauge(
    'last_poll_outcome',
    '1 for the outcome of the last poll that ended, 0 for the others.',
    ['outcome'],
    ({ run }) =>
      runOutcomes.map((outcome) => ({ labels: { outcome }, value: Number(run?.lastOutcome === outcome) })),
  ),
  single('last_poll_duration_seconds', 'How long the last poll took.', ({ run }) =>
    run?.counts === undefined ? undefined : run.counts.milliseconds / 1000,
  ),
  single('last_poll_jobs_read', 'Jobs that the last poll read.', ({ run }) => run?.counts?.jobsRead),
  single(
    'last_poll_graph_requests',
    'Requests to Microsoft Graph of the last poll.',
    ({ run }) => run?.counts?.graphRequests,
  ),
  single(
    'last_poll_graph_throttled',
    'Answers 429 of Microsoft Graph to the last poll.',
    ({ run }) => run?.counts?.graphThrottled,
  ),
  single(
    'last_poll_table_transactions',
    'Transactions with Table Storage of the last poll.',
    ({ run }) => run?.counts?.tableTransactions,
  ),
  single(
    'outbox_events',
    'Events that Service Bus has not accepted yet.',
    ({ survey }) => survey.backlog.waiting,
  ),
  single(
    'outbox_oldest_age_seconds',
    'Time since the oldest of them was recorded; 0 where there is none.',
    ({ survey: { backlog }, asOf }) => (backlog.waiting === 0 ? 0 : secondsSince(backlog.oldest, asOf)),
  ),
];

/** Of each job that has series of its own. */
const ofJobs: readonly Metric[] = [
  ofJob(
    'job_state',
    '1, with the state of the job in one word.',
    ({ summary }) => [{ labels: { state: summary.state }, value: 1 }],
    ['state'],
  ),
  ofJob(
    'job_condition_open',
    '1 from the begin of a condition until it is proven to be over, else 0. It says nothing of a job whose state is unknown.',
    ({ open }) =>
      conditionTypes.map((condition) => ({
        labels: { condition },
        value: Number(open.includes(condition)),
      })),
    ['condition'],
  ),
  ofJob(
    'job_condition_begin_timestamp_seconds',
    'When a condition that is open began.',
    ({ summary }) =>
      summary.conditions.flatMap(({ type, episode }) => optional(timestamp(episode), { condition: type })),
    ['condition'],
  ),
  ofJob(
    'job_failing_objects',
    'Objects of the job that fail, where they are many enough to be a condition or were at the last reading.',
    ({ failingObjects }) => optional(failingObjects),
  ),
  ofJob(
    'job_expected_disable_timestamp_seconds',
    'When Entra is expected to switch off a job in quarantine: an estimate.',
    ({ summary }) => optional(timestamp(summary.expectedDisableAt)),
  ),
  ofJob('job_last_run_timestamp_seconds', 'When the last run of the job ended.', ({ summary }) =>
    optional(timestamp(summary.lastRunEndedAt)),
  ),
  ofJob('job_interval_seconds', 'How often the job should run.', ({ summary }) => {
    const everyMs = intervalMs(summary.interval ?? '');
    return optional(everyMs === undefined ? undefined : everyMs / 1000);
  }),
  ofJob(
    'job_reading_age_seconds',
    'Time since the job was last read. It rises while the job cannot be read.',
    ({ summary }, asOf) => optional(secondsSince(summary.observedAt, asOf)),
  ),
];

/** Everything that `GET metrics` says. */
export const metrics: readonly Metric[] = [...ofTenant, ...ofJobs];

const severities = { pass: 0, warn: 1, fail: 2 } as const satisfies Record<Health['status'], number>;

function gauge(name: string, help: string, labels: readonly string[], read: Metric['read']): Metric {
  return { name: `${prefix}${name}`, type: 'gauge', help, labels, read };
}

/** One series a tenant; none while the value is not known. */
function single(name: string, help: string, read: (reading: MetricsReading) => number | undefined): Metric {
  return gauge(name, help, [], (reading) => optional(read(reading)));
}

/** Series of each job, named by its labels. */
function ofJob(
  name: string,
  help: string,
  read: (job: MeasuredJob, asOf: FreshnessContext) => readonly Sample[],
  more: readonly string[] = [],
): Metric {
  return gauge(
    name,
    help,
    ['service_principal_id', 'job_id', 'application', 'kind', ...more],
    ({ named, asOf }) =>
      named.flatMap((job) =>
        read(job, asOf).map(({ labels, value }) => ({ labels: { ...labelsOf(job), ...labels }, value })),
      ),
  );
}

function labelsOf({ summary: { servicePrincipalId, jobId, displayName, kind } }: MeasuredJob) {
  return { service_principal_id: servicePrincipalId, job_id: jobId, application: displayName ?? '', kind };
}

function optional(value: number | undefined, labels: Sample['labels'] = {}): readonly Sample[] {
  return value === undefined ? [] : [{ labels, value }];
}

function timestamp(instant: string | null | undefined): number | undefined {
  return instant ? Date.parse(instant) / 1000 : undefined;
}

function secondsSince(instant: string | undefined, { now }: FreshnessContext): number | undefined {
  return instant === undefined ? undefined : secondsBetween(instant, now);
}

/** How many jobs of each kind are each of these things: a count of 0 is said too. */
function tally<Thing extends string>(
  things: readonly Thing[],
  jobs: readonly CountedJob[],
  thingsOf: (job: CountedJob) => readonly string[],
): readonly { readonly is: Thing; readonly kind: JobKind; readonly value: number }[] {
  const counts = new Map<string, number>();
  for (const job of jobs) {
    for (const thing of thingsOf(job)) {
      const name = `${thing} ${job.kind}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return things.flatMap((is) =>
    jobKinds.map((kind) => ({ is, kind, value: counts.get(`${is} ${kind}`) ?? 0 })),
  );
}
