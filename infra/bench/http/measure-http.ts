import { setTimeout } from 'node:timers/promises';
import autocannon from 'autocannon';
import { request } from 'undici';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';

export interface HttpLoad extends Round {
  readonly what: string;
  readonly pace: string;
  /** How many bare rows could be answered in the time of one such answer, in rounds side by side. */
  readonly ofBare: number;
  /** Bare rows a second in those rounds. */
  readonly barePerSecond: number;
}

interface Round {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  /** Bytes of one answer, headers included, where they were counted. */
  readonly bytes: number | undefined;
}

interface Target {
  readonly what: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly status: number;
  /** How many answers make a round: seconds of them. */
  readonly amount: number;
  /** Whether it is also asked for now and then: answers close together share the read of the run row. */
  readonly isAlsoAskedApart: boolean;
}

interface Pace {
  readonly name: string;
  readonly takes: (target: Target) => boolean;
  readonly round: (target: Target) => Promise<Round>;
}

const paces: readonly Pace[] = [
  { name: '1 at once', takes: () => true, round: (target) => roundOf(target, 1) },
  { name: '8 at once', takes: () => true, round: (target) => roundOf(target, 8) },
  { name: '150 ms apart', takes: ({ isAlsoAskedApart }) => isAlsoAskedApart, round: roundApart },
];
const rounds = 9;

/**
 * What the routes take, against one row read bare behind the same kind of host; the world has been polled once. Each round of a
 * route is compared with a bare one right before it, so that a machine that is slower for a while is so for both.
 */
export async function measureHttp(world: World, staged: string, bareStaged: string): Promise<HttpLoad[]> {
  const { bare, answers } = await targetsOf(world, staged, bareStaged);
  const loads: HttpLoad[] = [];
  // The first answers pay for tokens, connections to the table and compiled code.
  for (let count = 0; count < 3; count++) for (const target of [bare, ...answers]) await roundOf(target, 8);
  for (const { name: pace, takes, round } of paces) {
    const bareRounds: Round[] = [];
    const measured: HttpLoad[] = [];
    for (const target of answers.filter(takes)) {
      const pairs: { bare: Round; own: Round }[] = [];
      for (let count = 0; count < rounds; count++)
        pairs.push({ bare: await round(bare), own: await round(target) });
      const beside = pairs.map((pair) => pair.bare);
      bareRounds.push(...beside);
      measured.push({
        what: target.what,
        pace,
        ofBare: median(pairs.map((pair) => pair.bare.perSecond / pair.own.perSecond)),
        barePerSecond: median(beside.map(({ perSecond }) => perSecond)),
        ...middle(pairs.map(({ own }) => own)),
      });
    }
    const ofAll = middle(bareRounds);
    loads.push({ what: bare.what, pace, ofBare: 1, barePerSecond: ofAll.perSecond, ...ofAll }, ...measured);
  }
  return loads;
}

async function targetsOf(world: World, staged: string, bareStaged: string) {
  const connector = await world.serve(staged);
  const host = await world.serve(bareStaged);
  // The first is that in quarantine.
  const [principal, id] = world.jobs[1] ?? ['', ''];
  const job = `${connector.url}/api/jobs/${principal}/${encodeURIComponent(id)}`;
  const headers = { 'x-functions-key': connector.key };
  const first = await fetch(job, { headers });
  const { key } = JSON.parse(await first.text());
  const known = { ...headers, 'if-none-match': first.headers.get('etag') ?? '' };
  const row = encodeURIComponent(`latest|${principal}|${key}`);
  const bare: Target = {
    what: 'bare row',
    url: `${host.url}/api/bare/${row}`,
    headers: { 'x-functions-key': host.key },
    status: 200,
    amount: 400,
    isAlsoAskedApart: true,
  };
  const ok = { headers, status: 200, isAlsoAskedApart: false };
  const one = { ...ok, url: job, amount: 400, isAlsoAskedApart: true };
  // So that the feed has come to somewhere.
  await world.change({ what: 'quarantine', count: 1 });
  await fetch(`${connector.url}/api/poll`, { method: 'POST', headers });
  const feed = `${connector.url}/api/events`;
  const { after } = JSON.parse(await (await fetch(feed, { headers })).text());
  if (!(after > 0)) throw new Error('no event was recorded');
  const idle = { ...one, url: `${feed}?after=${after}` };
  const answers: Target[] = [
    { ...one, what: 'one job' },
    { ...one, what: 'one job, 304', headers: known, status: 304 },
    { ...idle, what: 'feed, idle' },
    { ...ok, what: '100 jobs', url: `${connector.url}/api/jobs?maxpagesize=100`, amount: 80 },
  ];
  return { bare, answers };
}

/** @throws when an answer is not the one that is meant */
async function roundOf({ what, url, headers, status, amount }: Target, connections: number): Promise<Round> {
  // It looks this often, in milliseconds, whether the last answer is there: with its usual second, rounds would last whole ones.
  const sampleInt = 10;
  let other = '';
  const setupClient = (client: autocannon.Client) => {
    let isMeant = true;
    client.on('headers', ({ statusCode }) => {
      isMeant = Number(statusCode) === status;
    });
    client.on('body', (body) => {
      if (!isMeant && other === '') other = body.toString();
    });
  };
  const load = { url, headers, connections, amount, sampleInt, setupClient, timeout: 120 };
  const { duration, latency, throughput, statusCodeStats, errors, timeouts } = await autocannon(load);
  const { [`${status}` as const]: meant } = statusCodeStats ?? {};
  if (meant?.count !== amount) {
    const seen = JSON.stringify({ ...statusCodeStats, errors, timeouts });
    throw new Error(`${what}: ${seen}, not ${amount} times ${status}. ${other.slice(0, 1000)}`);
  }
  return {
    perSecond: amount / duration,
    median: latency.p50,
    p99: latency.p99,
    bytes: throughput.total / amount,
  };
}

/** Twenty answers, each asked for a while after the one before has come. */
async function roundApart({ what, url, headers, status }: Target): Promise<Round> {
  const took: number[] = [];
  while (took.length < 20) {
    await setTimeout(150);
    const start = performance.now();
    const { statusCode, body } = await request(url, { headers });
    await body.text();
    took.push(performance.now() - start);
    if (statusCode !== status) throw new Error(`${what}: ${statusCode}, not ${status}`);
  }
  const middleOne = median(took);
  return {
    perSecond: 1000 / middleOne,
    median: Math.round(middleOne),
    p99: Math.round(Math.max(...took)),
    bytes: undefined,
  };
}

/** Each figure of its own. */
function middle(all: readonly Round[]): Round {
  const counted = all.flatMap(({ bytes }) => bytes ?? []);
  return {
    perSecond: median(all.map(({ perSecond }) => perSecond)),
    median: median(all.map((one) => one.median)),
    p99: median(all.map(({ p99 }) => p99)),
    bytes: counted.length > 0 ? median(counted) : undefined,
  };
}
