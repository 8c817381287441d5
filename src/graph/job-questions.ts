import { isJsonObject } from '../core/json.ts';
import type { Answer, Cause, Question } from '../core/observe.ts';
import type { AppRole } from './app-roles.ts';
import type { Batching } from './batching.ts';
import { boundedCause, failureCause } from './failure-cause.ts';
import { type GraphAccess, getAlone, getInBatch } from './get.ts';
import { type GraphResponse, isNotFound, isRead, letGo, type RequestOutcome } from './outcome.ts';
import { readCollection } from './paging.ts';

const role: AppRole = 'Synchronization.Read.All';

/**
 * Answers up to 20 questions, in their order. Gets with one `$batch` what may be batched, and then alone what the batch said
 * nothing about.
 *
 * @throws the signal's reason when it aborts
 */
export async function answerQuestions(
  access: GraphAccess,
  batching: Batching,
  questions: readonly Question[],
  signal: AbortSignal,
): Promise<Answer[]> {
  const paths = questions.map(pathOf);
  const batched = await getBatched(access, batching, paths, signal);
  batching.noteBatch([...batched.values()]);

  // One after the other: groups are read side by side, and that bounds the requests in flight.
  const outcomes: RequestOutcome[] = [];
  for (const path of paths) {
    const inBatch = batched.get(path);
    if (inBatch && batching.isConclusive(inBatch)) {
      outcomes.push(inBatch);
      continue;
    }
    const alone = await getAlone(access, path, signal, { among: batched.size > 0 ? paths.length : 1 });
    batching.noteAlone(path, alone);
    outcomes.push(alone);
  }
  const read = paths.filter((path, index) => {
    const outcome = outcomes[index];
    return batched.has(path) && outcome && isRead(outcome);
  });
  if (batching.giveUpAfter([...batched.values()], read.length)) {
    access.log.info({ line: 'graphBatchingStopped' });
  }

  // Before any failure is explained: what was read says something about why another was refused.
  if (outcomes.some(isRead)) access.provenRoles.add(role);
  const answers: Answer[] = [];
  for (const [index, question] of questions.entries()) {
    const outcome = outcomes[index];
    if (outcome) answers.push(await answerOf(access, question, outcome, signal));
  }
  letGo(outcomes);
  return answers;
}

/** The outcomes of those paths that went into a batch. One alone is no batch. */
async function getBatched(
  access: GraphAccess,
  batching: Batching,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RequestOutcome>> {
  const admitted = [...new Set(paths)].filter((path) => batching.admits(path));
  const outcomes = admitted.length > 1 ? await getInBatch(access, admitted, signal) : [];
  return new Map(outcomes.map((outcome, index) => [admitted[index] ?? '', outcome]));
}

/** Where a question is asked, relative to the version. */
function pathOf({ servicePrincipalId, jobId }: Question): string {
  const list = `servicePrincipals/${encodeURIComponent(servicePrincipalId)}/synchronization/jobs`;
  return jobId === undefined ? list : `${list}/${encodeURIComponent(jobId)}`;
}

/** The answer that an outcome gives to a question; gets further pages of a list. */
async function answerOf(
  access: GraphAccess,
  question: Question,
  outcome: RequestOutcome,
  signal: AbortSignal,
): Promise<Answer> {
  const { servicePrincipalId, jobId } = question;
  const graphTime = outcome.kind === 'response' ? outcome.graphTime : undefined;
  const answered = { servicePrincipalId, jobId, graphTime };
  if (isNotFound(outcome)) return { ...answered, at: outcome.at, kind: 'notFound' };
  if (jobId !== undefined) {
    const { at } = outcome;
    if (outcome.kind === 'noResponse' || outcome.status !== 200)
      return { ...answered, at, kind: 'unreadable', ...causeOf(access, question, outcome) };
    return { ...answered, at, ...jobIn(outcome) };
  }
  const { members, pages, at, cut } = await readCollection(outcome, {
    base: access.client.base,
    path: pathOf(question),
    getPage: (url) => getAlone(access, url, signal),
    causeOf: (failed) => causeOf(access, question, failed),
  });
  return cut && pages === 0
    ? { ...answered, at, kind: 'unreadable', ...cut }
    : { ...answered, at, kind: 'jobs', jobs: members, cut };
}

function causeOf(
  { reader, provenRoles, includeErrorMessage }: GraphAccess,
  { servicePrincipalId, jobId }: Question,
  failed: RequestOutcome,
): Cause {
  const ids = [servicePrincipalId, ...(jobId === undefined ? [] : [jobId])];
  return failureCause(failed, { role, reader, ids, hasRead: provenRoles.has(role), includeErrorMessage });
}

function jobIn({ body }: GraphResponse): { kind: 'job'; job: unknown } | ({ kind: 'unreadable' } & Cause) {
  if (!isJsonObject(body)) {
    const wanted = body === undefined ? 'JSON' : 'an object';
    return { kind: 'unreadable', ...boundedCause('malformed', `The answer is not ${wanted}.`) };
  }
  // A property of the answer and not of the job, which stands without it in a list.
  const { '@odata.context': _, ...job } = body;
  return { kind: 'job', job };
}
