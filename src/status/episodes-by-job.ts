import { type EpisodeRepresentation, openEpisode } from '../core/episode-representation.ts';
import type { JobSummary } from '../core/job-representation.ts';
import { jobName } from '../core/state.ts';
import type { OverviewJob } from './overview.ts';
import type { EndedEpisode } from './ports.ts';

/** Finds a job's episodes, oldest first: the ended ones, and the one that it is in. */
export function episodesByJob(ended: readonly EndedEpisode[]): (job: JobSummary) => OverviewJob {
  const byJob = new Map<string, EpisodeRepresentation[]>();
  for (const one of ended) {
    const name = jobName(one);
    const known = byJob.get(name);
    if (known) known.push(one.episode);
    else byJob.set(name, [one.episode]);
  }
  return (job) => {
    const open = job.state === 'quarantined' ? openEpisode(job) : undefined;
    const episodes = [...(byJob.get(jobName(job)) ?? []), ...(open ? [open] : [])];
    return { job, episodes: episodes.sort((a, b) => (a.began < b.began ? -1 : 1)) };
  };
}
