import type { EasyAuthOptions } from './easy-auth/options.ts';
import type { FunctionInfo } from './function-info.ts';
import type { LogLevel } from './functions-core.ts';
import type { HostJson } from './host-json.ts';
import type { Keys } from './keys.ts';
import type { ScaleGroup } from './scale-group.ts';

/** One line of the app's telemetry. */
export interface LogRecord {
  /** ISO 8601. */
  readonly time: string;
  readonly level: LogLevel;
  /**
   * `Function.{name}.User` for what a function logs through its context, `Function.{name}` for the start and the end of an
   * invocation, `Host.Function.Console` for lines on stdout and stderr (which belong to no invocation, as on the platform),
   * `Worker`, `Host` and the platform's own names of its listeners for the rest.
   */
  readonly category: string;
  readonly message: string;
  readonly invocationId?: string;
  /** Only of the record that ends an invocation, as is the next one. */
  readonly result?: 'succeeded' | 'failed';
  readonly milliseconds?: number;
  /** Why an invocation failed, or what a listener met: with the stack. */
  readonly error?: string;
}

export interface Limits {
  /** How long a caller waits for a function; the function itself runs on. */
  readonly responseMilliseconds: number;
  readonly requestBytes: number;
}

export interface StartMessage {
  readonly type: 'start';
  readonly appFolder: string;
  readonly port: number;
  readonly hostJson: HostJson;
  readonly keys: Keys;
  readonly scheduleFile?: string | undefined;
  readonly limits: Limits;
  readonly easyAuth?: EasyAuthOptions | undefined;
  readonly only?: ScaleGroup | undefined;
}

export type ToHost = StartMessage | { readonly type: 'stop' };

export type FromHost =
  | {
      readonly type: 'ready';
      readonly port: number;
      readonly functions: readonly FunctionInfo[];
      readonly inspectorUrl?: string | undefined;
    }
  /** The process ends for this reason, at its start or later. */
  | { readonly type: 'failed'; readonly message: string }
  /** The last one. */
  | { readonly type: 'stopped' }
  | { readonly type: 'log'; readonly record: LogRecord };

/** An error as logs show it. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
