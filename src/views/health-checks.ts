import type { Health } from '../contract/answers/health.ts';
import type { ConditionType } from '../contract/events/event-names.ts';
import type { Application } from '../core/application.ts';
import { ageInWords } from '../core/duration-words.ts';
import type { Failure } from '../core/failure.ts';
import { type Instant, secondsBetween } from '../core/instant.ts';
import type { StandingStill } from '../core/mass-delay.ts';
import type { RunRecord } from '../core/run-record.ts';
import { isPolled, type JobState, type Unreadable } from '../core/state.ts';
import type { UnreadPrincipal } from '../core/unread.ts';
import type { Backlog, DamagedRow } from '../poll/ports.ts';
import type { ViewContext } from './context.ts';
import { type FreshnessContext, isTooOld } from './freshness.ts';

type Checks = Health['checks'];

/** Whether the connector does its work in one of several tenants. */
export interface TenantVerdict {
  readonly tenantId: string;
  /** For people; null where none is set. */
  readonly name: string | null;
  readonly status: Health['status'];
  /** What is wrong, of the worst check, and why; null where all pass. */
  readonly message: string | null;
}

/** A job that polls ask for and cannot read. */
export type UnreadableJob = JobState & { readonly unreadable: Unreadable };

const sampleSize = 20;
/** After this many times `staleAfterMs` without a run that asked for everything a person has to act. */
const failsAfterTimes = 4;

/** Whether a run has asked for everything that is known, and not too long ago. */
export function coverage(
  run: RunRecord | undefined,
  processStartedAt: Instant,
  { coveredSince: at, now, staleAfterMs }: FreshnessContext,
): Checks['coverage'] {
  if (at === undefined) {
    const since = run?.firstStartedAt ?? processStartedAt;
    const isOverdue = isTooOld(since, staleAfterMs, now);
    return {
      status: isOverdue ? 'fail' : 'warn',
      message: run
        ? `No poll has read the tenant yet, for ${ageInWords(since, now)}: see lastRun.`
        : 'No poll has begun yet: one runs at the next tick of POLL_SCHEDULE, or now with POST poll.',
      at: null,
      ageSeconds: null,
    };
  }
  const isOverdue = isTooOld(at, staleAfterMs, now);
  const advice = isOverdue
    ? ' That is too long: see lastRun; where no run began since then, the timer stands still: POST poll runs one by hand. Where it comes and goes, POLL_SCHEDULE pauses for longer than STALE_AFTER: raise that.'
    : '';
  return {
    status: isTooOld(at, failsAfterTimes * staleAfterMs, now) ? 'fail' : isOverdue ? 'warn' : 'pass',
    message: `The last poll that asked for every known job started ${ageInWords(at, now)} ago.${advice}`,
    at,
    ageSeconds: secondsBetween(at, now),
  };
}

/** Whether new applications would be known by now. */
export function discovery(
  run: RunRecord | undefined,
  discoveryIntervalMs: number,
  { now, staleAfterMs }: FreshnessContext,
): Checks['discovery'] {
  const discoveredAt = run?.discoveredAt;
  const isOverdue =
    discoveredAt !== undefined && isTooOld(discoveredAt, discoveryIntervalMs + staleAfterMs, now);
  const message =
    discoveredAt === undefined
      ? 'Not every application of the tenant has been looked at yet: some may be missing everywhere else.'
      : isOverdue
        ? `The applications of the tenant were last looked through ${ageInWords(discoveredAt, now)} ago: new ones are not known. See lastRun.`
        : `The applications of the tenant were last looked through ${ageInWords(discoveredAt, now)} ago.`;
  return {
    status: discoveredAt === undefined || isOverdue ? 'warn' : 'pass',
    message,
    sweptAt: discoveredAt ?? null,
  };
}

