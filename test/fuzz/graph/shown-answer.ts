import type { JobKey } from '../../../src/core/job-key.ts';
import { isJsonObject } from '../../../src/core/json.ts';
import type { Answer } from '../../../src/core/observe.ts';
import type { Asked, Wire } from './damaged-graph.ts';

interface Shown {
  readonly status: unknown;
  readonly body: unknown;
}

const malformed = { cause: 'malformed', detail: '' };

/**
 * What the bytes that came during one poll say of a job: a second opinion, written from the promise. First what the list says, then
 * what was answered for the job's id, where it was asked for.
 */
export function shownAnswers(wire: readonly Wire[], { servicePrincipalId, jobId }: JobKey): Answer[] {
  const ofList = shownTo(wire, { principal: servicePrincipalId, jobId: undefined });
  const ofJob = shownTo(wire, { principal: servicePrincipalId, jobId });
  return [
    listAnswer(servicePrincipalId, ofList),
    ...ofJob.slice(-1).map((shown) => jobAnswer(servicePrincipalId, jobId, shown)),
  ];
}

/** Whatever was read is there; only a list that came to its end is whole. */
function listAnswer(servicePrincipalId: string, shown: readonly Shown[]): Answer {
  const asked = { servicePrincipalId, jobId: undefined, at: '' };
  const pages = shown.flatMap(({ status, body }) =>
    status === 200 && isJsonObject(body) && Array.isArray(body.value) ? [body] : [],
  );
  const last = shown.at(-1);
  if (pages.length === 0)
    return last && isNotFound(last)
      ? { ...asked, kind: 'notFound' }
      : { ...asked, kind: 'unreadable', ...malformed };
  const end = last?.body;
  const isWhole = pages.at(-1) === end && isJsonObject(end) && (end['@odata.nextLink'] ?? null) === null;
  const jobs = pages.flatMap(({ value }): unknown[] => (Array.isArray(value) ? value : []));
  return { ...asked, kind: 'jobs', jobs, cut: isWhole ? undefined : malformed };
}

function jobAnswer(servicePrincipalId: string, jobId: string, shown: Shown): Answer {
  const asked = { servicePrincipalId, jobId, at: '' };
  if (isNotFound(shown)) return { ...asked, kind: 'notFound' };
  return shown.status === 200 && isJsonObject(shown.body)
    ? { ...asked, kind: 'job', job: shown.body }
    : { ...asked, kind: 'unreadable', ...malformed };
}

function isNotFound({ status, body }: Shown): boolean {
  return (
    status === 404 && isJsonObject(body) && isJsonObject(body.error) && typeof body.error.code === 'string'
  );
}

function shownTo(wire: readonly Wire[], question: Asked): Shown[] {
  return wire.flatMap((answer) => shownBy(answer, question) ?? []);
}

function shownBy(wire: Wire, question: Asked): Shown | undefined {
  const { written } = wire;
  const isSame = ({ principal, jobId }: Asked) =>
    principal === question.principal && jobId === question.jobId;
  if (wire.kind === 'alone')
    return isSame(wire.asked) ? { status: written.status, body: parsed(written.text) } : undefined;
  const place = wire.asked.findIndex(isSame);
  if (place < 0) return undefined;
  const batch = parsed(written.text);
  const responses = isJsonObject(batch) && Array.isArray(batch.responses) ? batch.responses : [];
  const [response, ...others] = responses.filter((one) => isJsonObject(one) && one.id === `${place}`);
  const { status, body } = others.length === 0 && response ? response : {};
  return { status, body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}
