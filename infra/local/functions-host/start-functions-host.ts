import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { resolve } from 'node:path';
import { bundled } from '../process/bundled.ts';
import { startChild } from '../process/child.ts';
import { appEnvironment } from './app-environment.ts';
import type { EasyAuthOptions } from './easy-auth/options.ts';
import type { FunctionInfo } from './function-info.ts';
import type { FunctionsHostOptions } from './functions-host-options.ts';
import { readHostJson } from './host-json.ts';
import type { Keys } from './keys.ts';
import { isLogged } from './log-filter.ts';
import type { FromHost, Limits, LogRecord, ToHost } from './messages.ts';

export type { EasyAuthOptions, FunctionsHostOptions, LogRecord };

export interface FunctionsHost {
  /** `http://localhost:PORT` */
  readonly url: string;
  readonly functionKey: string;
  readonly masterKey: string;
  readonly functions: readonly FunctionInfo[];
  /** `ws://127.0.0.1:PORT/ID`, where a debugger can attach to the app; undefined unless `inspectPort` was given. */
  readonly inspectorUrl: string | undefined;
  /** The last 10,000 that `logging.logLevel` of host.json keeps. */
  readonly logs: readonly LogRecord[];
  readonly pid: number | undefined;
  /** When the process is gone: how, and if nobody asked for it why, such as `with code 3: the app ended its process`. */
  readonly ended: Promise<string>;
  /**
   * Has a function without an HTTP trigger run now, as `POST /admin/functions/{name}` does: answers when the run has been accepted. The
   * input is the body of a message; a timer function gets none.
   */
  invoke(name: string, input?: string): Promise<void>;
  /** The record of the next end of an invocation of this function. Ask before you cause it. */
  nextExecution(name: string): Promise<LogRecord>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Waits for running invocations, 10 s at most. */
  close(): Promise<void>;
}

const mostLogs = 10_000;
const mostOutput = 100;
const platformLimits: Limits = { responseMilliseconds: 230_000, requestBytes: 100 * 1024 * 1024 };
const closeMilliseconds = 12_000;
const consoleCategory = 'Host.Function.Console';

type Ready = Extract<FromHost, { type: 'ready' }>;

/**
 * Runs a Functions app as the platform does, in a process of its own that ends with this one. Beside HTTP, timers and Service Bus
 * queues of the Node v4 model nothing is supported, and what is not is an error.
 *
 * Host and worker are one process. Where the platform restarts its worker (an error that nobody catches, `process.exit`, a
 * run over `functionTimeout`) this process ends, and `ended` says why: start another one to see what a restart forgets.
 *
 * @throws when host.json is wrong, or the app cannot be loaded, registers no function, or lacks a setting that a trigger
 * needs
 */
export async function startFunctionsHost(options: FunctionsHostOptions): Promise<FunctionsHost> {
  const appFolder = resolve(options.appFolder);
  const hostJson = await readHostJson(appFolder, options.settings);
  const logs: LogRecord[] = [];
  const output: string[] = [];
  const executions = new EventEmitter().setMaxListeners(0);
  const functionKey = options.keys?.host?.default ?? createKey();
  const masterKey = options.keys?.master ?? createKey();

  const keep = (record: LogRecord) => {
    if (isLogged(hostJson.logLevels, record.category, record.level)) {
      logs.push(record);
      if (logs.length > mostLogs) logs.shift();
      options.onLog?.(record);
    }
    if (record.result !== undefined) executions.emit(record.category, record);
  };
  const child = startChild<FromHost, ToHost>({
    module: await bundled(new URL('host.ts', import.meta.url)),
    cwd: appFolder,
    env: appEnvironment(options, appFolder),
    ...(options.nodePath !== undefined && { nodePath: options.nodePath }),
    nodeOptions: inspectorOptions(options.inspectPort),
    onLine(message, stream) {
      const level = stream === 'stderr' ? 'error' : 'information';
      if (output.push(message) > mostOutput) output.shift();
      keep({ time: new Date().toISOString(), level, category: consoleCategory, message });
    },
  });
  let why: string | undefined;
  const ready = new Promise<Ready>((resolve, reject) => {
    child.onMessage((message) => {
      if (message.type === 'log') keep(message.record);
      else if (message.type === 'ready') resolve(message);
      else if (message.type === 'failed') why = message.message;
      else if (message.type === 'stopped') why = '';
    });
    child.ended.then((how) => {
      reject(
        new Error(`${appFolder} did not start: ${why ?? `the host ended ${how}. ${output.join('\n')}`}`),
      );
    });
  });
  const ended = child.ended.then((how) => {
    // Neither asked to end nor killed.
    const reason = why ?? (how.startsWith('with') ? 'the app ended its process' : '');
    return reason === '' ? how : `${how}: ${reason}`;
  });
  child.send({
    type: 'start',
    appFolder,
    port: options.port ?? 0,
    hostJson,
    keys: allKeys(options.keys, functionKey, masterKey),
    limits: { ...platformLimits, ...options.limits },
    scheduleFile: options.scheduleFile === undefined ? undefined : resolve(options.scheduleFile),
    easyAuth: options.easyAuth,
    only: options.only,
  });
  const { port, functions, inspectorUrl } = await ready;
  if (options.inspectPort !== undefined && inspectorUrl === undefined) {
    // Node says why on stderr, and goes on without.
    await child.kill();
    throw new Error(`No debugger can attach to ${appFolder}. ${output.join('\n')}`);
  }
  const url = `http://localhost:${port}`;

  return {
    url,
    functionKey,
    masterKey,
    functions,
    inspectorUrl,
    logs,
    pid: child.pid,
    ended,
    async invoke(name, input) {
      const response = await fetch(`${url}/admin/functions/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-functions-key': masterKey },
        body: JSON.stringify({ input }),
      });
      if (response.status !== 202)
        throw new Error(`The host answered ${response.status} to a run of '${name}'.`);
    },
    async nextExecution(name) {
      const gone = ended.then((how): never => {
        throw new Error(`The host ended ${how} before an execution of '${name}' did.`);
      });
      const [record]: LogRecord[] = await Promise.race([once(executions, `Function.${name}`), gone]);
      if (record === undefined) throw new Error('An execution came without its record.');
      return record;
    },
    kill: () => child.kill(),
    async close() {
      child.send({ type: 'stop' });
      const timeout = setTimeout(() => child.kill(), closeMilliseconds);
      await child.ended;
      clearTimeout(timeout);
    },
  };
}

/** The address comes with the message that the host is ready, so that Node need not print it among the lines of the app. */
function inspectorOptions(port: number | undefined): readonly string[] {
  return port === undefined ? [] : [`--inspect=127.0.0.1:${port}`, '--inspect-publish-uid=http'];
}

function allKeys(given: FunctionsHostOptions['keys'], functionKey: string, master: string): Keys {
  const functions = Object.entries(given?.functions ?? {});
  return {
    master,
    host: [functionKey, ...Object.values(given?.host ?? {})],
    functions: Object.fromEntries(functions.map(([name, keys]) => [name, Object.values(keys)])),
  };
}

/** As long as a real one, and as awkward in a URL. */
function createKey(): string {
  return `${randomBytes(40).toString('base64url')}==`;
}
