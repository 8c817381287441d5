import pMap from 'p-map';
import type { Health } from '../contract/answers/health.ts';
import { conditionTypes } from '../contract/events/event-names.ts';
import { isOpenOrSeen } from '../core/conditions/record.ts';
import { StoreError } from '../core/errors.ts';
import { type Failure, namesIn } from '../core/failure.ts';
import { earlierOf } from '../core/instant.ts';
import { findStandingStill } from '../core/mass-delay.ts';
import type { RunRecord } from '../core/run-record.ts';
import { isPolled, type JobState } from '../core/state.ts';
import { freshnessContext, readLastRun, type ViewContext } from './context.ts';
import { type FreshnessContext, tenantFreshness } from './freshness.ts';
import * as check from './health-checks.ts';
import type { Survey, SurveyedJobs } from './ports.ts';

/**
 * The health of a tenant and, of the home tenant, of the others that the caller may see.
 *
 * @throws StoreError when the table cannot be read: then nothing works
 */
export async function checkHealth(context: ViewContext): Promise<Health> {
  const [{ health }, others] = await Promise.all([readTenant(context), readTenants(context.others)]);
  if (others.length === 0) return health;
  const checks = { ...health.checks, tenants: check.tenants(others.map(verdictOf)) };
  return { ...health, status: worstOf(checks), checks };
}

/** What the health of one tenant is made of, and it. */
interface TenantReading {
  readonly run: RunRecord | undefined;
  /** Those that are unreadable or have anything open at least. */
  readonly jobs: readonly JobState[];
  readonly asOf: FreshnessContext;
  readonly health: Health;
}

/** Health goes by these, and by the rest only where it depends on how many they are. */
const ofHealth: readonly SurveyedJobs[] = ['open', 'unreadable'];

async function readTenant(context: ViewContext, more: readonly SurveyedJobs[] = []): Promise<TenantReading> {
  const run = await readLastRun(context);
  const asOf = freshnessContext(run, context);
  const survey = await context.snapshots.survey([...ofHealth, ...more]);
  return { run, jobs: survey.jobs, asOf, health: await judgeHealth(context, run, survey, asOf) };
}

/** One of several tenants, or why nothing of it can be read. */
export interface OneOfSeveral {
  readonly context: ViewContext;
  readonly reading: TenantReading | StoreError;
}

/** Each costs three reads, which take a few milliseconds. */
const tenantsAtOnce = 16;

/**
 * Reads each by itself: one that cannot be read keeps no other from being read.
 *
 * @param more jobs to read beside those by which health goes
 */
export function readTenants(
  contexts: readonly ViewContext[],
  more?: readonly SurveyedJobs[],
): Promise<readonly OneOfSeveral[]> {
  const read = async (context: ViewContext): Promise<OneOfSeveral> => {
    const reading = await readTenant(context, more).catch((error: unknown) => {
      if (error instanceof StoreError) return error;
      throw error;
    });
    return { context, reading };
  };
  return pMap(contexts, read, { concurrency: tenantsAtOnce });
}

/** Whether the connector does its work in one of several tenants, and what is wrong. */
export function verdictOf({ context, reading }: OneOfSeveral): check.TenantVerdict {
  const { tenantId, tenantName: name = null } = context;
  if (reading instanceof StoreError) return { tenantId, name, status: 'fail', message: reading.message };
  const { status, checks } = reading.health;
  return { tenantId, name, status, message: status === 'pass' ? null : worstInWords(status, checks) };
}

/** Where the connector sees nothing of a tenant, the last run has met why. */
function worstInWords(status: Health['status'], checks: Health['checks']): string {
  const { coverage, lastRun } = checks;
  const worst = Object.values(checks).find((one) => one.status === status);
  const [first] = lastRun.failures;
  const why = worst === coverage || worst === lastRun ? (first?.detail ?? '') : '';
  return `${worst?.message ?? ''} ${why}`.trim();
}

