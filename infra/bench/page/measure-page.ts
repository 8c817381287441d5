import type { Browser } from 'playwright-core';
import { request } from 'undici';
import { launchChromium } from '../../../test/page/chromium.ts';
import { type Peers, poll } from '../peers/start-peer.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';

/** What the status page of a tenant takes. */
export interface PageFigures {
  readonly jobs: number;
  /** Of the process that answers, without a host. */
  readonly cpuMs: number;
  readonly peakRssMiB: number;
  /** Of the page. */
  readonly bytes: number;
  readonly tableRequests: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
  /** Beside it: one row, read bare behind the same kind of host. */
  readonly bareMs: number;
  readonly browser: BrowserTimes;
}

/** Milliseconds from the begin of the navigation, by the browser. */
interface BrowserTimes {
  readonly firstByteMs: number;
  readonly paintMs: number;
  readonly readyMs: number;
  readonly loadMs: number;
}

interface Apps {
  readonly bundle: string;
  /** The folders of the staged app, and of the bare one. */
  readonly staged: string;
  readonly bareStaged: string;
}

/** Answers of each kind, one after the other. */
const rounds = 5;

/** The page is asked for as a browser does, once by once: nobody opens eight of them at one time. The world has been polled. */
export async function measurePage(
  peers: Peers,
  world: World,
  { bundle, staged, bareStaged }: Apps,
): Promise<PageFigures> {
  const process = await processFigures(peers, { ...world.env, BENCH_BUNDLE: bundle });
  const connector = await world.serve(staged);
  const bare = await world.serve(bareStaged);
  const status = `${connector.url}/api/status`;
  const row = `${bare.url}/api/bare/${encodeURIComponent('run|latest')}`;
  // The first ones pay for tokens, connections and compiled code.
  await timesOf(status, connector.key);
  await timesOf(row, bare.key);
  const before = await world.tableRequests();
  const { bytes } = await timesOf(status, connector.key);
  const tableRequests = (await world.tableRequests()) - before;
  const seen: { bare: Times; page: Times }[] = [];
  while (seen.length < rounds)
    seen.push({ bare: await timesOf(row, bare.key), page: await timesOf(status, connector.key) });
  return {
    jobs: world.jobs.length,
    ...process,
    bytes,
    tableRequests,
    firstByteMs: median(seen.map(({ page }) => page.firstByteMs)),
    totalMs: median(seen.map(({ page }) => page.totalMs)),
    bareMs: median(seen.map((one) => one.bare.totalMs)),
    browser: await browserTimes(`${status}?code=${encodeURIComponent(connector.key)}`),
  };
}

/** A warm process, its memory since it began. */
async function processFigures(
  peers: Peers,
  env: Readonly<Record<string, string>>,
): Promise<Pick<PageFigures, 'cpuMs' | 'peakRssMiB'>> {
  const peer = await peers.start('connector', env);
  try {
    await peer.run({ ...poll, call: 'status' });
    const cpuMs: number[] = [];
    let peakRssMiB = 0;
    while (cpuMs.length < rounds) {
      const figures = await peer.run({ ...poll, call: 'status' });
      cpuMs.push(figures.cpuMs);
      peakRssMiB = figures.peakRssMiB;
    }
    return { cpuMs: median(cpuMs), peakRssMiB };
  } finally {
    await peer.stop();
  }
}

interface Times {
  readonly firstByteMs: number;
  readonly totalMs: number;
  readonly bytes: number;
}

/** @throws when the answer is not 200 */
async function timesOf(url: string, key: string): Promise<Times> {
  const start = performance.now();
  const headers = { accept: 'text/html', 'x-functions-key': key };
  const { statusCode, body } = await request(url, { headers });
  const firstByteMs = performance.now() - start;
  const bytes = Buffer.from(await body.arrayBuffer());
  const totalMs = performance.now() - start;
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${bytes.toString().slice(0, 1000)}`);
  return { firstByteMs, totalMs, bytes: bytes.length };
}

// As text: what runs in a page is no part of these programs.
const timesInPage = `(async () => {
  const paint = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
  while (paint() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  const { responseStart, domContentLoadedEventEnd, loadEventEnd } = performance.getEntriesByType('navigation')[0];
  return [responseStart, paint(), domContentLoadedEventEnd, loadEventEnd];
})()`;

/** Each visit is a context of its own, with nothing cached. */
async function browserTimes(url: string): Promise<BrowserTimes> {
  const browser = await launchChromium();
  try {
    const visits: (readonly number[])[] = [];
    while (visits.length < rounds) visits.push(await visitOf(browser, url));
    const [firstByteMs = Number.NaN, paintMs = Number.NaN, readyMs = Number.NaN, loadMs = Number.NaN] = [
      0, 1, 2, 3,
    ].map((place) => median(visits.map((visit) => visit[place] ?? Number.NaN)));
    return { firstByteMs, paintMs, readyMs, loadMs };
  } finally {
    await browser.close();
  }
}

/** Milliseconds, in the order of `timesInPage`. @throws when the answer is not 200 */
async function visitOf(browser: Browser, url: string): Promise<readonly number[]> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const answer = await page.goto(url, { waitUntil: 'load', timeout: 120_000 });
    if (answer?.status() !== 200) throw new Error(`The browser got ${answer?.status()} from ${url}.`);
    const times: unknown = await page.evaluate(timesInPage);
    if (!Array.isArray(times)) throw new Error('The page gave no times.');
    return times.map(Number);
  } finally {
    await context.close();
  }
}
