import type { TenantList, TenantSummary } from '../contract/answers/tenants.ts';
import type { JobStateWord } from '../contract/http/query-values.ts';
import { BadPageError, StoreError } from '../core/errors.ts';
import { earlierOf, type Instant } from '../core/instant.ts';
import type { RunRecord } from '../core/run-record.ts';
import { missedTicks, type Tick } from '../core/tick.ts';
import type { Paged, ViewContext } from './context.ts';
import { tenantFreshness } from './freshness.ts';
import { type OneOfSeveral, readTenants, verdictOf } from './health.ts';
import { jobFreshness } from './job.ts';
import { stateWord, type WrongState, wrongStates } from './job-state.ts';
import type { PageRequest } from './ports.ts';

/** Several tenants, as a caller may see them. */
export interface VisibleTenants {
  readonly contexts: readonly ViewContext[];
  readonly homeId: string;
  /** Part of a name or an id; empty for all. */
  readonly q: string;
  /** The last tick of the schedule; undefined where it is not known. */
  readonly tick: Tick | undefined;
}

/** One page of the tenants, in their order. @throws BadPageError */
export async function listTenants(
  tenants: VisibleTenants,
  { size, after }: PageRequest,
): Promise<Paged<TenantList>> {
  const found = tenants.contexts.filter(isFound(tenants));
  const before = found.findIndex(({ tenantId }) => tenantId === after);
  if (after !== undefined && before < 0)
    throw new BadPageError('InvalidPage', 'No tenant of this list is named by the page.');
  const shown = found.slice(before + 1, before + 1 + size);
  const isWhole = before + 1 + size >= found.length;
  const value = await summariesOf(shown, tenants);
  return { value, next: isWhole ? undefined : shown.at(-1)?.tenantId, ...freshnessOfAll(value) };
}

/** All tenants at a glance. */
export interface TenantsOverview {
  readonly now: Instant;
  readonly q: string;
  /** Those that are searched for, the worst first. */
  readonly tenants: readonly TenantSummary[];
  /** How many there are, searched for or not. */
  readonly all: number;
}

export async function showTenants(tenants: VisibleTenants, now: Instant): Promise<TenantsOverview> {
  const { contexts, q } = tenants;
  const found = await summariesOf(contexts.filter(isFound(tenants)), tenants);
  return { now, q, tenants: worstFirst(found), all: contexts.length };
}

function isFound({ q }: VisibleTenants): (context: ViewContext) => boolean {
  const part = q.trim().toLowerCase();
  return ({ tenantId, tenantName = '' }) => `${tenantName}\n${tenantId}`.toLowerCase().includes(part);
}

async function summariesOf(
  contexts: readonly ViewContext[],
  tenants: VisibleTenants,
): Promise<readonly TenantSummary[]> {
  // What may be `unknown` nobody may call well.
  return (await readTenants(contexts, ['undecided'])).map((one) => toTenantSummary(one, tenants));
}

function toTenantSummary(one: OneOfSeveral, { homeId, tick }: VisibleTenants): TenantSummary {
  const { reading } = one;
  const { tenantId, name, status, message } = verdictOf(one);
  const named = {
    tenantId,
    name,
    label: name ?? tenantId,
    isHome: tenantId === homeId,
    health: { status, message },
  };
  if (reading instanceof StoreError) return { ...named, ...nothing };
  const { run, asOf } = reading;
  const startedAt = run?.lastStartedAt;
  const freshness = tenantFreshness(asOf);
  const countOf = counterOf(reading);
  return {
    ...named,
    jobs: countJobs(run),
    wrong: asOf.coveredSince === undefined && reading.jobs.length === 0 ? null : countWrong(countOf),
    unknown: freshness.stale ? null : countOf('unknown'),
    lastRun: { startedAt: startedAt ?? null, outcome: run?.lastOutcome ?? null },
    missedTicks: tick ? missedTicks(tick, startedAt, asOf.now) : null,
    ...freshness,
  };
}

/** What is said of a tenant of which nothing can be read. */
const nothing = {
  jobs: null,
  wrong: null,
  unknown: null,
  lastRun: null,
  missedTicks: null,
  observedAt: null,
  stale: true,
} as const;

/** A run that did not ask for all of them has not counted them: it could read nothing, broke off, or left the rest to the next one. */
function countJobs(run: RunRecord | undefined): number | null {
  const hasAskedAll = run?.discoveredAt !== undefined && run.coveredSince === run.lastStartedAt;
  return run?.counts && hasAskedAll ? run.counts.jobsRead + run.counts.jobsUnreadable : null;
}

type CountOf = (state: JobStateWord) => number;

/** How many of the jobs that were read are called so. */
function counterOf({ jobs, asOf }: Exclude<OneOfSeveral['reading'], StoreError>): CountOf {
  const words = jobs.map((job) => stateWord(job, jobFreshness(job, asOf).stale));
  return (state) => words.filter((word) => word === state).length;
}

function countWrong(countOf: CountOf): Record<WrongState, number> {
  return {
    quarantined: countOf('quarantined'),
    halted: countOf('halted'),
    overdue: countOf('overdue'),
    failing: countOf('failing'),
  };
}

/** As old as the oldest of them. */
function freshnessOfAll(tenants: readonly TenantSummary[]): Pick<TenantList, 'observedAt' | 'stale'> {
  const times = tenants.map(({ observedAt }) => observedAt);
  const known = times.flatMap((time) => time ?? []);
  const isAllKnown = known.length === times.length && known.length > 0;
  return {
    observedAt: isAllKnown ? known.reduce(earlierOf) : null,
    stale: !isAllKnown || tenants.some(({ stale }) => stale),
  };
}

/** Those of which nobody can say how they are first, then those with the worst jobs, then those with the most of them. */
function worstFirst(tenants: readonly TenantSummary[]): readonly TenantSummary[] {
  return tenants
    .map((tenant) => ({ tenant, weights: weightsOf(tenant) }))
    .sort((a, b) => byWeight(a.weights, b.weights))
    .map(({ tenant }) => tenant);
}

/** What weighs more comes first. */
function weightsOf({ health, wrong, unknown }: TenantSummary): readonly number[] {
  return [
    Number(health.status === 'fail'),
    ...wrongStates.map((state) => wrong?.[state] ?? 0),
    unknown ?? 0,
    Number(health.status === 'warn'),
  ];
}

function byWeight(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((weight, index) => weight !== b[index]);
  return (b[differing] ?? 0) - (a[differing] ?? 0);
}
