import type { ShownCondition } from '../../../src/contract/answers/condition.ts';
import type { ShownEpisode } from '../../../src/contract/answers/history.ts';
import type { JobDetail, JobSummary } from '../../../src/contract/answers/job.ts';
import type { ConditionType } from '../../../src/contract/events/event-names.ts';
import { wholeOverview } from '../../../src/contract/http/query-values.ts';
import { adviceOf } from '../../../src/core/advice/advice.ts';
import { adviceCauseOf } from '../../../src/core/conditions/facts.ts';
import type { FailuresFacts, HaltFacts, OverdueFacts } from '../../../src/core/conditions/record.ts';
import { type ConditionRecords, unassessedRecord } from '../../../src/core/conditions/record.ts';
import { jobPage } from '../../../src/page/job-page.ts';
import { overviewPage } from '../../../src/page/overview-page.ts';
import { healthOf } from '../../../src/views/health.ts';
import type { JobHistory } from '../../../src/views/job-history.ts';
import type { Overview } from '../../../src/views/overview.ts';
import { runAt, stubApp } from '../http/stub-app.ts';
import { textOf } from './page-text.ts';

// Values as views make them, so that a page can be tried with what takes a tenant weeks to come to.

const now = '2026-03-10T12:00:00.000Z';

/** A healthy job, unless something else is said of it. */
export function summary(more: Partial<JobSummary> = {}): JobSummary {
  return {
    servicePrincipalId: '11111111-1111-4111-8111-111111111111',
    jobId: 'scim.1',
    key: 'scim.1',
    appId: 'app-1',
    displayName: 'Salesforce',
    templateId: 'scim',
    kind: 'outbound',
    state: 'healthy',
    conditions: [],
    advice: [],
    suspended: false,
    statusCode: 'Active',
    scheduleState: 'Active',
    interval: 'PT40M',
    lastRunEndedAt: '2026-03-10T11:48:00.000Z',
    portalUrl: 'https://entra.microsoft.com/#view/provisioning',
    applicationUrl: 'https://entra.microsoft.com/#view/application',
    quarantine: null,
    reason: null,
    errorCode: null,
    episode: null,
    occurrence: null,
    began: null,
    expectedDisableAt: null,
    nextAttempt: null,
    reasons: [],
    deleteThreshold: null,
    warnings: [],
    unreadable: null,
    doubt: null,
    observedAt: '2026-03-10T11:59:00.000Z',
    stale: false,
    changedAt: '2026-03-09T12:00:00.000Z',
    ...more,
  };
}

/** A condition that is open since two days, unless something else is said of it. */
export function open(
  type: ConditionType,
  reason: string,
  more: Partial<ShownCondition> = {},
): ShownCondition {
  const since = '2026-03-08T12:00:00.000Z';
  return { type, status: 'true', reason, since, episode: since, occurrence: 1, published: true, ...more };
}

/** One that lasted from 1 to 3 March. */
export function ended(condition: string, more: Partial<ShownEpisode> = {}): ShownEpisode {
  const began = '2026-03-01T12:00:00.000Z';
  return {
    condition,
    episode: began,
    occurrence: 1,
    published: true,
    open: false,
    began,
    clearedAfter: '2026-03-03T11:59:00.000Z',
    clearedBefore: '2026-03-03T12:00:00.000Z',
    cause: 'recovered',
    durationSeconds: 172_800,
    reasons: [],
    ...more,
  };
}

interface Facts {
  readonly halt?: HaltFacts;
  readonly overdue?: OverdueFacts;
  readonly failures?: FailuresFacts;
}

/** What is remembered of the conditions of a job of which this was seen last. */
function recordsOf({ halt, overdue, failures }: Facts): ConditionRecords {
  return {
    quarantine: unassessedRecord,
    halt: { ...unassessedRecord, facts: halt },
    overdue: { ...unassessedRecord, facts: overdue },
    failures: { ...unassessedRecord, facts: failures },
  };
}

export const where = {
  servicePrincipalId: '11111111-1111-4111-8111-111111111111',
  jobId: 'scim.1',
  graphRoot: 'https://graph.microsoft.com',
  portalUrl: 'https://entra.microsoft.com/#view/provisioning',
  applicationUrl: 'https://entra.microsoft.com/#view/application',
};

/** The advice of the real table for a condition that is open alone. */
export function advice(condition: ConditionType, reason: string): JobSummary['advice'][number] {
  const cause = adviceCauseOf(condition, undefined, { templateId: 'scim', open: [condition] });
  return adviceOf({ ...cause, reason }, where);
}

/** A job with its past as a view gives it. */
export function jobHistory(
  job: JobSummary,
  { facts = {}, ...more }: Partial<Omit<JobHistory, 'job'>> & { readonly facts?: Facts } = {},
): JobHistory {
  const detail: JobDetail = { ...job, job: {}, bodyOmitted: false };
  const usual = {
    now,
    lastRunAt: undefined,
    records: recordsOf(facts),
    recent: [],
    episodes: [],
    next: undefined,
  };
  return { ...usual, ...more, job: detail };
}

/** What the page of a job holds. */
export async function jobBody(...given: Parameters<typeof jobHistory>): Promise<string> {
  return await jobPage(jobHistory(...given), 'n0nce');
}

export async function jobText(...given: Parameters<typeof jobBody>): Promise<string> {
  return textOf({ body: await jobBody(...given) });
}

/** An overview of these jobs, in their order, of a tenant that was read just now. */
export function overview(jobs: readonly JobSummary[], more: Partial<Overview> = {}): Overview {
  const app = stubApp();
  const run = runAt(5);
  const survey = { jobs: [], unread: [], damaged: [], backlog: { waiting: 0, oldest: undefined } };
  const asOf = { now: app.stub.now, coveredSince: run.coveredSince, staleAfterMs: app.staleAfterMs };
  const count = (state: JobSummary['state']) => jobs.filter((job) => job.state === state).length;
  const all = jobs.map((job) => ({ job, episodes: [], hasNamesake: false, domain: undefined }));
  return {
    now,
    query: wholeOverview,
    observedAt: '2026-03-10T11:59:00.000Z',
    stale: false,
    health: healthOf(app, run, survey, asOf),
    counts: {
      quarantined: count('quarantined'),
      halted: count('halted'),
      overdue: count('overdue'),
      failing: count('failing'),
      unknown: count('unknown'),
      notStarted: count('notStarted'),
      starting: count('starting'),
      healthy: count('healthy'),
      watched: jobs.length,
      unread: 0,
    },
    wrong: all
      .filter(({ job }) => ['quarantined', 'halted', 'overdue', 'failing'].includes(job.state))
      .map((one) => ({ jobs: [one], count: 1 })),
    unreadable: [],
    jobs: all,
    found: jobs.length,
    pages: 1,
    ...more,
  };
}

export function overviewBody(...given: Parameters<typeof overview>): Promise<string> {
  return overviewPage(overview(...given), 'n0nce');
}

export async function overviewText(...given: Parameters<typeof overview>): Promise<string> {
  return textOf({ body: await overviewBody(...given) });
}
