import { ageInWords, isOlder, type Vantage } from './freshness.ts';
import type { DamagedRow, Health, HealthFacts, UnreadableJob } from './health-report.ts';
import { secondsBetween } from './instant.ts';
import type { RunRecord } from './run-record.ts';
import type { JobState } from './state.ts';

type Checks = Health['checks'];

const sampleSize = 20;
/** A complete poll that is overdue for this many times `staleAfter` will not come by itself. */
const hopeless = 4;

export function lastCompletePoll({
  lastCompleteRun: at,
  now,
  staleAfter,
}: Vantage): Checks['lastCompletePoll'] {
  if (at === undefined) {
    return {
      status: 'warn',
      message:
        'No poll has been completed yet: one runs at the next tick of POLL_SCHEDULE, or now with POST /api/poll.',
      at: null,
      ageSeconds: null,
    };
  }
  const isOverdue = isOlder(at, staleAfter, now);
  const advice = isOverdue
    ? ' That is too long: see lastRun; where no run began since then, the timer stands still: restart the app.'
    : '';
  return {
    status: isOlder(at, hopeless * staleAfter, now) ? 'fail' : isOverdue ? 'warn' : 'pass',
    message: `The last complete poll started ${ageInWords(at, now)} ago.${advice}`,
    at,
    ageSeconds: secondsBetween(at, now),
  };
}

export function lastRun(run: RunRecord | undefined): Checks['lastRun'] {
  const { lastOutcome: outcome, lastStartedAt: startedAt, failures = [] } = run ?? {};
  const count = failures.length;
  const troubles = count === 0 ? '' : ` It met ${counted(count, 'failure')}.`;
  const messages = {
    complete: `The last run asked for everything.${troubles}`,
    partial: `The last run did not get to everything: the next one begins where it stopped.${troubles}`,
    failed: `The last run could read nothing.${troubles}`,
  };
  return {
    status: outcome === 'failed' || count > 0 ? 'warn' : 'pass',
    message: outcome === undefined ? 'No run has ended yet.' : messages[outcome],
    outcome: outcome ?? null,
    startedAt: startedAt ?? null,
    failures,
  };
}

export function unsentEvents(
  { waiting, oldest }: HealthFacts['backlog'],
  { now, staleAfter }: Vantage,
): Checks['unsentEvents'] {
  // An event whose age cannot be read is one that cannot be sent.
  const isLate = waiting > 0 && (oldest === undefined || isOlder(oldest, staleAfter, now));
  const age = oldest === undefined ? '' : `, the oldest for ${ageInWords(oldest, now)}`;
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
        ? 'Every watched job can be read.'
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
