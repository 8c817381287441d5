import { isJsonObject, type JsonObject } from '../../../src/core/json.ts';
import { blankMark } from '../tenant/true-job.ts';
import type { Answering, ShownJob, View } from '../tenant/truth.ts';
import { notFound, type Reply, refusal } from './replies.ts';
import type { Seen } from './sighting.ts';

export const graphRoot = 'https://graph.example';

export interface JobsQuestion {
  readonly id: string;
  readonly answering: Answering;
  readonly view: View;
  readonly inBatch: boolean;
}

/** The answer that a principal gives to every question alike; undefined where it depends on what was asked. */
function replyToAll(answering: Answering): Reply | undefined {
  if (answering === 'silence') return refusal(504);
  if (/^\d+$/.test(answering) && answering !== '404') return refusal(Number(answering));
  if (answering === '404OfAProxy') return { status: 404, body: '<html>Not found</html>' };
  if (answering === 'notJson' || answering === 'rawHtml')
    return { status: 200, body: '<html>Sign in</html>' };
  return undefined;
}

/** The answer to a question for a principal's jobs; `seen` notes what it shows. */
export function jobsReply(seen: Seen, { id, answering, view, inBatch }: JobsQuestion): Reply {
  const reply = replyToAll(answering);
  if (reply) return reply;
  if (!view || answering === '404' || (answering === '404InBatch' && inBatch)) {
    seen.absent = 'gone';
    return notFound;
  }
  if (answering === 'paged' || answering === 'cut' || answering === 'foreignLink') {
    const root = answering === 'foreignLink' ? 'https://elsewhere.example' : graphRoot;
    show(seen, view.slice(0, 1));
    const next = `${root}/v1.0/servicePrincipals/${id}/synchronization/jobs?$skiptoken=1`;
    return { status: 200, body: { value: bodies(view.slice(0, 1)), '@odata.nextLink': next } };
  }
  const [first, ...others] = view;
  seen.absent = answering === 'jobWithoutId' && first ? 'unreadable' : 'gone';
  if (answering === 'malformedJob' && first) {
    seen.malformed.add(idOf(first));
    show(seen, others);
    return list([malformed(first), ...bodies(others)]);
  }
  if (answering === 'jobWithoutId' && first) {
    show(seen, others);
    return list([...bodies(others), { ...first.job, id: '' }]);
  }
  const shown = view.map((each) => shownIn(each, answering));
  show(seen, shown);
  return list(bodies(shown));
}

/** The answer to a question for one job; `seen` notes what it shows. */
export function jobReply(seen: Seen, jobId: string, { answering, view, inBatch }: JobsQuestion): Reply {
  const reply = replyToAll(answering);
  if (reply) return reply;
  const job = view?.find((shown) => idOf(shown) === jobId);
  if (!job || (answering === '404InBatch' && inBatch)) {
    seen.absent = 'gone';
    return notFound;
  }
  if (answering === 'malformedJob' && job === view?.[0]) {
    seen.malformed.add(jobId);
    return { status: 200, body: malformed(job) };
  }
  const shown = shownIn(job, answering);
  show(seen, [shown]);
  // Of others it says nothing, and nobody asks it.
  seen.absent = 'gone';
  return { status: 200, body: shown.job };
}

/** The second and last page of a list, if it is paged. */
export function lastPageReply(seen: Seen | undefined, answering: Answering, view: View): Reply {
  if (!view || answering !== 'paged') return refusal(503);
  if (seen) {
    show(seen, view.slice(1));
    seen.absent = 'gone';
  }
  return list(bodies(view.slice(1)));
}

function list(value: readonly JsonObject[]): Reply {
  return { status: 200, body: { value } };
}

function bodies(shown: readonly ShownJob[]): JsonObject[] {
  return shown.map(({ job }) => job);
}

function idOf({ job }: ShownJob): string {
  return String(job.id);
}

function malformed({ job }: ShownJob): JsonObject {
  return { ...job, status: { code: 7 } };
}

function shownIn(shown: ShownJob, answering: Answering): ShownJob {
  if (answering === 'withoutStatus') return withoutStatus(shown);
  if (answering === 'withoutTemplate')
    return { job: { ...shown.job, templateId: null }, mark: { ...shown.mark, idlesByNature: false } };
  return answering === 'withoutExecutionIds' ? withoutExecutionId(shown) : shown;
}

/** It shows the same execution. */
function withoutExecutionId({ job, mark }: ShownJob): ShownJob {
  const { status } = job;
  const last = isJsonObject(status) ? status.lastExecution : undefined;
  if (!isJsonObject(status) || !isJsonObject(last)) return { job, mark };
  const lastExecution = { ...last, activityIdentifier: null };
  return { job: { ...job, status: { ...status, lastExecution } }, mark };
}

function withoutStatus({ job, mark }: ShownJob): ShownJob {
  return { job: { ...job, status: null, schedule: null }, mark: blankMark(mark) };
}

function show(seen: Seen, jobs: readonly ShownJob[]): void {
  for (const shown of jobs) seen.marks.set(idOf(shown), shown.mark);
}
