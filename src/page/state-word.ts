import type { JobSummary } from '../core/job-representation.ts';
import type { Html } from './html.ts';
import { foreign } from './shown-text.ts';
import { stateWords } from './wording.ts';

/** A job's state in a word: of one that is healthy what Entra calls its status, such as `Active` or `NotRun`. */
export function shortState({ state, statusCode }: JobSummary): Html | string {
  return state === 'healthy' && statusCode !== null ? foreign(statusCode, 40) : stateWords[state];
}
