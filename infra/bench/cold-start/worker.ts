/**
 * A process that loads an app and calls it once, in the order of the platform's Node worker (`Azure/azure-functions-nodejs-worker`:
 * startApp.ts, FunctionLoadHandler.ts, InvocationHandler.ts): it has started before and holds what its gRPC client has loaded; it requires
 * what `main` of the app's package.json names, tells the host which functions there are, and waits for the first call.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CoreContext,
  FunctionCallback,
  FunctionMetadata,
  ProgrammingModel,
} from '../../local/functions-host/functions-core.ts';
import { provideModule } from '../../local/process/provide-module.ts';

export type ToWorker =
  | { readonly kind: 'load'; readonly appFolder: string }
  | { readonly kind: 'call'; readonly call: Call };

export type FromWorker =
  | { readonly kind: 'started' }
  | { readonly kind: 'loaded'; readonly functions: readonly string[] }
  | { readonly kind: 'called'; readonly start: Start }
  | { readonly kind: 'failed'; readonly why: string };

/** The timer's poll, or the page of all jobs. */
export type Call = 'poll' | 'status';

/** What it took to load the app, and until its first call was done. */
export interface Start {
  readonly loadMs: number;
  /** From the begin of the load on, the way to the parent and back between load and call included. */
  readonly untilAnswerMs: number;
  /** CPU of the same. */
  readonly cpuMs: number;
  /** Files read as modules, and modules of Node's own. */
  readonly files: number;
  readonly builtins: number;
}

// What `@grpc/grpc-js` requires. Not by import, which esbuild drops where nothing of a module is used.
for (const name of ['dns', 'fs', 'http', 'http2', 'net', 'os', 'stream', 'tls', 'url', 'util', 'zlib'])
  require(`node:${name}`);

const functions = new Map<string, { metadata: FunctionMetadata; callback: FunctionCallback }>();
let model: ProgrammingModel | undefined;
provideModule('@azure/functions-core', {
  version: '3.10.0',
  hostVersion: '4.1000.0',
  Disposable: class {},
  setProgrammingModel(next: ProgrammingModel) {
    model = next;
  },
  getProgrammingModel: () => model,
  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback) {
    functions.set(metadata.name, { metadata, callback });
    return { dispose() {} };
  },
  registerHook: () => ({ dispose() {} }),
  log() {},
});

let begin = { at: 0, cpu: process.cpuUsage(), ...modules() };
let loadMs = 0;

process.once('disconnect', () => process.exit());
process.on('message', async (message: ToWorker) => {
  try {
    if (message.kind === 'load') await load(message.appFolder);
    else await call(message.call);
  } catch (error) {
    send({ kind: 'failed', why: error instanceof Error ? String(error.stack) : String(error) });
  }
});
send({ kind: 'started' });

async function load(appFolder: string): Promise<void> {
  begin = { at: performance.now(), cpu: process.cpuUsage(), ...modules() };
  const { main } = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8'));
  require(join(appFolder, main));
  await model?.getCapabilities?.({});
  loadMs = performance.now() - begin.at;
  send({ kind: 'loaded', functions: [...functions.keys()] });
}

async function call(name: Call): Promise<void> {
  const answer = await invoke(name);
  const { user, system } = process.cpuUsage(begin.cpu);
  const { files, builtins } = modules();
  const start: Start = {
    loadMs,
    untilAnswerMs: performance.now() - begin.at,
    cpuMs: (user + system) / 1000,
    files: files - begin.files,
    builtins: builtins - begin.builtins,
  };
  if (!answer.isGood) throw new Error(`${name}: ${answer.said()}`);
  send({ kind: 'called', start });
}

/** Arguments, the function, the answer. To write out what it said takes as long as a good part of the call: only when it is asked for. */
async function invoke(name: Call): Promise<{ isGood: boolean; said(): string }> {
  const registered = functions.get(name);
  if (model === undefined || registered === undefined) throw new Error(`The app has no function '${name}'.`);
  const { metadata, callback } = registered;
  const trigger = Object.keys(metadata.bindings).find((each) =>
    metadata.bindings[each]?.type.endsWith('Trigger'),
  );
  const data = name === 'poll' ? { json: '{}' } : { http: get(name) };
  const lines: string[] = [];
  const core: CoreContext = {
    invocationId: '00000000-0000-4000-8000-000000000000',
    metadata,
    request: { inputData: trigger === undefined ? [] : [{ name: trigger, data }] },
    log: (_level, _category, line) => lines.push(line),
  };
  const invocation = await model.getInvocationModel(core);
  const { context, inputs } = await invocation.getArguments();
  const result = await invocation.invokeFunction(context, inputs, callback);
  const { returnValue } = await invocation.getResponse(context, result);
  return name === 'poll'
    ? { isGood: lines.some((line) => line.includes('"outcome":"complete"')), said: () => lines.join('\n') }
    : { isGood: returnValue?.http?.statusCode === '200', said: () => JSON.stringify(returnValue?.http) };
}

function get(path: string) {
  return {
    method: 'GET',
    url: `http://localhost/api/${path}`,
    nullableHeaders: { accept: { value: 'text/html' } },
  };
}

function modules() {
  const loaded: readonly string[] = Reflect.get(process, 'moduleLoadList');
  const builtins = loaded.filter((name) => name.startsWith('NativeModule '));
  return { files: Object.keys(require.cache).length, builtins: builtins.length };
}

function send(message: FromWorker): void {
  process.send?.(message);
}
