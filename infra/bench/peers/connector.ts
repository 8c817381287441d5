/** The connector: the staged bundle, loaded and called as the platform's worker does, without anything of the local host. */
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

servePeer(async ({ call }) => {
  const counts = call === 'status' ? await status() : await poll();
  return { ...counts, load: load() };
});

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

/** The page of all jobs, without HTTP around it. */
async function status(): Promise<Counts> {
  const request = {
    method: 'GET',
    url: 'http://localhost/api/status',
    headers: new Headers(),
    params: {},
  };
  const answer = await handlers.get('status')?.(request, { log() {}, error() {} });
  if (!isOk(answer)) throw new Error(`GET status: ${JSON.stringify(answer)}`);
  // What it asked for is not counted.
  return { graphRequests: Number.NaN, tableTransactions: Number.NaN };
}

function isOk(answer: unknown): boolean {
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