/** Whether the last run met failures, or found nothing to watch. */
export function lastRun(run: RunRecord | undefined): Checks['lastRun'] {
  const { lastOutcome: outcome, lastStartedAt: startedAt, failures = [], counts } = run ?? {};
  const count = timesOf(failures);
  const troubles = count === 0 ? '' : ` It met ${counted(count, 'failure')}.`;
  const isEmpty =
    outcome !== undefined &&
    outcome !== 'failed' &&
    counts?.jobsRead === 0 &&
    counts.jobsUnreadable === 0 &&
    counts.principalsUnread === 0;
  const messages = {
    complete: `The last run read everything that is watched.${troubles}`,
    partial: `The last run could not read or write everything, or did not get to it: the next one goes on.${troubles}`,
    failed: `The last run could read nothing.${troubles}`,
  };
  const empty =
    'The last run found no provisioning job at all: check WATCH, WATCH_FILTER and the app roles of the identity.';
  return {
    status: outcome === 'failed' || count > 0 || isEmpty ? 'warn' : 'pass',
    message:
      outcome === undefined ? 'No run has ended yet.' : isEmpty ? `${empty}${troubles}` : messages[outcome],
    outcome: outcome ?? null,
    startedAt: startedAt ?? null,
    failures,
  };
}

/** Service principals that were never read whole. */
export function unreadPrincipals(unread: readonly UnreadPrincipal[]): Checks['unreadPrincipals'] {
  return {
    ...noneOf(
      unread,
      'No application is known that was never read.',
      `${counted(unread.length, 'application')} should be watched and could not be read whole yet: nothing is known of what is missing. WATCH can leave out what is not wanted.`,
    ),
    sample: unread.slice(0, sampleSize).map((each) => ({
      servicePrincipalId: each.servicePrincipalId,
      ...whyUnread(each.application, each),
    })),
  };
}

/** Events that Service Bus has not accepted. */
export function unsentEvents(
  { waiting, oldest }: Backlog,
  { now, staleAfterMs }: FreshnessContext,
): Checks['unsentEvents'] {
  // An event whose age cannot be read is one that cannot be sent.
  const isOverdue = waiting > 0 && (oldest === undefined || isTooOld(oldest, staleAfterMs, now));
  const isAhead = oldest !== undefined && oldest > now;
  const age =
    oldest === undefined
      ? ''
      : isAhead
        ? ', the oldest since a time that lies ahead'
        : `, the oldest for ${ageInWords(oldest, now)}`;
  return {
    status: isOverdue ? 'warn' : 'pass',
    message:
      waiting === 0
        ? 'Every recorded event has been sent.'
        : `${counted(waiting, 'recorded event')} not sent to Service Bus yet${age}.`,
    waiting,
    oldest: oldest ?? null,
  };
}

/** @param jobs those that are watched and cannot be read, mass removals aside */
export function unreadableJobs(jobs: readonly UnreadableJob[]): Checks['unreadableJobs'] {
  return {
    ...noneOf(
      jobs,
      'No known job is unreadable.',
      `${counted(jobs.length, 'watched job')} cannot be read: answers show what was read last.`,
    ),
    sample: jobs.slice(0, sampleSize).map(({ servicePrincipalId, jobId, application, unreadable }) => ({
      servicePrincipalId,
      jobId,
      ...whyUnread(application, unreadable),
    })),
  };
}

function whyUnread({ displayName }: Application, { since, cause, detail }: Unreadable) {
  return { displayName: displayName || null, since, cause, detail };
}

/** How many watched jobs have a condition open. What is wrong with jobs is no fault of the connector: it always passes. */
export function openConditions(jobs: readonly JobState[]): Checks['openConditions'] {
  const watched = jobs.filter(isPolled);
  const countOf = (type: ConditionType) => watched.filter(({ conditions }) => conditions[type].isOpen).length;
  const counts = {
    quarantine: countOf('quarantine'),
    halt: countOf('halt'),
    overdue: countOf('overdue'),
    failures: countOf('failures'),
  };
  const words = [
    `${counts.quarantine} in quarantine`,
    `${counts.halt} stopped`,
    `${counts.overdue} overdue`,
    `${counts.failures} with many failing objects`,
  ];
  const isNone = Object.values(counts).every((count) => count === 0);
  const message = isNone
    ? 'No watched job is known to be in quarantine, stopped, overdue or failing.'
    : `Of the watched jobs are ${words.filter((one) => !one.startsWith('0 ')).join(', ')}.`;
  return { status: 'pass', message, counts };
}

