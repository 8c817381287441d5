import { showEpisodes } from '../views/episodes.ts';
import { showTransitions } from '../views/transitions.ts';
import { snapshotAnswer } from './conditional.ts';
import type { Answer, Request, ServedPorts } from './exchange.ts';
import { nextLink, readHistoryRequest } from './request.ts';

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

/** `GET jobs/{servicePrincipalId}/{jobId}/transitions`: the events of a job in pages, newest first, those recorded in a span. */
export async function getTransitions(request: Request, ports: ServedPorts): Promise<Answer> {
  const { servicePrincipalId, jobIdOrKey, query, page, span } = readHistoryRequest(request);
  const { transitions, next, observedAt, stale } = await showTransitions(
    ports,
    servicePrincipalId,
    jobIdOrKey,
    page,
    span,
  );
  const link = nextLink(request, ports.config.publicUrl, query, next);
  return snapshotAnswer(
    request,
    { value: transitions, ...link, observedAt, stale },
    { now: ports.clock.now() },
  );
}
