import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { FaultList } from '../fault-list.ts';
import { type GraphAnswer, type GraphOutcome, isRefusal, type RequestIds, toAnswer } from './answer.ts';
import { answerBatch } from './answer-batch.ts';
import { readCaller } from './caller.ts';
import { faultAnswer, spoil } from './fault-answer.ts';
import type { Asked, Fault } from './faults.ts';
import type { Quota } from './quota.ts';
import { refusals } from './refusals.ts';
import type { GraphRequestRecord } from './request-record.ts';
import { is, isOfDirectory, route } from './route.ts';
import type { GraphSite } from './site.ts';

/** Thrown instead of an answer: the connection is to be destroyed. */
export class Cut extends Error {}

export interface ExchangeParts {
  readonly site: GraphSite;
  readonly faults: FaultList<Fault, Asked>;
  readonly quota: Quota;
  /** Ends delays when the server stops. */
  readonly signal: AbortSignal;
}

/** Answers a request, alone or inside a batch, and completes its record. A fault comes before everything else. */
export async function exchange(
  parts: ExchangeParts,
  asked: Asked,
  record: GraphRequestRecord,
): Promise<GraphAnswer> {
  const ids = requestIds(asked.headers);
  const fault = parts.faults.meet(asked);
  if (fault?.delayMs !== undefined) await setTimeout(fault.delayMs, undefined, { signal: parts.signal });
  if (fault?.cut) throw new Cut(`A fault cut ${asked.method} ${asked.path}.`);
  const usual = (fault && faultAnswer(fault, ids)) ?? (await answer(parts, asked, record, ids, fault));
  const given = fault ? spoil(usual, fault) : usual;
  record.status = given.status;
  return given;
}

async function answer(
  parts: ExchangeParts,
  asked: Asked,
  record: GraphRequestRecord,
  ids: RequestIds,
  fault: Fault | undefined,
): Promise<GraphAnswer> {
  const { site, quota } = parts;
  const refused = (outcome: GraphOutcome) => toAnswer(outcome, ids);
  const url = new URL(asked.path, site.endpoint);
  const decoded = decodePath(url.pathname);
  if (!decoded) return refused(refusals.badRequest('The request URI is not valid.'));
  const [version = '', ...segments] = decoded;
  if (version !== 'v1.0' && version !== 'beta')
    return refused(refusals.badRequest(`Invalid version: ${version}`));
  const caller = readCaller(asked.headers.authorization, site);
  if (isRefusal(caller)) return refused(caller);

  // A batch inside a batch is a path that no route knows.
  if (is(segments[0], '$batch') && segments.length === 1 && !asked.inner) {
    if (asked.method !== 'POST') return refused(refusals.methodNotAllowed());
    return answerBatch(asked, record, ids, (inner, own) => exchange(parts, inner, own));
  }
  const verdict = quota(caller);
  if (verdict.refused) return refused(refusals.tooManyRequests(verdict.headers));
  if (asked.inner && site.batch === 'unknown' && !isOfDirectory(segments)) {
    return refused(refusals.unknownSegment('synchronization'));
  }
  const { tenant } = site;
  const view = fault?.stale === undefined ? tenant : tenant.earlier(fault.stale);
  const { method, headers, body } = asked;
  const emptyPage = fault?.emptyPage === true;
  const request = {
    method,
    version,
    segments,
    query: url.searchParams,
    headers,
    body,
    caller,
    view,
    emptyPage,
  };
  const routed = toAnswer(route(site, request), ids);
  const cost = isOfDirectory(segments) ? { 'x-ms-resource-unit': '1' } : {};
  return { ...routed, headers: { ...routed.headers, ...cost, ...verdict.headers } };
}

function requestIds(headers: Asked['headers']): RequestIds {
  const requestId = randomUUID();
  return { requestId, clientRequestId: headers['client-request-id'] ?? requestId };
}

/** The segments of a path, a slash at its end ignored; undefined when they cannot be decoded. */
function decodePath(path: string): string[] | undefined {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