/** Whether provisioning stands still in the whole tenant: then it is hardly the fault of single jobs. */
export function massDelay(
  { jobs, shouldRun, isMassDelay, since }: StandingStill,
  { now }: FreshnessContext,
): Checks['massDelay'] {
  const count = jobs.length;
  if (!isMassDelay || since === undefined) {
    const message =
      count === 0
        ? 'No job that should run stands still.'
        : `${counted(count, 'job')} that should run ${count === 1 ? 'stands' : 'stand'} still: not so many that it is the whole tenant.`;
    return { status: 'pass', message, count, since: null };
  }
  const age = since < now ? `, the first of them for ${ageInWords(since, now)}` : '';
  return {
    status: 'fail',
    message: `Provisioning stands still: ${count} of ${shouldRun} jobs that should run do not${age}. Look into Microsoft's service health, and start or restart no job. Events about it are held back for four hours.`,
    count,
    since,
  };
}

/** @param jobs those that vanished with so many others that it is not believed yet */
export function massRemoval(jobs: readonly UnreadableJob[]): Checks['massRemoval'] {
  const [since] = jobs.map((job) => job.unreadable.since).sort();
  return {
    ...noneOf(
      jobs,
      'No unusual number of jobs has vanished.',
      `${counted(jobs.length, 'job')} vanished at once: check WATCH, WATCH_FILTER and the app roles of the identity. They count as removed once that has lasted for 24 hours.`,
    ),
    since: since ?? null,
  };
}

/**
 * Rows that were written by another version, or by hand.
 *
 * @param met how many the last run met: it names the first of them only
 */
export function damagedRows(
  rows: readonly Pick<DamagedRow, 'rowKey' | 'problem'>[],
  met: number,
): Checks['damagedRows'] {
  const count = Math.max(rows.length, met);
  return {
    ...noneOf(
      rows,
      'Every row of the table can be read.',
      `${counted(count, 'row')} of the table cannot be read and what they hold is skipped: deploy the version that wrote them, or delete them to start over.`,
      'fail',
    ),
    count,
    sample: rows.slice(0, sampleSize).map(({ rowKey, problem }) => ({ rowKey, problem })),
  };
}

/** Settings that have no effect, since their names are almost those of known ones. */
export function settings(misspelled: ViewContext['misspelledSettings']): Checks['settings'] {
  const sample = misspelled.slice(0, sampleSize).map(({ name, meant }) => ({ name, meant }));
  const names = sample.map(({ name, meant }) => `${name} (is ${meant} meant?)`).join(', ');
  const have = misspelled.length === 1 ? 'has' : 'have';
  return {
    ...noneOf(
      misspelled,
      'No setting looks misspelled.',
      `${counted(misspelled.length, 'setting')} of the function app ${have} a name that nothing reads: ${names}.`,
    ),
    sample,
  };
}

/** @param verdicts of the other tenants that the caller may see */
export function tenants(verdicts: readonly TenantVerdict[]): NonNullable<Checks['tenants']> {
  const ofStatus = (status: TenantVerdict['status']) => verdicts.filter((one) => one.status === status);
  const [failing, warning] = [ofStatus('fail'), ofStatus('warn')];
  const unwell = [...failing, ...warning];
  const parts = [
    failing.length > 0 ? `the health of ${counted(failing.length, 'tenant')} fails` : '',
    warning.length > 0 ? `that of ${counted(warning.length, 'tenant')} warns` : '',
  ].filter((part) => part !== '');
  const words = parts.join(', ').replace(/^that of/, 'the health of');
  const some = `Of ${counted(verdicts.length, 'other tenant')} ${words}: GET /api/tenants says why, and GET /api/tenants/{tenantId}/health more of each.`;
  const none = `The health of ${counted(verdicts.length, 'other tenant')} passes.`;
  return {
    ...noneOf(unwell, none, some, failing.length > 0 ? 'fail' : 'warn'),
    sample: unwell.slice(0, sampleSize).map(({ tenantId, name, status, message }) => ({
      tenantId,
      name,
      status,
      message: message ?? '',
    })),
  };
}

/** A check that passes where nothing was found; `some` is the message where something was, and `status` how bad that is. */
function noneOf(found: readonly unknown[], none: string, some: string, status: 'warn' | 'fail' = 'warn') {
  return found.length === 0
    ? { status: 'pass' as const, message: none, count: 0 }
    : { status, message: some, count: found.length };
}

/** How often all of them happened. */
export function timesOf(failures: readonly Failure[]): number {
  return failures.reduce((sum, { count }) => sum + count, 0);
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
