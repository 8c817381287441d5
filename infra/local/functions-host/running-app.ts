import { type FunctionInfo, isHttp, isTimer, readFunctionInfo } from './function-info.ts';
import { createInvoker, type Invoker } from './invoker.ts';
import { loadApp } from './load-app.ts';
import type { LogRecord, StartMessage } from './messages.ts';
import { withRetry } from './retry.ts';
import { compileRoutes } from './route.ts';
import { createScheduleMonitor } from './schedule-status.ts';
import type { HostSite } from './site.ts';
import { createTimer } from './timers.ts';

export interface RunningApp {
  readonly functions: readonly FunctionInfo[];
  readonly site: HostSite;
  readonly invoker: Invoker;
  /** No run of a timer, and no retry of one, begins after this. */
  stopTimers(): void;
}

/**
 * @param onTimeout when a function has run for longer than `functionTimeout`: the process must end
 * @throws when the app cannot be loaded, or not be served as it asks
 */
export async function runApp(
  options: StartMessage,
  emit: (record: Omit<LogRecord, 'time'>) => void,
  onTimeout: (reason: string) => void,
): Promise<RunningApp> {
  const { appFolder, keys, limits, easyAuth, only, scheduleFile } = options;
  const { routePrefix, functionTimeout } = options.hostJson;
  const app = await loadApp(appFolder, (level, message) => emit({ level, category: 'Worker', message }));
  const functions = app.functions.map(({ metadata }) => readFunctionInfo(metadata, process.env));
  const routes = compileRoutes(only === 'timer' ? [] : functions.filter(isHttp), routePrefix);
  const invoker = createInvoker(app, emit, functionTimeout && { ...functionTimeout, onTimeout });

  const monitor = createScheduleMonitor(scheduleFile);
  const stopping = new AbortController();
  const timers = functions.filter(isTimer).map((info) => {
    const { name } = info;
    const retry = app.functions.find(({ metadata }) => metadata.name === name)?.metadata.retryOptions;
    const timer = createTimer(info, monitor, (input, reason) =>
      withRetry(retry, stopping.signal, (retryContext) =>
        invoker.invoke(name, reason, { json: JSON.stringify(input) }, retryContext),
      ).catch(ignoreLogged),
    );
    return { info, timer };
  });
  for (const { info, timer } of timers) if (only !== 'http' && !info.isDisabled) timer.start();

  const runByHand = (asked: string) => {
    const found = timers.find(({ info }) => info.name === asked);
    if (found === undefined) return false;
    const input = { json: JSON.stringify(found.timer.input()) };
    const reason = 'This function was programmatically called via the host APIs.';
    invoker.invoke(asked, reason, input).catch(ignoreLogged);
    return true;
  };
  const log: HostSite['log'] = (level, message) => emit({ level, category: 'Host', message });

  return {
    functions,
    site: { functions, routePrefix, routes, keys, limits, easyAuth, invoker, runByHand, log },
    invoker,
    stopTimers() {
      stopping.abort();
      for (const { timer } of timers) timer.stop();
    },
  };
}

/** Failures of invocations are logged where they end; nothing else hangs on them. */
function ignoreLogged(): void {}
