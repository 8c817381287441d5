import autocannon from 'autocannon';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';

export interface HttpLoad {
  readonly what: string;
  readonly connections: number;
  readonly perSecond: number;
  /** How many bare rows could be answered in the time of one such answer. */
  readonly ofBare: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  /** Bytes of one answer, headers included. */
  readonly bytes: number;
}

interface Target {
  readonly what: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly status: number;
  /** How many answers make a round: seconds of them. */
  readonly amount: number;
}

type Round = Omit<HttpLoad, 'what' | 'connections' | 'ofBare'>;

/** One at a time tells how long a caller waits, eight what the app bears. */
const connectionCounts = [1, 8];
const rounds = 3;

/**
 * What the routes take, against one row read bare behind the same kind of host; the world has been polled once. Each round of a
 * route is compared with a bare one right before it, so that a machine that is slower for a while is so for both.
 */
export async function measureHttp(world: World, staged: string, bareStaged: string): Promise<HttpLoad[]> {
  const { bare, answers } = await targetsOf(world, staged, bareStaged);
  const loads: HttpLoad[] = [];
  // The first answers pay for tokens, connections to the table and compiled code.
  for (const target of [bare, ...answers]) await round(target, 1);
  for (const connections of connectionCounts) {
    const bareRounds: Round[] = [];
    const measured: HttpLoad[] = [];
    for (const target of answers) {
      const pairs: { bare: Round; own: Round }[] = [];
      for (let count = 0; count < rounds; count++)
        pairs.push({ bare: await round(bare, connections), own: await round(target, connections) });
      bareRounds.push(...pairs.map((pair) => pair.bare));
      const ofBare = median(pairs.map((pair) => pair.bare.perSecond / pair.own.perSecond));
      measured.push({ what: target.what, connections, ofBare, ...middle(pairs.map(({ own }) => own)) });
    }
    loads.push({ what: bare.what, connections, ofBare: 1, ...middle(bareRounds) }, ...measured);
  }
  return loads;
}

async function targetsOf(world: World, staged: string, bareStaged: string) {
  const connector = await world.serve(staged);
  const host = await world.serve(bareStaged);
  const [principal, id] = world.jobs[0] ?? ['', ''];
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
  };
  const ok = { headers, status: 200 };
  const answers: Target[] = [
    { ...ok, what: 'one job', url: job, amount: 400 },
    { ...ok, what: 'one job, 304', url: job, amount: 400, headers: known, status: 304 },
    { ...ok, what: '100 jobs', url: `${connector.url}/api/jobs?maxpagesize=100`, amount: 80 },
    { ...ok, what: 'status page', url: `${connector.url}/api/status`, amount: 8 },
  ];
  return { bare, answers };
}

/** @throws when an answer is not the one that is meant */
async function round({ what, url, headers, status, amount }: Target, connections: number): Promise<Round> {
  // It looks this often, in milliseconds, whether the last answer is there: with its usual second, rounds would last whole ones.
  const sampleInt = 10;
  const result = await autocannon({ url, headers, connections, amount, sampleInt, timeout: 120 });
  const { duration, latency, throughput, statusCodeStats } = result;
  const { [`${status}` as const]: meant } = statusCodeStats ?? {};
  if (meant?.count !== amount) throw new Error(`${what}: ${JSON.stringify(statusCodeStats)}, not ${status}`);
  return {
    perSecond: amount / duration,
    median: latency.p50,
    p99: latency.p99,
    bytes: throughput.total / amount,
  };
}

/** Each figure of its own. */
function middle(all: readonly Round[]): Round {
  return {
    perSecond: median(all.map(({ perSecond }) => perSecond)),
    median: median(all.map((one) => one.median)),
    p99: median(all.map(({ p99 }) => p99)),
    bytes: median(all.map(({ bytes }) => bytes)),
  };
}
