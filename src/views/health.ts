import type {
  Check,
  DamagedRow,
  Health,
  HealthStatus,
  UnreadableJob,
  UnreadPrincipalBody,
} from '../contract/answers/health.ts';
import type { Instant } from '../core/instant.ts';
import type { RunRecord } from '../core/run-record.ts';
import type { JobState } from '../core/state.ts';
import type { UnreadPrincipal } from '../core/unread.ts';
import { tenantFreshness, type Vantage } from './freshness.ts';
import * as checksOf from './health-checks.ts';
import { lastRun, type StatusPorts, vantageAfter } from './look.ts';
import type { Survey } from './ports.ts';

export type { Check, DamagedRow, Health, HealthStatus, UnreadableJob, UnreadPrincipalBody };

/** What the store holds that bears on health. */
export interface HealthFacts {
  readonly run: RunRecord | undefined;
  /** When this process began: before the first run nothing else tells how long nothing has happened. */
  readonly processStartedAt: Instant;
  /** Milliseconds between two sweeps of the tenant. */
  readonly discoveryIntervalMs: number;
  readonly unread: readonly UnreadPrincipal[];
  /** Removed and unwatched jobs aside. */
  readonly unreadable: readonly JobState[];
  readonly damaged: readonly DamagedRow[];
  readonly backlog: { readonly waiting: number; readonly oldest: Instant | undefined };
}

export function healthOf(facts: HealthFacts, vantage: Vantage): Health {
  const { run, unreadable, unread, damaged, backlog } = facts;
  const vanished = unreadable.filter((job) => job.unreadable?.cause === 'massRemoval');
  const checks = {
    coverage: checksOf.coverage(facts, vantage),
    discovery: checksOf.discovery(facts, vantage),
    lastRun: checksOf.lastRun(run),
    unsentEvents: checksOf.unsentEvents(backlog, vantage),
    unreadableJobs: checksOf.unreadableJobs(unreadable.filter((job) => !vanished.includes(job))),
    unreadPrincipals: checksOf.unreadPrincipals(unread),
    massRemoval: checksOf.massRemoval(vanished),
    damagedRows: checksOf.damagedRows(allDamaged(damaged, run)),
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

/** What health rests on, but for the jobs that are unreadable. */
export function healthFacts(
  { startedAt, config }: StatusPorts,
  run: RunRecord | undefined,
  { unread, damaged, backlog }: Survey,
): Omit<HealthFacts, 'unreadable'> {
  const { discoveryIntervalMs } = config;
  return { run, processStartedAt: startedAt, discoveryIntervalMs, unread, damaged, backlog };
}

/** @throws StoreError when the table cannot be read: then nothing works */
export async function checkHealth(ports: StatusPorts): Promise<Health> {
  const [run, survey] = await Promise.all([lastRun(ports), ports.snapshots.survey(['unreadable'])]);
  return healthOf({ ...healthFacts(ports, run, survey), unreadable: survey.jobs }, vantageAfter(run, ports));
}
