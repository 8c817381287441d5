import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpClient } from '@azure/core-rest-pipeline';
import type { Truth } from '../tenant/truth.ts';
import type { Around } from './around.ts';

/** What surrounds one poll of the model, or one dispatch. */
export interface Running {
  /** Stands around each request to the table. */
  readonly around: Around;
  /** Answers its requests to Graph. */
  readonly graph: HttpClient;
  readonly truth: Truth;
}

/** Whose work it is that asks: processes share one table, and polls of a process share its connection to Graph. */
export const running = new AsyncLocalStorage<Running>();

const realTimeout = AbortSignal.timeout.bind(AbortSignal);

/** Deadlines of a poll of the model come by the truth's clock: they end the same step each time that it is run again. */
AbortSignal.timeout = (milliseconds) =>
  running.getStore()?.truth.signalAfter(milliseconds) ?? realTimeout(milliseconds);
