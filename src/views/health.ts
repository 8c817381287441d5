import type { Health } from '../contract/answers/health.ts';
import { namesIn } from '../core/failure.ts';
import { findStandingStill } from '../core/mass-delay.ts';
import type { RunRecord } from '../core/run-record.ts';
import { isPolled, type JobState } from '../core/state.ts';
import { freshnessContext, readLastRun, type ViewContext } from './context.ts';
import { type FreshnessContext, tenantFreshness } from './freshness.ts';
import * as check from './health-checks.ts';
import type { Survey } from './ports.ts';

/** @throws StoreError when the table cannot be read: then nothing works */
export async function checkHealth(context: ViewContext): Promise<Health> {
  const [run, survey] = await Promise.all([
    readLastRun(context),
    context.snapshots.survey(['open', 'unreadable']),
  ]);
  return healthOf(context, run, await surveyDelays(context, survey), freshnessContext(run, context));
}

/** Whether so many are late at once depends on how many are not: all are read where, of those that may be, so many are. */
async function surveyDelays({ snapshots }: ViewContext, survey: Survey): Promise<Survey> {
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
    damagedRows: check.damagedRows(allDamaged(damaged, run)),
    settings: check.settings(misspelledSettings),
  };
  const found = Object.values(checks).map(({ status }) => status);
  const status = (['fail', 'warn'] as const).find((one) => found.includes(one)) ?? 'pass';
  return { status, ...tenantFreshness(asOf), checks };
}

function isUnreadable(job: JobState): job is check.UnreadableJob {
  return job.unreadable !== undefined && isPolled(job);
}

type Damage = Pick<Survey['damaged'][number], 'rowKey' | 'problem'>;

/** The damaged rows that a survey finds by itself, and those that the last run met: it reads every row. */
function allDamaged(found: readonly Damage[], run: RunRecord | undefined): readonly Damage[] {
  const met = (run?.failures ?? [])
    .filter(({ cause }) => cause === 'damagedRow')
    .flatMap(({ about, detail }) => namesIn(about, 'row').map((rowKey) => ({ rowKey, problem: detail })));
  return [...found, ...met.filter(({ rowKey }) => !found.some((known) => isNamed(known.rowKey, rowKey)))];
}

/** Whether a row has this name, which may be cut. */
function isNamed(rowKey: string, name: string): boolean {
  return name.endsWith('…') ? rowKey.startsWith(name.slice(0, -1)) : rowKey === name;
}
