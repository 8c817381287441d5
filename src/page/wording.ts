import type { JobSummary } from '../contract/answers/job.ts';
import type { JobStateWord } from '../contract/http/query-values.ts';
import { type Html, html } from './html.ts';
import { mark } from './marks.ts';

/** The states, in the words of the portal where it has some. */
export const stateWords: Readonly<Record<JobStateWord, string>> = {
  quarantined: 'Quarantined',
  halted: 'Stopped',
  overdue: 'Overdue',
  failing: 'Objects failing',
  unknown: 'Unknown',
  notStarted: 'Not started',
  starting: 'Starting',
  healthy: 'Healthy',
  removed: 'Removed',
  unwatched: 'No longer monitored',
};

/** A state by its shape and its word. */
export function stateMark(state: JobStateWord, words = stateWords[state]): Html {
  return html`<span class="word ${state}">${mark(state)} ${words}</span>`;
}

/** Why a job cannot be read, in short; its `detail` says more. */
export function unreadableInWords(cause: string): string {
  if (cause === 'http401' || cause === 'http403') return 'Graph refuses access';
  if (cause === 'http429') return 'Graph throttles';
  if (/^http5\d\d$/.test(cause)) return 'Graph answers with an error';
  if (cause === 'TokenRefused') return 'The tenant gives no token';
  if (cause === 'malformed') return 'Graph’s answer is malformed';
  if (cause === 'massRemoval') return 'Vanished together with many others';
  return 'No usable answer';
}

/** What a single answer says, which a second one has to confirm. */
export function doubtInWords({ what }: Pick<NonNullable<JobSummary['doubt']>, 'what'>): string {
  const words: Readonly<Record<string, string>> = {
    quarantined: 'it may be in quarantine',
    recovered: 'it may have recovered',
    gone: 'it may be gone',
    changed: 'its reason may have changed',
  };
  return `${words[what] ?? 'it may have changed'}: the next check confirms it or not`;
}
