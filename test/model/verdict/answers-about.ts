import { isWatched } from '../../../src/core/watch.ts';
import { isAbout, type Sighting, sightingOf } from '../graph/sighting.ts';
import type { ModelPoll } from '../poll/model-poll.ts';
import { screened } from './mass-removal.ts';

/** What an answer that a poll got shows of a job. */
export interface AnswerAbout extends Sighting {
  readonly poll: ModelPoll;
}

/** All that a poll got about a job, in their order; one of too many that vanished proves nothing. */
export function answersAbout(poll: ModelPoll, name: string): AnswerAbout[] {
  const [servicePrincipalId = '', jobId = ''] = name.split('/');
  const job = { servicePrincipalId, jobId };
  if (!isWatched(poll.watch, job)) return [];
  return poll.graph.seen
    .filter((seen) => isAbout(seen, job))
    .map((seen) => ({ ...screened(poll, job, sightingOf(seen, jobId)), poll }));
}
