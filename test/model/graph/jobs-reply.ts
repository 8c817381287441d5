import { isJsonObject, type JsonObject } from '../../../src/core/json.ts';
import type { Look } from '../tenant/true-job.ts';
import type { Answering, View } from '../tenant/truth.ts';
import { notFound, type Reply, refusal } from './replies.ts';
import type { Seen } from './sighting.ts';

export const graphRoot = 'https://graph.example';

export interface JobsQuestion {
  readonly id: string;
  readonly answering: Answering;
  readonly view: View;
  readonly inBatch: boolean;
  /** The connector may ask for the principal itself. */
  readonly readsDirectory: boolean;
}

/** The answer to a question for a principal's jobs; `seen` notes what it shows. */
export function jobsReply(seen: Seen, question: JobsQuestion): Reply {
  const { id, answering, view, inBatch, readsDirectory } = question;
  if (answering === 'silence') return refusal(504);
  if (/^\d+$/.test(answering)) return refusal(Number(answering));
  if (answering === '404InBatch' && inBatch) return notFound;
  if (answering === '404OfAProxy') return { status: 404, body: '<html>Not found</html>' };
  if (answering === 'notJson') return { status: 200, body: '<html>Sign in</html>' };
  if (!view) {
    // Asked alone it proves that there is nothing; unless the directory has a word in that.
    if (!inBatch && !readsDirectory) seen.absent = 'gone';
    return notFound;
  }
  if (answering === 'paged' || answering === 'cut' || answering === 'foreignLink') {
    const root = answering === 'foreignLink' ? 'https://elsewhere.example' : graphRoot;
    show(seen, view.slice(0, 1));
    const next = `${root}/v1.0/servicePrincipals/${id}/synchronization/jobs?$skiptoken=1`;
    return { status: 200, body: { value: view.slice(0, 1), '@odata.nextLink': next } };
  }
  const [first, ...others] = view;
  seen.absent = answering === 'jobWithoutId' && first ? 'unreadable' : 'gone';
  if (answering === 'malformedJob' && first) {
    seen.malformed.add(String(first.id));
    show(seen, others);
    return list([{ ...first, status: { code: ' ' } }, ...others]);
  }
  if (answering === 'jobWithoutId' && first) {
    show(seen, others);
    return list([...others, { ...first, id: '' }]);
  }
  show(seen, view);
  return list(view);
}

/** The second and last page of a list, if it is paged. */
export function lastPageReply(seen: Seen | undefined, answering: Answering, view: View): Reply {
  if (!view || answering !== 'paged') return refusal(503);
  if (seen) {
    show(seen, view.slice(1));
    seen.absent = 'gone';
  }
  return list(view.slice(1));
}

function list(value: readonly JsonObject[]): Reply {
  return { status: 200, body: { value } };
}

function show(seen: Seen, jobs: readonly JsonObject[]): void {
  for (const { id, mark } of jobs) {
    if (!isJsonObject(mark) || !isLook(mark.look)) throw new Error('a job of the model bears no mark');
    const series = typeof mark.series === 'string' ? mark.series : undefined;
    seen.marks.set(String(id), { look: mark.look, series, pair: String(mark.pair) });
  }
}

function isLook(value: unknown): value is Look {
  return value === 'running' || value === 'idle' || value === 'quarantined';
}
