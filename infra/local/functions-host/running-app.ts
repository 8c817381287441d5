import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  type FunctionInfo,
  type HttpFunctionInfo,
  readFunctionInfo,
  type TimerFunctionInfo,
} from './function-info.ts';
import type { Site } from './http-front.ts';
import { createInvoker, type Invoker } from './invoker.ts';
import { loadApp } from './load-app.ts';
import type { LogRecord, StartMessage } from './messages.ts';
import { withRetry } from './retry.ts';
import { compileRoutes } from './route.ts';
import { createScheduleMonitor } from './schedule-status.ts';
import { createTimer } from './timers.ts';

export interface RunningApp {
  readonly functions: readonly FunctionInfo[];
  readonly site: Site;
  readonly invoker: Invoker;
  /** No run of a timer, and no retry of one, begins after this. */
  stopTimers(): void;
  /** Runs the `appTerminate` hooks. */
  terminate(): Promise<void>;
}

/** @throws when the app cannot be loaded, or not be served as it asks */
export async function runApp(
  options: StartMessage,
  emit: (record: Omit<LogRecord, 'time'>) => void,
): Promise<RunningApp> {
  const { appFolder, functionKey, masterKey, limits } = options;
  const prefix = await readRoutePrefix(appFolder);
  const app = await loadApp(appFolder, (level, message) => emit({ level, category: 'Worker', message }));
  const functions = app.functions.map(({ metadata }) => readFunctionInfo(metadata, process.env));
  const routes = compileRoutes(functions.filter(isHttp), prefix);
  const invoker = createInvoker(app, emit);

  const monitor = createScheduleMonitor(options.scheduleFile);
  const stopping = new AbortController();
  const timers = functions.filter(isTimer).map((info) => {
    const { name } = info;
    const retry = app.functions.find(({ metadata }) => metadata.name === name)?.metadata.retryOptions;
    const timer = createTimer(info, monitor, (input, reason) =>
      withRetry(retry, stopping.signal, (retryContext) =>
        invoker.invoke(name, reason, { json: JSON.stringify(input) }, retryContext),
      ).catch(ignoreLogged),
    );
    return { name, timer };
  });
  for (const { timer } of timers) timer.start();

  const runByHand = (asked: string) => {
    const found = timers.find(({ name }) => name.toLowerCase() === asked.toLowerCase());
    if (found === undefined) return false;
    const input = { json: JSON.stringify(found.timer.input()) };
    const reason = 'This function was programmatically called via the host APIs.';
    invoker.invoke(found.name, reason, input).catch(ignoreLogged);
    return true;
  };
  const log: Site['log'] = (level, message) => emit({ level, category: 'Host', message });

  return {
    functions,
    site: { routes, keys: { functionKey, masterKey }, limits, invoker, runByHand, log },
    invoker,
    stopTimers() {
      stopping.abort();
      for (const { timer } of timers) timer.stop();
    },
    terminate: () => app.hooks.run('appTerminate', { hookData: {}, appHookData: {} }),
  };
}

/** Failures of invocations are logged where they end; nothing else hangs on them. */
function ignoreLogged(): void {}

const hostJson = z.object({
  version: z.literal('2.0'),
  extensions: z
    .object({ http: z.object({ routePrefix: z.string().default('api') }).prefault({}) })
    .prefault({ http: {} }),
});

async function readRoutePrefix(appFolder: string): Promise<string> {
  const file = join(appFolder, 'host.json');
  const read = hostJson.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!read.success) throw new Error(`${file} is wrong: ${z.prettifyError(read.error)}`);
  return read.data.extensions.http.routePrefix;
}

function isHttp(info: FunctionInfo): info is HttpFunctionInfo {
  return info.trigger.type === 'httpTrigger';
}

function isTimer(info: FunctionInfo): info is TimerFunctionInfo {
  return info.trigger.type === 'timerTrigger';
}
