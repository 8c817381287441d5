import autocannon from 'autocannon';
import type { World } from '../world/start-world.ts';

export interface HttpLoad {
  readonly what: string;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p99: number;
  /** Bytes of one answer, headers included. */
  readonly bytes: number;
}

const seconds = 5;
const connections = 8;

/** What the routes bear, against one row read bare behind the same kind of host. The world has been polled once. */
export async function measureHttp(world: World, staged: string, bareStaged: string): Promise<HttpLoad[]> {
  const connector = await world.serve(staged);
  const bare = await world.serve(bareStaged);
  const [principal, id] = world.jobs[0] ?? ['', ''];
  const job = `${connector.url}/api/jobs/${principal}/${encodeURIComponent(id)}`;
  const key = (own: string) => ({ 'x-functions-key': own });
  const first = await fetch(job, { headers: key(connector.key) });
  const { key: rowKey } = JSON.parse(await first.text());
  const tag = first.headers.get('etag') ?? '';

  const loads: HttpLoad[] = [];
  const load = async (what: string, url: string, headers: Record<string, string>, status = 200) => {
    const probe = await fetch(url, { headers });
    if (probe.status !== status)
      throw new Error(`${what}: ${probe.status} instead of ${status}: ${await probe.text()}`);
    const run = { url, headers, connections };
    await autocannon({ ...run, duration: 2 });
    const { requests, latency, throughput, errors, timeouts } = await autocannon({
      ...run,
      duration: seconds,
    });
    if (errors + timeouts > 0) throw new Error(`${what}: ${errors} errors, ${timeouts} timeouts`);
    loads.push({
      what,
      perSecond: requests.average,
      median: latency.p50,
      p99: latency.p99,
      bytes: throughput.average / requests.average,
    });
  };
  const row = encodeURIComponent(`latest|${principal}|${rowKey}`);
  await load('bare row', `${bare.url}/api/bare/${row}`, key(bare.key));
  await load('one job', job, key(connector.key));
  await load('one job, 304', job, { ...key(connector.key), 'if-none-match': tag }, 304);
  await load('100 jobs', `${connector.url}/api/jobs?maxpagesize=100`, key(connector.key));
  await load('status page', `${connector.url}/api/status`, key(connector.key));
  return loads;
}
