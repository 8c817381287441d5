import { type Instant, rfc3339 } from './instant.ts';
import type { JobState, SeenReason } from './state.ts';

/** Why a job was in quarantine, as the HTTP functions tell it; null where Entra gave none. */
export interface ShownReason {
  readonly reason: string | null;
  readonly errorCode: string | null;
  readonly since: Instant;
}

/** One stay in quarantine, as the HTTP functions tell it. Every member is always there. */
export interface EpisodeRepresentation {
  readonly episode: string;
  readonly occurrence: number;
  readonly open: boolean;
  /** The `time` of the began event. */
  readonly began: string;
  /** The quarantine was lifted after this instant, and at `clearedBefore` at the latest; null while it is open. */
  readonly clearedAfter: Instant | null;
  readonly clearedBefore: Instant | null;
  readonly cause: 'recovered' | 'superseded' | 'removed' | null;
  /** From `began` to `clearedBefore`; null while it is open. */
  readonly durationSeconds: number | null;
  /** Oldest first. */
  readonly reasons: readonly ShownReason[];
}

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
