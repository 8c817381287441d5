import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { type Answer, type Outcome, type RequestIds, refusals, toAnswer } from './answer.ts';
import { readBatch, writeBatch } from './batch.ts';
import { readCaller } from './caller.ts';
import { type Asked, type FaultList, faultAnswer } from './faults.ts';
import type { Quota } from './quota.ts';
import { is, route } from './route.ts';
import type { Site } from './site.ts';

/** A request that came in and what became of it. */
export interface RequestRecord {
  readonly method: string;
  /** Path and query, version included. */
  readonly path: string;
  /** As the client sent them, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** 0 when the connection was cut instead. */
  status: number;
  /** The requests inside a `$batch`, in the order asked. */
  inner?: RequestRecord[];
}

/** Thrown instead of an answer: the connection is to be destroyed. */
export class Cut extends Error {}

export interface ExchangeParts {
  readonly site: Site;
  readonly faults: FaultList;
  readonly quota: Quota;
  /** Ends delays when the server stops. */
  readonly signal: AbortSignal;
}

/** Answers a request, alone or inside a batch, and completes its record. A fault comes before everything else. */
export async function exchange(parts: ExchangeParts, asked: Asked, record: RequestRecord): Promise<Answer> {
  const ids = requestIds(asked.headers);
  const fault = parts.faults.meet(asked);
  if (fault?.delayMs !== undefined) await setTimeout(fault.delayMs, undefined, { signal: parts.signal });
  if (fault?.cut) throw new Cut(`A fault cut ${asked.method} ${asked.path}.`);
  const stale = fault?.stale === true;
  const usual = (fault && faultAnswer(fault, ids)) ?? (await answer(parts, asked, record, ids, stale));
  record.status = usual.status;
  return fault
    ? {
        ...usual,
        headers: { ...usual.headers, ...fault.headers },
        malformed: usual.malformed || fault.malformed === true,
      }
    : usual;
}

async function answer(
  parts: ExchangeParts,
  asked: Asked,
  record: RequestRecord,
  ids: RequestIds,
  stale: boolean,
): Promise<Answer> {
  const { site, quota } = parts;
  const refused = (outcome: Outcome) => toAnswer(outcome, ids);
  const url = new URL(asked.path, site.endpoint);
  const segments = decodePath(url.pathname);
  if (!segments) return refused(refusals.badRequest('The request URI is not valid.'));
  const [version = '', ...path] = segments;
  if (version !== 'v1.0' && version !== 'beta')
    return refused(refusals.badRequest(`Invalid version: ${version}`));
  const caller = readCaller(asked.headers.authorization, site);
  if ('code' in caller) return refused(caller);

  if (is(path[0], '$batch') && path.length === 1 && !asked.inner && asked.method === 'POST') {
    return batch(parts, asked, record, ids, version);
  }
  const wait = quota(caller.account);
  if (wait !== undefined) return refused(refusals.tooManyRequests({ 'Retry-After': String(wait) }));
  if (asked.inner && site.batch === 'unknown' && path.some((segment) => is(segment, 'synchronization'))) {
    return refused(refusals.unknownSegment('synchronization'));
  }
  const { method, headers } = asked;
  const request = {
    method,
    version,
    segments: path,
    query: url.searchParams,
    headers,
    roles: caller.roles,
    stale,
  };
  return toAnswer(route(site, request), ids);
}

async function batch(
  parts: ExchangeParts,
  outer: Asked,
  record: RequestRecord,
  ids: RequestIds,
  version: string,
): Promise<Answer> {
  const requests = readBatch(outer.body);
  if ('code' in requests) return toAnswer(requests, ids);
  record.inner = [];
  const answers = await Promise.all(
    requests.map(({ method, url, headers: own }) => {
      const headers = { ...lowerCase(own), authorization: outer.headers.authorization ?? '' };
      // An absolute URL becomes a path that no route knows, which is how Graph takes it too.
      const path = `/${version}/${url.replace(/^\//, '')}`;
      const inner: RequestRecord = { method, path, headers, status: 0 };
      record.inner?.push(inner);
      return exchange(parts, { method, path, headers, body: '', inner: true }, inner);
    }),
  );
  const whole = toAnswer(writeBatch(requests, answers), ids);
  return { ...whole, malformed: answers.some(({ malformed }) => malformed) };
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

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
