import type { EpisodeRepresentation } from '../core/episode-representation.ts';
import type { JobSummary } from '../core/job-representation.ts';
import { jobName } from '../core/state.ts';
import type { OverviewJob } from './overview.ts';
import type { EndedEpisode } from './ports.ts';

/** Finds a job's episodes, oldest first: the ended ones, and the one that it is in. */
export function episodesByJob(ended: readonly EndedEpisode[]): (job: JobSummary) => OverviewJob {
  const byJob = new Map<string, EpisodeRepresentation[]>();
  for (const one of ended) {
    const name = jobName(one);
    byJob.set(name, [...(byJob.get(name) ?? []), one.episode]);
  }
  return (job) => ({
    job,
    episodes: [...(byJob.get(jobName(job)) ?? []), ...openEpisode(job)].sort((a, b) =>
      a.began < b.began ? -1 : 1,
    ),
  });
}

function openEpisode({ state, episode, occurrence, began, reasons }: JobSummary): EpisodeRepresentation[] {
  if (state !== 'quarantined' || episode === null || occurrence === null || began === null) return [];
  const open = { open: true, clearedAfter: null, clearedBefore: null, cause: null, durationSeconds: null };
  return [{ episode, occurrence, began, ...open, reasons }];
}
