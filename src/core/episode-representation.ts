import type { EpisodeRepresentation } from '../contract/answers/history.ts';
import type { JobSummary, ShownReason } from '../contract/answers/job.ts';
import type { Instant } from './instant.ts';

export type { EpisodeRepresentation, ShownReason };

/** The episode that the job is in, out of what is told of the job; undefined when it is in none. */
export function openEpisode({
  episode,
  occurrence,
  began,
  reasons,
}: Pick<JobSummary, 'episode' | 'occurrence' | 'began' | 'reasons'>): EpisodeRepresentation | undefined {
  if (episode === null || occurrence === null || began === null) return undefined;
  const open = { open: true, clearedAfter: null, clearedBefore: null, cause: null, durationSeconds: null };
  return { episode, occurrence, began, ...open, reasons };
}

/** The open episode in front of those that are over: not where it has ended since it was read, and is among them. */
export function withOpen(
  open: EpisodeRepresentation | undefined,
  over: readonly EpisodeRepresentation[],
): readonly EpisodeRepresentation[] {
  const [newest] = over;
  const isOver = newest?.episode === open?.episode && newest?.occurrence === open?.occurrence;
  return open === undefined || isOver ? over : [open, ...over];
}

/** A reason as an answer tells it: null where Entra gave none. */
export function shownReason({
  reason,
  errorCode,
  since,
}: {
  readonly reason?: string | undefined;
  readonly errorCode?: string | undefined;
  readonly since: Instant;
}): ShownReason {
  return { reason: reason || null, errorCode: errorCode || null, since };
}
