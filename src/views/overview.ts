import type { Health } from '../contract/answers/health.ts';
import type { ShownEpisode } from '../contract/answers/history.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import type { Freshness } from '../contract/answers/shared.ts';
import type { OverviewQuery } from '../contract/http/query-values.ts';
import { DamagedRowError } from '../core/errors.ts';
import { addMilliseconds, dayMs, type Instant } from '../core/instant.ts';
import { jobName } from '../core/job-key.ts';
import { isPolled, type JobState } from '../core/state.ts';
import { arrangeJobs, groupByCause, mostUrgentFirst } from './arrange-jobs.ts';
import { freshnessContext, readLastRun, type ViewContext } from './context.ts';
import { tenantFreshness } from './freshness.ts';
import { type CountsByState, Glance, jobsPerPage, type UnreadableGroup } from './glance.ts';
import { judgeHealth } from './health.ts';
import { openEpisodes, withOpen } from './history.ts';
import { toJobSummary } from './job.ts';
import type { EndedEpisode, StoredState } from './ports.ts';
import { runFactsOf } from './run-facts.ts';

/** A job with those of its episodes that reach into the time shown, oldest first. */
export interface OverviewJob {
  readonly job: JobSummary;
  readonly episodes: readonly ShownEpisode[];
  /** Whether another job has the same name: the name alone does not say which one is meant. */
  readonly hasNamesake: boolean;
  /** Of one that has, the domain that its settings name, where that was looked up. */
  readonly domain: string | undefined;
}

/** Jobs with which the same is wrong for the same cause: many of them, or a single one. */
export interface WrongGroup {
  /** The most urgent first; not all of them where they are very many. */
  readonly jobs: readonly OverviewJob[];
  readonly count: number;
}

/** The tenant at a glance. */
export interface Overview extends Freshness {
  readonly now: Instant;
  readonly query: OverviewQuery;
  readonly health: Health;
  readonly counts: CountsByState & {
    readonly watched: number;
    /** Service principals that were never read whole. */
    readonly unread: number;
  };
  /** Jobs with which something is wrong, the most urgent first; at most `mostWrong` groups that name at most `mostNamed` jobs. */
  readonly wrong: readonly WrongGroup[];
  /** Why jobs cannot be read, the cause of most of them first. */
  readonly unreadable: readonly UnreadableGroup[];
  /** One page of the jobs that the query asks for. */
  readonly jobs: readonly OverviewJob[];
  /** How many jobs the query asks for, and how many pages they fill; at least 1. */
  readonly found: number;
  readonly pages: number;
}

/** As many as a person reads; the rest is a link away. */
const mostWrong = 50;
const mostNamed = 200;

/** The tenant at a glance, from what is stored. @throws StoreError */
export async function showOverview(context: ViewContext, query: OverviewQuery): Promise<Overview> {
  const run = await readLastRun(context);
  const asOf = freshnessContext(run, context);
  const glance = new Glance(asOf, query);
  // The rows before the history: an episode that ends in between is then shown as it ended, and never missing.
  const survey = await context.snapshots.survey(statesOf(query), glance.meet);
  const ended = await context.snapshots.ended(addMilliseconds(asOf.now, -query.days * dayMs));
  const { counts, found } = glance;
  const pages = Math.max(1, Math.ceil(found / jobsPerPage));
  const page = Math.min(query.page, pages);
  const shown = glance.onPage(page);
  const stateOf = new Map([...glance.wrong, ...shown].map((state) => [jobName(state), state]));
  const toSummary = (state: JobState) => toJobSummary(state, asOf, context);
  const wrong = mostUrgentFirst(glance.wrong.map(toSummary));
  const jobs = shown.map(toSummary);
  const isNamesake = (job: JobSummary) => glance.hasNamesake(job);
  const domains = await readDomains(context, [...wrong, ...jobs].filter(isNamesake));
  const withEpisodes = overviewJobs(stateOf, ended, isNamesake, domains);
  const watched = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    now: asOf.now,
    query: { ...query, page },
    ...tenantFreshness(asOf),
    health: await judgeHealth(context, run, survey, asOf),
    counts: { ...counts, watched, unread: survey.unread.length },
    wrong: wrongGroups(wrong, withEpisodes),
    unreadable: glance.unreadable,
    jobs: jobs.map(withEpisodes),
    found,
    pages,
  };
}

/** All the jobs that the query asks for, in its order, whatever its page. @throws StoreError */
export async function findJobs(
  context: ViewContext,
  query: OverviewQuery,
): Promise<{ readonly now: Instant; readonly jobs: readonly JobSummary[] }> {
  const asOf = freshnessContext(await readLastRun(context), context);
  const survey = await context.snapshots.survey(statesOf(query));
  const jobs = survey.jobs.map((state) => toJobSummary(state, asOf, context));
  return { now: asOf.now, jobs: arrangeJobs(jobs, query) };
}

/** Watched jobs are always read, since they are counted; others only when the query asks for them. */
function statesOf({ state }: OverviewQuery): readonly StoredState[] {
  const watched: readonly StoredState[] = ['open', 'quiet'];
  return state === 'removed' || state === 'unwatched' ? [...watched, state] : watched;
}

function wrongGroups(
  wrong: readonly JobSummary[],
  withEpisodes: (job: JobSummary) => OverviewJob,
): readonly WrongGroup[] {
  const groups = groupByCause(wrong).slice(0, mostWrong);
  // Each group names one job at least.
  let room = mostNamed - groups.length;
  return groups.map((group) => {
    const named = group.slice(0, 1 + room);
    room -= named.length - 1;
    return { jobs: named.map(withEpisodes), count: group.length };
  });
}

/** Bodies are read one by one: as many as a request has time for. */
const mostDomains = 20;

/** The domains of jobs of cloud sync, by the names of the jobs: one application has a job for each of its domains. */
async function readDomains(
  { snapshots }: ViewContext,
  namesakes: readonly JobSummary[],
): Promise<ReadonlyMap<string, string>> {
  const jobs = new Map(
    namesakes.filter(({ kind }) => kind === 'cloudSync').map((job) => [jobName(job), job]),
  );
  const read = [...jobs].slice(0, mostDomains).map(async ([name, { servicePrincipalId, jobId }]) => {
    const snapshot = await snapshots.job(servicePrincipalId, jobId).catch((error: unknown) => {
      if (error instanceof DamagedRowError) return undefined;
      throw error;
    });
    const { domain } = runFactsOf(snapshot?.body ?? null);
    return domain === undefined ? [] : [[name, domain] as const];
  });
  return new Map((await Promise.all(read)).flat());
}

/** Finds what belongs to a job: its episodes, oldest first, both those that ended and those that it is in, and whether its name is its alone. */
function overviewJobs(
  stateOf: ReadonlyMap<string, JobState>,
  ended: readonly EndedEpisode[],
  isNamesake: (job: JobSummary) => boolean,
  domains: ReadonlyMap<string, string>,
): (job: JobSummary) => OverviewJob {
  const byJob = new Map<string, ShownEpisode[]>();
  for (const one of ended) {
    const name = jobName(one);
    const known = byJob.get(name);
    if (known) known.push(one.episode);
    else byJob.set(name, [one.episode]);
  }
  return (job) => {
    const name = jobName(job);
    const state = stateOf.get(name);
    const open = state && isPolled(state) ? openEpisodes(state) : [];
    const episodes = withOpen(open, byJob.get(name) ?? []);
    return {
      job,
      episodes: [...episodes].sort((a, b) => (a.began < b.began ? -1 : 1)),
      hasNamesake: isNamesake(job),
      domain: domains.get(name),
    };
  };
}
