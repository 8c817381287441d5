/** `npm run bench`: see options.ts for what it can be asked. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { QuotaLimit } from '../local/graph/quota.ts';
import { optionsOrExit } from '../program/read-arguments.ts';
import { stagedApp } from '../staged-app.ts';
import { buildUnbundled } from './cold-start/build-unbundled.ts';
import { coldStartGoals } from './cold-start/goals.ts';
import { measureColdStart } from './cold-start/measure-cold-start.ts';
import { buildWorker } from './cold-start/start-worker.ts';
import { costReport, tenantCostReport } from './cost/cost-report.ts';
import { eventGoals } from './events/goals.ts';
import { type EventTime, measureEvents } from './events/measure-events.ts';
import { httpGoals } from './http/goals.ts';
import { measureHttp } from './http/measure-http.ts';
import { stageBareApp } from './http/stage-bare-app.ts';
import { measureInstances } from './instance/measure-instances.ts';
import { help, parseOptions } from './options.ts';
import { pageGoals } from './page/goals.ts';
import { measurePage, type PageFigures } from './page/measure-page.ts';
import { pageReport } from './page/page-report.ts';
import { buildPeers, type Peers, poll } from './peers/start-peer.ts';
import { compareBuilds } from './poll/compare-builds.ts';
import { pollGoals } from './poll/goals.ts';
import { measurePoll, type PollCell } from './poll/measure-poll.ts';
import { pollReport } from './poll/poll-report.ts';
import { measureQuota, type QuotaRun } from './quota/measure-quota.ts';
import { documentOf, type SectionName, sectionOf } from './report/document.ts';
import { goalReport } from './report/goals.ts';
import { machine } from './report/machine.ts';
import { coldStartReport, eventReport, httpReport, instanceReport, quotaReport } from './report/reports.ts';
import { slopeReport } from './report/slopes.ts';
import { thousandTenantsReport } from './report/thousand-tenants.ts';
import { tenantGoals } from './tenants/goals.ts';
import { measureAnswers } from './tenants/measure-answers.ts';
import { measureMemory } from './tenants/measure-memory.ts';
import { measureTenants, pollUseOf, queueOf, workerCounts } from './tenants/measure-tenants.ts';
import { tenantAnswerReport, tenantMemoryReport, tenantPollReport } from './tenants/tenants-report.ts';
import type { WorldOptions } from './world/messages.ts';
import { startWorld, type World } from './world/start-world.ts';

const options = optionsOrExit(help, parseOptions);
const { jobCounts, delaysMs, sections, earlierBundle, profileFolder, report } = options;
const root = fileURLToPath(new URL('../..', import.meta.url));
// Once nothing is wrong with the options.
await promisify(execFile)(process.execPath, ['--import', 'tsx', 'infra/build.ts'], { cwd: root });
const bundle = join(stagedApp, 'index.cjs');
// Below the repository, so that the packages are found.
const folder = await mkdtemp(join(root, 'node_modules', '.bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const [signal, code] of [
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));
const httpJobs = 5000;
const quotaJobs = 5000;
const quotas: readonly QuotaLimit[] = [
  { units: 500, windowMs: 10_000 },
  { units: 500, windowMs: 10_000, retryAfter: false },
];
const peers = await buildPeers(folder, profileFolder);

const measures: Readonly<Record<SectionName, () => Promise<string>>> = {
  poll: async () => {
    if (earlierBundle !== undefined) return comparePolls(earlierBundle);
    const cells = await measurePolls(peers);
    return [pollReport(cells), goalReport(pollGoals(cells)), ...slopeReport(cells), costReport(cells)].join(
      '\n\n',
    );
  },
  instances: () =>
    inWorld(10_000, async (world) => {
      await fill(world);
      return instanceReport(await measureInstances(peers, world, bundle));
    }),
  quota: async () => {
    const runs: QuotaRun[] = [];
    for (const quota of quotas)
      runs.push(await inWorld(quotaJobs, (world) => measureQuota(peers, world, bundle, quota), { quota }));
    return quotaReport(runs);
  },
  events: async () => {
    const times = await measureOutbreaks();
    return [eventReport(times), goalReport(eventGoals(times))].join('\n\n');
  },
  tenants: async () => {
    const parts: string[] = [];
    for (const { tenants, jobs } of options.tenantCounts)
      parts.push(await inWorld(jobs, measureAllTenants, { tenants, queues: workerCounts.map(queueOf) }));
    return parts.join('\n\n');
  },
  http: () =>
    inWorld(httpJobs, async (world) => {
      await fill(world);
      const loads = await measureHttp(world, stagedApp, await stageBareApp(folder));
      return [httpReport(loads), goalReport(httpGoals(loads))].join('\n\n');
    }),
  page: async () => {
    const pages: PageFigures[] = [];
    for (const jobs of options.pageCounts) pages.push(await inWorld(jobs, measureStatusPage));
    const goals = pageGoals(pages);
    return [pageReport(pages), ...(goals.length > 0 ? [goalReport(goals)] : [])].join('\n\n');
  },
  'cold-start': () =>
    inWorld(100, async (world) => {
      await fill(world);
      const apps = { staged: stagedApp, unbundled: await buildUnbundled(folder) };
      const starts = await measureColdStart(await buildWorker(folder), world, apps, options.nodes);
      return [coldStartReport(starts), goalReport(coldStartGoals(starts))].join('\n\n');
    }),
};

const where = machine();
const measured = new Map<SectionName, string>();
for (const name of sections) {
  process.stderr.write(`${name} ...\n`);
  const [begunAt, begin] = [new Date(), loadNow()];
  const tables = await measures[name]();
  const minutes = (Date.now() - begunAt.getTime()) / 60_000;
  const circumstances = {
    args: process.argv.slice(2),
    machine: where,
    begunAt,
    minutes,
    loads: [begin, loadNow()],
  } as const;
  measured.set(name, sectionOf(name, circumstances, tables));
  // After each one, so that what was measured is kept when a later one fails.
  if (report) await writeFile(report.file, documentOf(measured, report.earlier));
}
process.stdout.write(documentOf(measured));

function loadNow(): number {
  return loadavg()[0] ?? Number.NaN;
}

async function measurePolls(peers: Peers): Promise<PollCell[]> {
  const cells: PollCell[] = [];
  for (const jobs of jobCounts) {
    await inWorld(jobs, async (world) => {
      await fill(world);
      for (const delay of delaysOf(jobs)) {
        process.stderr.write(`  ${jobs} jobs, Graph answers after ${delay} ms\n`);
        cells.push(...(await measurePoll(peers, world, bundle, delay)));
      }
    });
  }
  return cells;
}

/** Two tenants that are equal: each build keeps its own table. */
async function comparePolls(earlier: string): Promise<string> {
  const tables: string[] = [];
  for (const jobs of jobCounts) {
    await inWorld(jobs, (before) =>
      inWorld(jobs, async (now) => {
        for (const delay of delaysOf(jobs)) {
          const builds = { before: { bundle: earlier, world: before }, now: { bundle, world: now } };
          tables.push(await compareBuilds(peers, builds, delay));
        }
      }),
    );
  }
  return tables.join('\n\n');
}

