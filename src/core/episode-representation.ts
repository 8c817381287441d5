import type { EpisodeRepresentation } from '../contract/answers/history.ts';
import type { ShownReason } from '../contract/answers/job.ts';
import { rfc3339 } from './instant.ts';
import type { JobState, SeenReason } from './state.ts';

export type { EpisodeRepresentation, ShownReason };

/** The episode that the job is in; undefined when it is in none. */
export function openEpisode({ state, episode }: JobState): EpisodeRepresentation | undefined {
  if (state !== 'quarantined' || !episode) return undefined;
  return {
    episode: episode.name,
    occurrence: episode.occurrence,
    open: true,
    began: rfc3339(episode.beganAt),
    clearedAfter: null,
    clearedBefore: null,
    cause: null,
    durationSeconds: null,
    reasons: episode.reasons.map(shownReason),
  };
}

export function shownReason({ reason, errorCode, since }: SeenReason): ShownReason {
  return { reason: reason || null, errorCode: errorCode || null, since };
}
