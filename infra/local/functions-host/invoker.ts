import { randomUUID } from 'node:crypto';
import { FunctionTimedOut, type FunctionTimeout, within } from './function-timeout.ts';
import type { CoreContext, InvocationRequest, LogLevel, TypedData } from './functions-core.ts';
import type { LoadedApp, RegisteredFunction } from './load-app.ts';
import { errorText, type LogRecord } from './messages.ts';

export interface Invoker {
  /**
   * Runs a function once, and logs its start and its end.
   *
   * @param reason the host's words for it
   * @param input of the trigger
   * @param more what else the worker is told
   * @returns what the function's return binding carries
   * @throws what the function throws
   */
  invoke(
    name: string,
    reason: string,
    input: TypedData,
    more?: Pick<InvocationRequest, 'retryContext' | 'triggerMetadata'>,
  ): Promise<TypedData | null | undefined>;
  /** When no invocation runs. */
  idle(): Promise<void>;
}

export function createInvoker(
  app: LoadedApp,
  emit: (record: Omit<LogRecord, 'time'>) => void,
  timeout?: FunctionTimeout,
): Invoker {
  const functions = new Map(app.functions.map((registered) => [registered.metadata.name, registered]));
  const running = new Set<Promise<unknown>>();

  return {
    async invoke(name, reason, input, more = {}) {
      const registered = functions.get(name);
      if (registered === undefined) throw new Error(`There is no function '${name}'.`);
      const invocationId = randomUUID();
      const category = `Function.${name}`;
      const startedAt = performance.now();
      const end = (result: 'succeeded' | 'failed', failure?: unknown) => {
        const milliseconds = Math.round(performance.now() - startedAt);
        const outcome = `${result === 'failed' ? 'Failed' : 'Succeeded'}, Id=${invocationId}`;
        emit({
          level: result === 'failed' ? 'error' : 'information',
          category,
          message: `Executed 'Functions.${name}' (${outcome}, Duration=${milliseconds}ms)`,
          invocationId,
          result,
          milliseconds,
          ...(result === 'failed' && { error: errorText(failure) }),
        });
      };
      const log: CoreContext['log'] = (level, source, message) =>
        emit({ level, category: source === 'user' ? `${category}.User` : category, message, invocationId });

      emit({
        level: 'information',
        category,
        message: `Executing 'Functions.${name}' (Reason='${reason}', Id=${invocationId})`,
        invocationId,
      });
      const work = run(app, registered, { invocationId, input, more, log });
      running.add(work);
      try {
        const result = await (timeout === undefined ? work : within(timeout, work, name, invocationId));
        end('succeeded');
        return result;
      } catch (error) {
        end('failed', error);
        if (error instanceof FunctionTimedOut) {
          const message = `A function timeout has occurred. Restarting worker process executing invocationId '${invocationId}'.`;
          emit({ level: 'error', category, message: error.message, invocationId });
          emit({ level: 'warning', category: 'Host', message });
          timeout?.onTimeout(error.message);
        }
        throw error;
      } finally {
        running.delete(work);
      }
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

export type HostLog = (level: LogLevel, message: string) => void;

interface Invocation {
  readonly invocationId: string;
  readonly input: TypedData;
  readonly more: Omit<InvocationRequest, 'inputData'>;
  readonly log: CoreContext['log'];
}

/** The order of the platform's worker: arguments, the function, the answer. */
async function run(app: LoadedApp, { metadata, callback }: RegisteredFunction, invocation: Invocation) {
  const { invocationId, input, more, log } = invocation;
  const trigger = Object.entries(metadata.bindings).find(([, { type }]) => type.endsWith('Trigger'));
  const inputData = trigger === undefined ? [] : [{ name: trigger[0], data: input }];
  const core: CoreContext = { invocationId, metadata, request: { ...more, inputData }, log };
  const model = await app.model.getInvocationModel(core);
  const { context, inputs } = await model.getArguments();
  const result = await model.invokeFunction(context, inputs, callback);
  return (await model.getResponse(context, result)).returnValue;
}
