import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../process/child.ts';
import type { FunctionInfo } from './function-info.ts';
import type { FromHost, Limits, LogRecord, ToHost } from './messages.ts';

export type { FunctionInfo, LogRecord };

export interface FunctionsHostOptions {
  /** A staged app: host.json, package.json with `main`, and what that needs. */
  appFolder: string;
  /** Application settings: with a few variables of the platform, the whole environment of the app. */
  settings: Readonly<Record<string, string>>;
  /** A free one unless given. */
  port?: number;
  /** The Node that runs the app; this one unless given. */
  nodePath?: string;
  /** PEM of an authority that the app is to trust. */
  caFile?: string;
  /** Keeps the state of timers from one host to the next. Without it no run is ever past due. */
  scheduleFile?: string;
  /** 230 s and 100 MB unless given, as on the platform. */
  limits?: Partial<Limits>;
  onLog?: (record: LogRecord) => void;
}

export interface FunctionsHost {
  /** `http://localhost:PORT` */
  readonly url: string;
  readonly functionKey: string;
  readonly masterKey: string;
  readonly functions: readonly FunctionInfo[];
  /** The last 10,000. */
  readonly logs: readonly LogRecord[];
  readonly pid: number | undefined;
  /** When the process is gone: how, in words. */
  readonly ended: Promise<string>;
  /** Has a timer function run now, as `POST /admin/functions/{name}` does: answers when the run has been accepted. */
  invoke(name: string): Promise<void>;
  /** The record of the next end of an invocation of this function. Ask before you cause it. */
  nextExecution(name: string): Promise<LogRecord>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Waits for running invocations (10 s at most) and the `appTerminate` hooks (5 s at most). */
  close(): Promise<void>;
}

const mostLogs = 10_000;
const platformLimits: Limits = { responseMilliseconds: 230_000, requestBytes: 100 * 1024 * 1024 };
const closeMilliseconds = 17_000;
const consoleCategory = 'Host.Function.Console';

type Ready = Extract<FromHost, { type: 'ready' }>;

/**
 * Runs a Functions app as the platform does, in a process of its own that ends with this one. Beside HTTP and timers of the
 * Node v4 model nothing is supported, and what is not is an error.
 *
 * @throws when the app cannot be loaded, registers no function, or lacks a setting that a trigger needs
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const appFolder = resolve(options.appFolder);
  const logs: LogRecord[] = [];
  const executions = new EventEmitter().setMaxListeners(0);
  const functionKey = createKey();
  const masterKey = createKey();

  const keep = (record: LogRecord) => {
    logs.push(record);
    if (logs.length > mostLogs) logs.shift();
    options.onLog?.(record);
    if (record.result !== undefined) executions.emit(record.category, record);
  };
  const child = startChild<FromHost, ToHost>({
    module: new URL('host.ts', import.meta.url),
    cwd: appFolder,
    env: environment(options, appFolder),
    ...(options.nodePath !== undefined && { nodePath: options.nodePath }),
    onLine(message, stream) {
      const level = stream === 'stderr' ? 'error' : 'information';
      keep({ time: new Date().toISOString(), level, category: consoleCategory, message });
    },
  });
  const ready = new Promise<Ready>((resolve, reject) => {
    let why: string | undefined;
    child.onMessage((message) => {
      if (message.type === 'log') keep(message.record);
      else if (message.type === 'ready') resolve(message);
      else if (message.type === 'failed') why = message.message;
    });
    child.ended.then((how) => {
      const lines = logs.filter(({ category }) => category === consoleCategory).map(({ message }) => message);
      reject(new Error(`${appFolder} did not start: ${why ?? `the host ended ${how}. ${lines.join('\n')}`}`));
    });
  });
  child.send({
    type: 'start',
    appFolder,
    port: options.port ?? 0,
    functionKey,
    masterKey,
    limits: { ...platformLimits, ...options.limits },
    ...(options.scheduleFile !== undefined && { scheduleFile: resolve(options.scheduleFile) }),
  });
  const { port, functions } = await ready;
  const url = `http://localhost:${port}`;

  return {
    url,
    functionKey,
    masterKey,
    functions,
    logs,
    pid: child.pid,
    ended: child.ended,
    async invoke(name) {
      const response = await fetch(`${url}/admin/functions/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-functions-key': masterKey },
        body: '{}',
      });
      if (response.status !== 202)
        throw new Error(`The host answered ${response.status} to a run of '${name}'.`);
    },
    async nextExecution(name) {
      const gone = child.ended.then((how): never => {
        throw new Error(`The host ended ${how} before an execution of '${name}' did.`);
      });
      const [record]: LogRecord[] = await Promise.race([once(executions, `Function.${name}`), gone]);
      if (record === undefined) throw new Error('An execution came without its record.');
      return record;
    },
    kill: () => child.kill(),
    async close() {
      child.send({ type: 'stop' });
      const patience = new AbortController();
      const late = delay(closeMilliseconds, undefined, { signal: patience.signal }).then(() => child.kill());
      late.catch(() => {});
      await child.ended;
      patience.abort();
    },
  };
}

/** What the platform gives an app beside its settings; nothing of this process's own environment but the path. */
function environment(options: FunctionsHostOptions, appFolder: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: appFolder,
    AZURE_FUNCTIONS_ENVIRONMENT: 'Production',
    FUNCTIONS_EXTENSION_VERSION: '~4',
    FUNCTIONS_WORKER_RUNTIME: 'node',
    WEBSITE_SITE_NAME: 'local',
    WEBSITE_INSTANCE_ID: 'local',
    ...(options.caFile !== undefined && { NODE_EXTRA_CA_CERTS: resolve(options.caFile) }),
    ...options.settings,
  };
}

/** As long as a real one, and as awkward in a URL. */
function createKey(): string {
  return `${randomBytes(40).toString('base64url')}==`;
}
