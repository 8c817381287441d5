import { isJsonObject } from '../core/json.ts';
import type { Answer, Cause, Question } from '../core/observe.ts';
import { causeOf, explain } from './failure-cause.ts';
import { type Asking, askAlone } from './get.ts';
import { isNotFound } from './graph-error.ts';
import type { Outcome } from './outcome.ts';
import { readCollection } from './paging.ts';

/** The app role that reading jobs needs. */
export const role = 'Synchronization.Read.All';

/** Where a question is asked, relative to the version. */
export function pathOf({ servicePrincipalId, jobId }: Question): string {
  const list = `servicePrincipals/${encodeURIComponent(servicePrincipalId)}/synchronization/jobs`;
  return jobId === undefined ? list : `${list}/${encodeURIComponent(jobId)}`;
}

/**
 * What an outcome says to a question; further pages of a list are asked for.
 *
 * @throws the signal's reason when it aborts
 */
export async function toAnswer(
  asking: Asking,
  question: Question,
  outcome: Outcome,
  signal: AbortSignal,
): Promise<Answer> {
  const { servicePrincipalId, jobId } = question;
  const asked = { servicePrincipalId, jobId };
  const why = (of: Outcome) => explainFor(asking, question, of);
  if (isNotFound(outcome)) return { ...asked, at: outcome.at, kind: 'notFound' };
  if (jobId !== undefined) return { ...asked, at: outcome.at, ...readJob(outcome, why) };

  const { members, pages, at, cut } = await readCollection(outcome, {
    base: asking.client.base,
    path: pathOf(question),
    next: (url) => askAlone(asking, url, signal),
    explain: why,
  });
  return cut && pages === 0
    ? { ...asked, at, kind: 'unreadable', ...cut }
    : { ...asked, at, kind: 'jobs', jobs: members, cut };
}

function explainFor(asking: Asking, { servicePrincipalId, jobId }: Question, outcome: Outcome): Cause {
  return explain(outcome, {
    role,
    ids: [servicePrincipalId, ...(jobId === undefined ? [] : [jobId])],
    hasRead: asking.reads.has(role),
    includeErrorMessage: asking.includeErrorMessage,
  });
}

type OneJob = { readonly kind: 'job'; readonly job: unknown } | ({ readonly kind: 'unreadable' } & Cause);

function readJob(outcome: Outcome, why: (outcome: Outcome) => Cause): OneJob {
  if (outcome.kind === 'noAnswer' || outcome.status !== 200) return { kind: 'unreadable', ...why(outcome) };
  const { body } = outcome;
  if (!isJsonObject(body)) {
    const what = body === undefined ? 'JSON' : 'an object';
    return { kind: 'unreadable', ...causeOf('malformed', `The answer is not ${what}.`) };
  }
  // It belongs to the answer and not to the job, which stands without it in a list.
  const { '@odata.context': _, ...job } = body;
  return { kind: 'job', job };
}
