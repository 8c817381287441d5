import {
  type FunctionInfo,
  isHttp,
  isServiceBus,
  isTimer,
  readFunctionInfo,
  type ServiceBusFunctionInfo,
  type TimerFunctionInfo,
} from './function-info.ts';
import { createInvoker } from './invoker.ts';
import { loadApp } from './load-app.ts';
import { inputByHand, type MessageInput } from './message-input.ts';
import type { LogRecord, StartMessage } from './messages.ts';
import { withRetry } from './retry.ts';
import { compileRoutes } from './route.ts';
import { functionsOf } from './scale-group.ts';
import { createScheduleMonitor } from './schedule-status.ts';
import { readConnection } from './service-bus-connection.ts';
import { type ServiceBusListener, startListener } from './service-bus-listener.ts';
import type { HostSite } from './site.ts';
import { createTimer } from './timers.ts';

export interface RunningApp {
  readonly functions: readonly FunctionInfo[];
  readonly site: HostSite;
  /** No run of a timer, no retry of one and no message begins after this. Resolves when no invocation runs and all is settled. */
  stop(): Promise<void>;
}

/** What has a function run without a request. */
interface Trigger {
  readonly info: FunctionInfo;
  start(): Promise<void>;
  stop(): Promise<void>;
  runByHand(input: string): Promise<unknown>;
}

const byHand = 'This function was programmatically called via the host APIs.';

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
  const { routePrefix, functionTimeout, hasExtensionBundle, serviceBus } = options.hostJson;
  const app = await loadApp(appFolder, (level, message) => emit({ level, category: 'Worker', message }));
  const functions = app.functions.map(({ metadata }) =>
    readFunctionInfo(metadata, process.env, hasExtensionBundle),
  );
  const own = functionsOf(only, functions);
  const routes = compileRoutes(own.filter(isHttp), routePrefix);
  const invoker = createInvoker(app, emit, functionTimeout && { ...functionTimeout, onTimeout });
  const monitor = createScheduleMonitor(scheduleFile);

  const timerTrigger = (info: TimerFunctionInfo): Trigger => {
    const { name } = info;
    const retry = app.functions.find(({ metadata }) => metadata.name === name)?.metadata.retryOptions;
    const stopping = new AbortController();
    const timer = createTimer(info, monitor, (input, reason) =>
      withRetry(retry, stopping.signal, (retryContext) =>
        invoker.invoke(name, reason, { json: JSON.stringify(input) }, { retryContext }),
      ).catch(ignoreLogged),
    );
    return {
      info,
      start: async () => timer.start(),
      async stop() {
        stopping.abort();
        timer.stop();
      },
      runByHand: () => invoker.invoke(name, byHand, { json: JSON.stringify(timer.input()) }),
    };
  };

  const serviceBusTrigger = (info: ServiceBusFunctionInfo): Trigger => {
    const connection = readConnection(info.trigger.connection, process.env);
    const call = (reason: string, { input, triggerMetadata }: MessageInput) =>
      invoker.invoke(info.name, reason, input, { triggerMetadata });
    let listener: ServiceBusListener | undefined;
    return {
      info,
      async start() {
        // The platform gives no reason for a message.
        listener = await startListener({
          info,
          connection,
          options: serviceBus,
          call: (input) => call('(null)', input),
          emit,
        });
      },
      stop: async () => listener?.stop(),
      runByHand: (input) => call(byHand, inputByHand(input)),
    };
  };

  const triggers = [
    ...functions.filter(isTimer).map(timerTrigger),
    ...functions.filter(isServiceBus).map(serviceBusTrigger),
  ];
  for (const { info, start } of triggers) if (own.includes(info) && !info.isDisabled) await start();

  const runByHand = (asked: string, input: string) => {
    const found = triggers.find(({ info }) => info.name === asked);
    found?.runByHand(input).catch(ignoreLogged);
    return found !== undefined;
  };
  const log: HostSite['log'] = (level, message) => emit({ level, category: 'Host', message });

  return {
    functions,
    site: { functions, routePrefix, routes, keys, limits, easyAuth, invoker, runByHand, log },
    async stop() {
      await Promise.all(triggers.map(({ stop }) => stop()));
      await invoker.idle();
    },
  };
}

/** Failures of invocations are logged where they end; nothing else hangs on them. */
function ignoreLogged(): void {}
