/**
 * What `@azure/functions` asks of `@azure/functions-core`, the module that exists only inside the platform's Node worker, and
 * what the worker asks of it. Read from the library's own source, 4.16.
 */

/** Any of version 4. */
export const hostVersion = '4.1000.0';

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';

export interface Binding {
  readonly type: string;
  readonly direction: string;
  readonly [property: string]: unknown;
}

export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: RetryOptions | undefined;
}

interface Duration {
  readonly seconds?: number | undefined;
}

export interface RetryOptions {
  readonly retryStrategy?: 'fixedDelay' | 'exponentialBackoff' | undefined;
  /** -1: without end. */
  readonly maxRetryCount?: number | undefined;
  readonly delayInterval?: Duration | null | undefined;
  readonly minimumInterval?: Duration | null | undefined;
  readonly maximumInterval?: Duration | null | undefined;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

/** A value on its way between host and worker. */
export interface TypedData {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  readonly int?: number;
  readonly double?: number;
  readonly http?: HttpData;
}

export interface HttpData {
  readonly url?: string;
  readonly method?: string;
  readonly nullableHeaders?: Readonly<Record<string, { value: string }>>;
  readonly nullableQuery?: Readonly<Record<string, { value: string }>>;
  readonly nullableParams?: Readonly<Record<string, { value: string }>>;
  readonly body?: TypedData | null | undefined;
  /** Of an answer, as are the rest. */
  readonly statusCode?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly unknown[];
}

export interface RetryContext {
  readonly retryCount: number;
  readonly maxRetryCount: number;
  readonly exception: { readonly message: string; readonly stackTrace: string };
}

export interface InvocationRequest {
  readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
  /** What is known of the event beside its value; of neither HTTP nor timers. */
  readonly triggerMetadata?: Readonly<Record<string, TypedData>> | undefined;
  readonly retryContext?: RetryContext | undefined;
}

export interface CoreContext {
  readonly invocationId: string;
  readonly metadata: FunctionMetadata;
  readonly request: InvocationRequest;
  log(level: LogLevel, category: 'user' | 'system', message: string): void;
}

interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<{ readonly returnValue?: TypedData | null }>;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>>;
}
