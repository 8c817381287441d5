/** The connector: the staged bundle, loaded and called as the platform's worker does, without anything of the local host. */
import pMap from 'p-map';
import { provideModule } from '../../local/process/provide-module.ts';
import { type Counts, type Load, servePeer } from './peer.ts';

type Handler = (...args: readonly unknown[]) => Promise<unknown>;

const handlers = new Map<string, Handler>();
provideModule('@azure/functions-core', {
  version: '3.10.0',
  hostVersion: '4.1000.0',
  Disposable: class {},
  setProgrammingModel() {},
  registerFunction({ name }: { readonly name: string }, handler: Handler) {
    handlers.set(name, handler);
    return { dispose() {} };
  },
  registerHook: () => ({ dispose() {} }),
  log() {},
});

const calls = {
  poll,
  status: () => get('status'),
  tenants: () => get('tenants', {}, '?maxpagesize=1'),
  pollTenants,
};

servePeer(async ({ call, tenantIds = [] }) => {
  const counts = await calls[call ?? 'poll'](tenantIds);
  return { ...counts, load: load() };
});

/** Of what is not asked how many requests it took. */
const uncounted: Counts = { graphRequests: Number.NaN, tableTransactions: Number.NaN };

async function poll(): Promise<Counts> {
  let heartbeat: Counts | undefined;
  const problems: string[] = [];
  const context = {
    log(line: string) {
      const told = JSON.parse(line);
      if (told.line === 'poll') heartbeat = told;
      if (told.line === 'poll' && told.outcome !== 'complete') problems.push(line);
    },
    error: (line: string) => problems.push(line),
  };
  await handlers.get('poll')?.({}, context);
  if (!heartbeat || problems.length > 0) throw new Error(problems.slice(0, 5).join('\n') || 'No heartbeat.');
  return heartbeat;
}

/** As many at once as an instance takes messages. */
const tenantsAtOnce = 4;

/** What the messages of a tick bring about, without the queue. */
async function pollTenants(tenantIds: readonly string[]): Promise<Counts> {
  await pMap(tenantIds, pollNow, { concurrency: tenantsAtOnce });
  return uncounted;
}

async function pollNow(tenantId: string): Promise<void> {
  const told = await answerOf('tenantPollNow', { tenantId });
  if (JSON.parse(String(told)).outcome !== 'complete') throw new Error(String(told));
}

async function get(name: string, params: Params = {}, query = ''): Promise<Counts> {
  await answerOf(name, params, query);
  return uncounted;
}

type Params = Readonly<Record<string, string>>;

/** The body of an answer, without HTTP around it. */
async function answerOf(name: string, params: Params, query = ''): Promise<unknown> {
  const url = `http://localhost/api/${name}${query}`;
  const request = { method: 'GET', url, headers: new Headers(), params };
  const answer = await handlers.get(name)?.(request, { log() {}, error() {} });
  if (!isOk(answer)) throw new Error(`GET ${name}: ${JSON.stringify(answer)}`);
  return answer.body;
}

function isOk(answer: unknown): answer is { readonly status: 200; readonly body?: unknown } {
  return typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 200;
}

const modules = () => {
  const loaded: readonly string[] = Reflect.get(process, 'moduleLoadList');
  const builtins = loaded.filter((name) => name.startsWith('NativeModule '));
  return { files: Object.keys(require.cache).length, builtins: builtins.length };
};
const before = modules();
const start = performance.now();
// Loaded only now, so that it finds what is provided.
require(process.env.BENCH_BUNDLE ?? '');
const milliseconds = performance.now() - start;

function load(): Load {
  const { files, builtins } = modules();
  return { milliseconds, files: files - before.files, builtins: builtins - before.builtins };
}
