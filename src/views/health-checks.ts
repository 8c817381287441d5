import { secondsBetween } from '../core/instant.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { JobState } from '../core/state.ts';
import type { UnreadPrincipal } from '../core/unread.ts';
import { ageInWords, isOlder, type Vantage } from './freshness.ts';
import type { DamagedRow, Health, HealthFacts, UnreadableJob } from './health.ts';

type Checks = Health['checks'];

const sampleSize = 20;
/** Runs that are overdue for this many times `staleAfterMs` will not come by themselves. */
const hopeless = 4;

/** Whether everything that is known was asked for lately. */
export function coverage(
  { run, processStartedAt }: Pick<HealthFacts, 'run' | 'processStartedAt'>,
  { coveredSince: at, now, staleAfterMs }: Vantage,
): Checks['coverage'] {
  if (at === undefined) {
    const since = run?.firstStartedAt ?? processStartedAt;
    const isLate = isOlder(since, staleAfterMs, now);
    return {
      status: isLate ? 'fail' : 'warn',
      message: run
        ? `No poll has read the tenant yet, for ${ageInWords(since, now)}: see lastRun.`
        : 'No poll has begun yet: one runs at the next tick of POLL_SCHEDULE, or now with POST /api/poll.',
      at: null,
      ageSeconds: null,
    };
  }
  const isOverdue = isOlder(at, staleAfterMs, now);
  const advice = isOverdue
    ? ' That is too long: see lastRun; where no run began since then, the timer stands still: POST /api/poll runs one by hand.'
    : '';
  return {
    status: isOlder(at, hopeless * staleAfterMs, now) ? 'fail' : isOverdue ? 'warn' : 'pass',
    message: `The last poll that asked for every known job started ${ageInWords(at, now)} ago.${advice}`,
    at,
    ageSeconds: secondsBetween(at, now),
  };
}

/** Whether applications that are new would be known. */
export function discovery(
  { run, discoveryIntervalMs }: Pick<HealthFacts, 'run' | 'discoveryIntervalMs'>,
  { now, staleAfterMs }: Vantage,
): Checks['discovery'] {
  const sweptAt = run?.sweptAt;
  const isLate = sweptAt !== undefined && isOlder(sweptAt, discoveryIntervalMs + staleAfterMs, now);
  const message =
    sweptAt === undefined
      ? 'Not every application of the tenant has been looked at yet: some may be missing everywhere else.'
      : isLate
        ? `The applications of the tenant were last looked through ${ageInWords(sweptAt, now)} ago: new ones are not known. See lastRun.`
        : `The applications of the tenant were last looked through ${ageInWords(sweptAt, now)} ago.`;
  return { status: sweptAt === undefined || isLate ? 'warn' : 'pass', message, sweptAt: sweptAt ?? null };
}

export function lastRun(run: RunRecord | undefined): Checks['lastRun'] {
  const { lastOutcome: outcome, lastStartedAt: startedAt, failures = [], counts } = run ?? {};
  const count = failures.reduce((sum, failure) => sum + failure.count, 0);
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

export function unreadPrincipals(unread: readonly UnreadPrincipal[]): Checks['unreadPrincipals'] {
  return {
    status: unread.length > 0 ? 'warn' : 'pass',
    message:
      unread.length === 0
        ? 'No application is known that was never read.'
        : `${counted(unread.length, 'application')} should be watched and could not be read whole yet: nothing is known of what is missing. WATCH can leave out what is not wanted.`,
    count: unread.length,
    sample: unread.slice(0, sampleSize).map(({ servicePrincipalId, application, since, cause, detail }) => ({
      servicePrincipalId,
      displayName: application.displayName || null,
      since,
      cause,
      detail,
    })),
  };
}

export function unsentEvents(
  { waiting, oldest }: HealthFacts['backlog'],
  { now, staleAfterMs }: Vantage,
): Checks['unsentEvents'] {
  // An event whose age cannot be read is one that cannot be sent.
  const isLate = waiting > 0 && (oldest === undefined || isOlder(oldest, staleAfterMs, now));
  const isAhead = oldest !== undefined && oldest > now;
  const age =
    oldest === undefined
      ? ''
      : isAhead
        ? ', the oldest since a time that lies ahead'
        : `, the oldest for ${ageInWords(oldest, now)}`;
  return {
    status: isLate ? 'warn' : 'pass',
    message:
      waiting === 0
        ? 'Every recorded event has been sent.'
        : `${counted(waiting, 'recorded event')} not sent to Service Bus yet${age}.`,
    waiting,
    oldest: oldest ?? null,
  };
}

export function unreadableJobs(jobs: readonly JobState[]): Checks['unreadableJobs'] {
  return {
    status: jobs.length > 0 ? 'warn' : 'pass',
    message:
      jobs.length === 0
        ? 'No known job is unreadable.'
        : `${counted(jobs.length, 'watched job')} cannot be read: what is told in its place is what was read last.`,
    count: jobs.length,
    sample: jobs
      .slice(0, sampleSize)
      .flatMap((job) => (job.unreadable ? [unreadableJob(job, job.unreadable)] : [])),
  };
}

function unreadableJob(
  job: JobState,
  { since, cause, detail }: NonNullable<JobState['unreadable']>,
): UnreadableJob {
  const { servicePrincipalId, jobId, application } = job;
  return { servicePrincipalId, jobId, displayName: application.displayName || null, since, cause, detail };
}

export function massRemoval(jobs: readonly JobState[]): Checks['massRemoval'] {
  const [since] = jobs.flatMap((job) => job.unreadable?.since ?? []).sort();
  return {
    status: jobs.length > 0 ? 'warn' : 'pass',
    message:
      jobs.length === 0
        ? 'No unusual number of jobs has vanished.'
        : `${counted(jobs.length, 'job')} vanished at once: check WATCH, WATCH_FILTER and the app roles of the identity. They count as removed once that has stood for 24 hours.`,
    count: jobs.length,
    since: since ?? null,
  };
}

export function damagedRows(rows: readonly DamagedRow[]): Checks['damagedRows'] {
  return {
    status: rows.length > 0 ? 'fail' : 'pass',
    message:
      rows.length === 0
        ? 'Every row of the table can be read.'
        : `${counted(rows.length, 'row')} of the table cannot be read and what they hold is skipped: deploy the version that wrote them, or delete them to begin anew.`,
    count: rows.length,
    sample: rows.slice(0, sampleSize).map(({ rowKey, problem }) => ({ rowKey, problem })),
  };
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
