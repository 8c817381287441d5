import { isWatched } from '../../../src/core/watch.ts';
import { type Sighting, sightingOf } from '../graph/sighting.ts';
import type { ModelPoll } from '../poll/model-poll.ts';

/** What each answer that a poll got shows of a job, in their order. */
export function answersAbout(poll: ModelPoll, job: string): (Sighting & { readonly poll: ModelPoll })[] {
  const [servicePrincipalId = '', jobId = ''] = job.split('/');
  if (!isWatched(poll.watch, { servicePrincipalId, jobId })) return [];
  return poll.graph.seen
    .filter((seen) => seen.servicePrincipalId === servicePrincipalId)
    .map((seen) => ({ ...sightingOf(seen, jobId), poll }));
}