/**
 * The health of one tenant, without that of others.
 *
 * @param survey of the jobs that are unreadable or have anything open at least, read after the run row
 */
export async function judgeHealth(
  context: ViewContext,
  run: RunRecord | undefined,
  survey: Survey,
  asOf: FreshnessContext,
): Promise<Health> {
  // Processes that answer may live for minutes only, and a tenant that was never polled is to be missed all the same.
  const watchedSince = run ? undefined : await context.watchedSince?.();
  const startedAt = earlierOf(context.startedAt, watchedSince);
  return healthOf({ ...context, startedAt }, run, await surveyDelays(context, survey), asOf);
}

/** Whether so many are late at once depends on how many are not: all are read where, of those that may be, so many are. */
async function surveyDelays({ snapshots }: Pick<ViewContext, 'snapshots'>, survey: Survey): Promise<Survey> {
  return findStandingStill(survey.jobs).isMassDelay ? await snapshots.survey(['open', 'quiet']) : survey;
}

/** @param survey of the jobs that are unreadable or have anything open at least, and of all watched ones where many stand still */
export function healthOf(
  {
    startedAt,
    discoveryIntervalMs,
    misspelledSettings,
  }: Pick<ViewContext, 'startedAt' | 'discoveryIntervalMs' | 'misspelledSettings'>,
  run: RunRecord | undefined,
  { jobs, unread, damaged, backlog }: Survey,
  asOf: FreshnessContext,
): Health {
  const unreadable = jobs.filter(isUnreadable);
  const met = (run?.failures ?? []).filter(({ cause }) => cause === 'damagedRow');
  const isVanished = (job: check.UnreadableJob) => job.unreadable.cause === 'massRemoval';
  const checks = {
    coverage: check.coverage(run, startedAt, asOf),
    discovery: check.discovery(run, discoveryIntervalMs, asOf),
    lastRun: check.lastRun(run),
    unsentEvents: check.unsentEvents(backlog, asOf),
    unreadableJobs: check.unreadableJobs(unreadable.filter((job) => !isVanished(job))),
    unreadPrincipals: check.unreadPrincipals(unread),
    openConditions: check.openConditions(jobs),
    massDelay: check.massDelay(findStandingStill(jobs), asOf),
    massRemoval: check.massRemoval(unreadable.filter(isVanished)),
    damagedRows: check.damagedRows(allDamaged(damaged, met), check.timesOf(met)),
    settings: check.settings(misspelledSettings),
  };
  return { status: worstOf(checks), ...tenantFreshness(asOf), checks };
}

function worstOf(checks: Health['checks']): Health['status'] {
  const found = Object.values(checks).map(({ status }) => status);
  return (['fail', 'warn'] as const).find((one) => found.includes(one)) ?? 'pass';
}

/** Whether health goes by this very job: something is wrong with it, or it cannot be read. */
export function isOfHealth(job: JobState): boolean {
  return (
    isUnreadable(job) || (isPolled(job) && conditionTypes.some((type) => isOpenOrSeen(job.conditions[type])))
  );
}

function isUnreadable(job: JobState): job is check.UnreadableJob {
  return job.unreadable !== undefined && isPolled(job);
}

type Damage = Pick<Survey['damaged'][number], 'rowKey' | 'problem'>;

/** The damaged rows that a survey finds by itself, and those that the last run met and names: it reads every row. */
function allDamaged(found: readonly Damage[], met: readonly Failure[]): readonly Damage[] {
  const named = met.flatMap(({ about, detail }) =>
    namesIn(about, 'row').map((rowKey) => ({ rowKey, problem: detail })),
  );
  return [...found, ...named.filter(({ rowKey }) => !found.some((known) => isNamed(known.rowKey, rowKey)))];
}

/** Whether a row has this name, which may be cut. */
function isNamed(rowKey: string, name: string): boolean {
  return name.endsWith('…') ? rowKey.startsWith(name.slice(0, -1)) : rowKey === name;
}
