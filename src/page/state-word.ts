import type { JobSummary } from '../core/job-representation.ts';
import type { Html } from './html.ts';
import { foreign } from './shown-text.ts';
import { stateWords } from './wording.ts';

/** A job's state in a word: of one that was read lately and is not in quarantine what Entra calls its status, such as `Active` or `Paused`. */
export function shortState({ state, statusCode, stale, unreadable, doubt }: JobSummary): Html | string {
  const isAsEntraSays = state === 'healthy' || (state === 'unknown' && !stale && !unreadable && !doubt);
  return isAsEntraSays && statusCode !== null ? foreign(statusCode, 40) : stateWords[state];
}
