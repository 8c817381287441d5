import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { FaultList } from '../fault-list.ts';
import {
  type GraphAnswer,
  type GraphOutcome,
  isRefusal,
  type Refusal,
  type RequestIds,
  toAnswer,
} from './answer.ts';
import { answerBatch } from './answer-batch.ts';
import { type Claims, readCaller, readClaims } from './caller.ts';
import { faultAnswer, spoil } from './fault-answer.ts';
import type { Asked, Fault } from './faults.ts';
import type { Quota } from './quota.ts';
import { refusals } from './refusals.ts';
import type { GraphRequestRecord } from './request-record.ts';
import { is, isOfDirectory, route } from './route.ts';
import type { GraphSite } from './site.ts';

/** Only the path of a request is of interest. */
const anyHost = 'https://localhost';

/** Thrown instead of an answer: the connection is to be destroyed. */
export class Cut extends Error {}

/** A tenant with what holds for it alone. */
export interface ServedTenant {
  readonly site: GraphSite;
  readonly faults: FaultList<Fault, Asked>;
  readonly quota: Quota;
}

export interface ExchangeParts {
  /** What tokens must be for. */
  readonly audience: string;
  /** By tenant id, in lower case. */
  readonly tenants: ReadonlyMap<string, ServedTenant>;
  /** What goes wrong whichever tenant is asked; it comes before what goes wrong in one. */
  readonly faults: FaultList<Fault, Asked>;
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
  const claims = readClaims(asked.headers.authorization);
  if (!isRefusal(claims)) record.tenantId = claims.tid;
  const fault = parts.faults.meet(asked) ?? servedTenant(parts, claims)?.faults.meet(asked);
  if (fault?.delayMs !== undefined) await setTimeout(fault.delayMs, undefined, { signal: parts.signal });
  if (fault?.cut) throw new Cut(`A fault cut ${asked.method} ${asked.path}.`);
  const usual =
    (fault && faultAnswer(fault, ids)) ?? (await answer(parts, { asked, claims, record, ids, fault }));
  const given = fault ? spoil(usual, fault) : usual;
  record.status = given.status;
  return given;
}

interface Exchange {
  readonly asked: Asked;
  readonly claims: Claims | Refusal;
  readonly record: GraphRequestRecord;
  readonly ids: RequestIds;
  readonly fault: Fault | undefined;
}

async function answer(
  parts: ExchangeParts,
  { asked, claims, record, ids, fault }: Exchange,
): Promise<GraphAnswer> {
  const refused = (outcome: GraphOutcome) => toAnswer(outcome, ids);
  const url = new URL(asked.path, anyHost);
  const decoded = decodePath(url.pathname);
  if (!decoded) return refused(refusals.badRequest('The request URI is not valid.'));
  const [version = '', ...segments] = decoded;
  if (version !== 'v1.0' && version !== 'beta')
    return refused(refusals.badRequest(`Invalid version: ${version}`));
  if (isRefusal(claims)) return refused(claims);
  const caller = readCaller(claims, parts.audience);
  if (isRefusal(caller)) return refused(caller);
  const served = servedTenant(parts, claims);
  if (!served) {
    return refused(refusals.invalidToken('Access token validation failure. Invalid tenant.'));
  }

  // A batch inside a batch is a path that no route knows.
  if (is(segments[0], '$batch') && segments.length === 1 && !asked.inner) {
    if (asked.method !== 'POST') return refused(refusals.methodNotAllowed());
    return answerBatch(asked, record, ids, (inner, own) => exchange(parts, inner, own));
  }
  const { site, quota } = served;
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

function servedTenant({ tenants }: ExchangeParts, claims: Claims | Refusal): ServedTenant | undefined {
  return isRefusal(claims) ? undefined : tenants.get(claims.tid.toLowerCase());
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
