import type { PrincipalAnswer } from '../core/observe.ts';
import type { Answer, Outcome } from './answer.ts';
import { type Asking, askAlone } from './ask.ts';
import { causeOf } from './explain.ts';
import { graphErrorOf } from './graph-error.ts';
import { readCollection } from './paging.ts';

export interface JobAsking extends Asking {
  /** Whether Application.Read.All is granted, so that a principal itself can be asked for. */
  readonly readsDirectory: boolean;
}

/** Asks for the jobs of one principal. Only so can a 404 prove that it is gone. */
export async function jobsAlone(
  asking: JobAsking,
  id: string,
  signal: AbortSignal,
): Promise<PrincipalAnswer> {
  const outcome = await askAlone(asking, jobsPath(id), signal);
  return outcome.kind === 'answer' && outcome.status === 404
    ? toAbsence(asking, id, outcome, signal)
    : toAnswer(asking, id, outcome, signal);
}

/** What an outcome says of a principal; a 404 inside a batch does not come here. */
export async function toAnswer(
  asking: JobAsking,
  servicePrincipalId: string,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<PrincipalAnswer> {
  const { members, pages, at, cut } = await readCollection(outcome, {
    base: asking.client.base,
    next: (url) => askAlone(asking, url, signal),
    role: 'Synchronization.Read.All',
  });
  return cut && pages === 0
    ? { servicePrincipalId, at, kind: 'unreadable', ...cut }
    : { servicePrincipalId, at, kind: 'jobs', jobs: members, cut };
}

/**
 * A 404 of Graph's own to a request asked alone. Where the directory can be read, the principal itself has to be unknown
 * too: one that exists answers its list of jobs, be it empty.
 */
async function toAbsence(
  asking: JobAsking,
  servicePrincipalId: string,
  answer: Answer,
  signal: AbortSignal,
): Promise<PrincipalAnswer> {
  const unreadable = (detail: string): PrincipalAnswer => {
    return { servicePrincipalId, at: answer.at, kind: 'unreadable', ...causeOf('notFound', detail) };
  };
  if (!graphErrorOf(answer.body)) {
    return unreadable(
      '404 without an error of Graph: something else answered, check GRAPH_ENDPOINT and proxies.',
    );
  }
  if (!asking.readsDirectory) return { servicePrincipalId, at: answer.at, kind: 'gone' };

  const principal = await askAlone(asking, `${principalPath(servicePrincipalId)}?$select=id`, signal);
  if (principal.kind === 'silence') {
    return unreadable(`Graph does not know its jobs; of itself nothing is known. ${principal.cause.detail}`);
  }
  return principal.status === 404 && graphErrorOf(principal.body)
    ? { servicePrincipalId, at: principal.at, kind: 'gone' }
    : unreadable(
        `Graph does not know its jobs (404), but answered ${principal.status} for the principal itself.`,
      );
}

/** Relative to the version. */
export function jobsPath(servicePrincipalId: string): string {
  return `${principalPath(servicePrincipalId)}/synchronization/jobs`;
}

function principalPath(servicePrincipalId: string): string {
  return `servicePrincipals/${encodeURIComponent(servicePrincipalId)}`;
}
