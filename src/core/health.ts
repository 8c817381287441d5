import { tenantFreshness, type Vantage } from './freshness.ts';
import {
  coverage,
  damagedRows,
  discovery,
  lastRun,
  massRemoval,
  unreadableJobs,
  unreadPrincipals,
  unsentEvents,
} from './health-checks.ts';
import type { Health, HealthFacts } from './health-report.ts';

export function healthOf(facts: HealthFacts, vantage: Vantage): Health {
  const { run, unreadable, unread, damaged, backlog } = facts;
  const vanished = unreadable.filter((job) => job.unreadable?.cause === 'massRemoval');
  const checks = {
    coverage: coverage(facts, vantage),
    discovery: discovery(facts, vantage),
    lastRun: lastRun(run),
    unsentEvents: unsentEvents(backlog, vantage),
    unreadableJobs: unreadableJobs(unreadable.filter((job) => !vanished.includes(job))),
    unreadPrincipals: unreadPrincipals(unread),
    massRemoval: massRemoval(vanished),
    damagedRows: damagedRows(allDamaged(damaged, run)),
  };
  const found = Object.values(checks).map((check) => check.status);
  const status = (['fail', 'warn'] as const).find((one) => found.includes(one)) ?? 'pass';
  return { status, ...tenantFreshness(vantage), checks };
}

/** What the store can find of damage, and what the last run met: it reads every row. */
function allDamaged(found: HealthFacts['damaged'], run: HealthFacts['run']): HealthFacts['damaged'] {
  const met = (run?.failures ?? [])
    .filter(({ cause }) => cause === 'damagedRow')
    .flatMap(({ about, detail }) => rowsNamed(about).map((rowKey) => ({ rowKey, problem: detail })));
  return [...found, ...met.filter((row) => !found.some((known) => isNamed(known.rowKey, row.rowKey)))];
}

/** The rows that a failure names: equal failures are told as one. */
function rowsNamed(about: string): string[] {
  return about
    .replace(/^rows? /, '')
    .replace(/ and \d+ more$/, '')
    .split(', ');
}

/** Whether a row is the one of a name, which may be cut. */
function isNamed(rowKey: string, name: string): boolean {
  return name.endsWith('…') ? rowKey.startsWith(name.slice(0, -1)) : rowKey === name;
}
