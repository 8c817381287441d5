import { isWatched } from '../../../src/core/watch.ts';
import { type Sighting, sightingOf } from '../graph/sighting.ts';
import type { ModelPoll } from '../poll/model-poll.ts';
import { screened } from './mass-removal.ts';

/** What each answer that a poll got shows of a job, in their order; one of too many that vanished proves nothing. */
export function answersAbout(poll: ModelPoll, job: string): (Sighting & { readonly poll: ModelPoll })[] {
  const [servicePrincipalId = '', jobId = ''] = job.split('/');
  if (!isWatched(poll.watch, { servicePrincipalId, jobId })) return [];
  return poll.graph.seen
    .filter((seen) => seen.servicePrincipalId === servicePrincipalId)
    .map((seen) => ({ ...screened(poll, job, sightingOf(seen, jobId)), poll }));
}
