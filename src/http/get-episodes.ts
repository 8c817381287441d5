import { showEpisodes } from '../status/show-episodes.ts';
import type { Answer, Request } from './exchange.ts';
import { jobOf } from './job-of.ts';
import { nextLink } from './next-link.ts';
import { readPage, readQuery, skipToken } from './query.ts';
import { readSpan } from './read-span.ts';
import type { ServedPorts } from './served-ports.ts';
import { snapshotAnswer } from './snapshot-answer.ts';

/** `GET jobs/{servicePrincipalId}/{jobId}/episodes`: the quarantines of a job in pages, newest first. */
export async function getEpisodes(request: Request, ports: ServedPorts): Promise<Answer> {
  const query = readQuery(request.url, ['from', 'to', 'maxpagesize', skipToken]);
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const { episodes, next, observedAt, stale } = await showEpisodes(
    ports,
    servicePrincipalId,
    jobIdOrKey,
    readPage(query),
    readSpan(query),
  );
  const link = nextLink(request, ports.config.publicUrl, query, next);
  return snapshotAnswer(request, { value: episodes, ...link, observedAt, stale }, { now: ports.clock.now() });
}
