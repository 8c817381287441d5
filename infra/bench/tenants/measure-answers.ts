import { request } from 'undici';
import { type FunctionsHost, startFunctionsHost } from '../../local/functions-host/start-functions-host.ts';
import { heapOptions } from '../instance/heap.ts';
import { median } from '../report/median.ts';
import type { World } from '../world/start-world.ts';

/** An answer about all tenants, beside one row read bare. */
export interface TenantAnswer {
  readonly tenants: number;
  readonly what: string;
  readonly ms: number;
  readonly bareMs: number;
  readonly ofBare: number;
  readonly tableRequests: number;
}

const answers = [
  ['the page of all tenants', 'api/tenants', 'text/html'],
  ['100 tenants', 'api/tenants', 'application/json'],
  ["the home tenant's health", 'api/health', 'application/json'],
] as const;
const rounds = 9;
const bareReads = 20;

/** The tenants have been polled. */
export async function measureAnswers(
  world: World,
  staged: string,
  bareStaged: string,
): Promise<TenantAnswer[]> {
  const hosts: FunctionsHost[] = [];
  const settings = { ...world.env, NODE_OPTIONS: heapOptions(512).join(' ') };
  try {
    for (const appFolder of [staged, bareStaged])
      hosts.push(await startFunctionsHost({ appFolder, settings, only: 'http' }));
    const [connector, bare] = hosts;
    if (!connector || !bare) throw new Error('The hosts did not start.');
    const readBare = async () => {
      const took: number[] = [];
      while (took.length < bareReads) took.push(await timeOf(bare, 'api/bare/run%7Clatest', '*/*'));
      return median(took);
    };
    const measured: TenantAnswer[] = [];
    for (const [what, path, accept] of answers) {
      await timeOf(connector, path, accept);
      await readBare();
      const before = await world.tableRequests();
      await timeOf(connector, path, accept);
      const tableRequests = (await world.tableRequests()) - before;
      const pairs: { bareMs: number; ms: number }[] = [];
      for (let round = 0; round < rounds; round++)
        pairs.push({ bareMs: await readBare(), ms: await timeOf(connector, path, accept) });
      measured.push({
        tenants: world.tenantIds.length,
        what,
        ms: median(pairs.map(({ ms }) => ms)),
        bareMs: median(pairs.map(({ bareMs }) => bareMs)),
        ofBare: median(pairs.map(({ ms, bareMs }) => ms / bareMs)),
        tableRequests,
      });
    }
    return measured;
  } finally {
    await Promise.all(hosts.map((host) => host.close()));
  }
}

/** Milliseconds. @throws when the answer is not 200 */
async function timeOf({ url, functionKey }: FunctionsHost, path: string, accept: string): Promise<number> {
  const start = performance.now();
  const headers = { accept, 'x-functions-key': functionKey };
  const { statusCode, body } = await request(`${url}/${path}`, { headers });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${text.slice(0, 500)}`);
  return performance.now() - start;
}
