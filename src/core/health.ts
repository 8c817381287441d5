import { tenantFreshness, type Vantage } from './freshness.ts';
import {
  damagedRows,
  lastCompletePoll,
  lastRun,
  massRemoval,
  unreadableJobs,
  unsentEvents,
} from './health-checks.ts';
import type { Health, HealthFacts } from './health-report.ts';

export function healthOf({ run, unreadable, damaged, backlog }: HealthFacts, vantage: Vantage): Health {
  const vanished = unreadable.filter((job) => job.unreadable?.cause === 'massRemoval');
  const checks = {
    lastCompletePoll: lastCompletePoll(vantage),
    lastRun: lastRun(run),
    unsentEvents: unsentEvents(backlog, vantage),
    unreadableJobs: unreadableJobs(unreadable.filter((job) => !vanished.includes(job))),
    massRemoval: massRemoval(vanished),
    damagedRows: damagedRows(allDamaged(damaged, run)),
  };
  const found = Object.values(checks).map((check) => check.status);
  const status = (['fail', 'warn'] as const).find((one) => found.includes(one)) ?? 'pass';
  return { status, ...tenantFreshness(vantage), checks };
}

/** What the store can find of damage, and what the last run met: it reads every row. */
function allDamaged(found: HealthFacts['damaged'], run: HealthFacts['run']): HealthFacts['damaged'] {
  const known = new Set(found.map(({ rowKey }) => rowKey));
  const met = (run?.failures ?? []).filter(({ cause, about }) => cause === 'damagedRow' && !known.has(about));
  return [...found, ...met.map(({ about, detail }) => ({ rowKey: about, problem: detail }))];
}
