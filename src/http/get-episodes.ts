import { showEpisodes } from '../status/show-episodes.ts';
import type { Answer, Request } from './exchange.ts';
import { readHistoryRequest } from './history-request.ts';
import { nextLink } from './next-link.ts';
import type { ServedPorts } from './served-ports.ts';
import { snapshotAnswer } from './snapshot-answer.ts';

/** `GET jobs/{servicePrincipalId}/{jobId}/episodes`: the quarantines of a job in pages, newest first. */
export async function getEpisodes(request: Request, ports: ServedPorts): Promise<Answer> {
  const { servicePrincipalId, jobIdOrKey, query, page, span } = readHistoryRequest(request);
  const { episodes, next, observedAt, stale } = await showEpisodes(
    ports,
    servicePrincipalId,
    jobIdOrKey,
    page,
    span,
  );
  const link = nextLink(request, ports.config.publicUrl, query, next);
  return snapshotAnswer(request, { value: episodes, ...link, observedAt, stale }, { now: ports.clock.now() });
}
