import type { ShownEpisode } from '../contract/answers/history.ts';
import type { JobSummary } from '../contract/answers/job.ts';
import type { Doubt } from '../core/state.ts';
import { foreign, type Html } from './html.ts';

export const stateWords: Readonly<Record<JobSummary['state'], string>> = {
  quarantined: 'Quarantined',
  unknown: 'Not known',
  healthy: 'Healthy',
  removed: 'Removed',
  unwatched: 'Not watched',
};

/** A job's state in a word: of one that is healthy what Entra calls its status, such as `Active` or `NotRun`. */
export function shortState({ state, statusCode }: JobSummary): Html | string {
  return state === 'healthy' && statusCode !== null ? foreign(statusCode, 40) : stateWords[state];
}

/** Why a job cannot be read, in short; its `detail` says more. */
export function unreadableInWords(cause: string): string {
  if (cause === 'http401' || cause === 'http403') return 'Graph refuses access';
  if (cause === 'http429') return 'Graph throttles';
  if (/^http5\d\d$/.test(cause)) return 'Graph is in trouble';
  if (cause === 'malformed') return 'Graph’s answer makes no sense';
  if (cause === 'massRemoval') return 'Vanished together with many others';
  return 'No usable answer';
}

/** What a single answer says, which a second one has to confirm. */
export function doubtInWords({ what }: Pick<Doubt, 'what'>): string {
  const words: Readonly<Record<string, string>> = {
    quarantined: 'it may be in quarantine',
    recovered: 'it may have recovered',
    gone: 'it may be gone',
    changed: 'its reason may have changed',
  };
  return `${words[what] ?? 'it may have changed'}: the next poll confirms it or not`;
}

export function endInWords(cause: ShownEpisode['cause']): string {
  if (cause === null) return 'Still open';
  return { recovered: 'Recovered', superseded: 'A later series took over', removed: 'The job was removed' }[
    cause
  ];
}

/** `1,204` */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 job`, `2 jobs`, `1,204 jobs`. */
export function counted(count: number, thing: string): string {
  return `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;
}
