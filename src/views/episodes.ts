import type { EpisodeRepresentation } from '../contract/answers/history.ts';
import type { JobSummary } from '../contract/answers/job.ts';

/** The episode that a job is in, out of its summary; undefined when it is in none. */
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

/** The open episode in front of those that are over, unless it has ended since its row was read and is the newest of them. */
export function withOpen(
  open: EpisodeRepresentation | undefined,
  over: readonly EpisodeRepresentation[],
): readonly EpisodeRepresentation[] {
  const [newest] = over;
  const isOver = newest?.episode === open?.episode && newest?.occurrence === open?.occurrence;
  return open === undefined || isOver ? over : [open, ...over];
}
