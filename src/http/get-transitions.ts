import { showTransitions } from '../status/show-transitions.ts';
import type { Answer, Request } from './exchange.ts';
import { jobOf } from './job-of.ts';
import { nextLink } from './next-link.ts';
import { readPage, readQuery, skipToken } from './query.ts';
import { readSpan } from './read-span.ts';
import type { ServedPorts } from './served-ports.ts';
import { snapshotAnswer } from './snapshot-answer.ts';

/** `GET jobs/{servicePrincipalId}/{jobId}/transitions`: the events of a job in pages, newest first, those recorded in a span. */
export async function getTransitions(request: Request, ports: ServedPorts): Promise<Answer> {
  const query = readQuery(request.url, ['from', 'to', 'maxpagesize', skipToken]);
  const { servicePrincipalId, jobIdOrKey } = jobOf(request);
  const { transitions, next, observedAt, stale } = await showTransitions(
    ports,
    servicePrincipalId,
    jobIdOrKey,
    readPage(query),
    readSpan(query),
  );
  const link = nextLink(request, ports.config.publicUrl, query, next);
  return snapshotAnswer(
    request,
    { value: transitions, ...link, observedAt, stale },
    { now: ports.clock.now() },
  );
}