/** At the middle delay of Graph. */
async function measureOutbreaks(): Promise<EventTime[]> {
  const times: EventTime[] = [];
  const [delayMs = 0] = middleOf(delaysMs);
  for (const jobs of new Set(options.outbreaks.map((each) => each.jobs))) {
    const counts = options.outbreaks.filter((each) => each.jobs === jobs).map(({ events }) => events);
    for (const tableDelayMs of jobs > 10_000 ? options.tableDelaysMs.slice(-1) : options.tableDelaysMs) {
      for (const [build, file] of Object.entries({ before: earlierBundle, now: bundle })) {
        if (file === undefined) continue;
        process.stderr.write(`  ${jobs} jobs, the table answers after ${tableDelayMs} ms, ${build}\n`);
        const measure = (world: World) =>
          measureEvents(peers, { build, bundle: file, world, delayMs, tableDelayMs }, counts);
        times.push(...(await inWorld(jobs, measure, { tableLatencyMs: tableDelayMs })));
      }
    }
  }
  return times;
}

async function measureStatusPage(world: World): Promise<PageFigures> {
  process.stderr.write(`  ${world.jobs.length} jobs\n`);
  await fill(world);
  await world.change({ what: 'quarantine', count: Math.ceil(world.jobs.length / 100) });
  await fill(world);
  return measurePage(peers, world, { bundle, staged: stagedApp, bareStaged: await stageBareApp(folder) });
}

/** At the middle delay of Graph. */
async function measureAllTenants(world: World): Promise<string> {
  const [delayMs = 0] = middleOf(delaysMs);
  process.stderr.write(`  ${world.tenantIds.length} tenants of ${world.jobs.length} jobs\n`);
  const polls = await measureTenants(peers, world, { bundle, staged: stagedApp, delayMs });
  const memory = await measureMemory(peers, world, bundle);
  const answers = await measureAnswers(world, stagedApp, await stageBareApp(folder));
  return [
    tenantPollReport(polls),
    tenantMemoryReport(memory),
    tenantAnswerReport(answers),
    ...thousandTenantsReport(polls, memory, answers),
    goalReport(tenantGoals(polls, memory)),
    tenantCostReport(pollUseOf(polls), world.jobs.length),
  ].join('\n\n');
}

function delaysOf(jobs: number): readonly number[] {
  return jobs > 10_000 ? middleOf(delaysMs) : delaysMs;
}

function middleOf(delays: readonly number[]): readonly number[] {
  const middle = Math.floor(delays.length / 2);
  return delays.slice(middle, middle + 1);
}

async function inWorld<T>(
  jobs: number,
  measure: (world: World) => Promise<T>,
  worldOptions?: WorldOptions,
): Promise<T> {
  const world = await startWorld(jobs, worldOptions);
  try {
    return await measure(world);
  } finally {
    await world.close();
  }
}

/** One poll, so that the table holds the tenant. */
async function fill(world: World): Promise<void> {
  await peers.once('connector', { ...world.env, BENCH_BUNDLE: bundle }, poll);
}
