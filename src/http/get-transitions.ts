import { showTransitions } from '../status/show-transitions.ts';
import type { Answer, Request } from './exchange.ts';
import { readHistoryRequest } from './history-request.ts';
import { nextLink } from './next-link.ts';
import type { ServedPorts } from './served-ports.ts';
import { snapshotAnswer } from './snapshot-answer.ts';

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
