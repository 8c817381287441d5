import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import type { FaultList } from '../fault-list.ts';
import { flatHeaders } from '../flat-headers.ts';
import type { Asked, Fault } from './faults.ts';
import { endToEnd, type Forward } from './forward.ts';
import { refusal, usualCode } from './refusal.ts';
import type { RequestLog } from './request-log.ts';

export interface ExchangeParts {
  readonly faults: FaultList<Fault, Asked>;
  readonly log: RequestLog;
  readonly forward: Forward;
  /** Taken off the paths that faults and records see: `/devstoreaccount1`. */
  readonly account: string;
  readonly latencyMs: number;
  /** Resolves as soon as requests may be worked on. */
  ready(): Promise<unknown>;
  /** Ends delays and latency when the service closes. */
  readonly signal: AbortSignal;
}

/** Thrown instead of an answer: the connection is to be destroyed. */
class Cut extends Error {}

/** Answers one request: by its fault, else as Azurite does. Rejects when the connection is to be destroyed. */
export async function exchange(
  parts: ExchangeParts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const bytes = await buffer(incoming);
  const { record, answered } = parts.log.add(askedBy(incoming, parts.account), bytes);
  if (parts.latencyMs > 0) await setTimeout(parts.latencyMs, undefined, { signal: parts.signal });
  await parts.ready();
  if (incoming.socket.destroyed)
    throw new Cut('The client left, or the service stopped, before the request was met.');
  const fault = parts.faults.meet(record);
  await fault?.hold?.(record);
  if (fault?.delayMs !== undefined) await setTimeout(fault.delayMs, undefined, { signal: parts.signal });
  if (fault?.cut === 'before') throw new Cut(`A fault cut ${record.method} ${record.path}.`);

  if (fault?.status !== undefined) {
    const { status, code = usualCode(status) } = fault;
    const { headers, text } = refusal(code);
    answered(status);
    outgoing.writeHead(status, { ...headers, ...fault.headers });
    outgoing.end(fault.malformed ? text.slice(0, text.length / 2) : text);
    return;
  }
  const answer = await parts.forward.send(incoming, bytes);
  if (fault?.cut === 'after') {
    await buffer(answer);
    throw new Cut(`A fault cut the answer to ${record.method} ${record.path}.`);
  }
  const { statusCode: status = 500 } = answer;
  answered(status);
  const headers = { ...endToEnd(answer.headers), ...fault?.headers };
  if (fault?.malformed) {
    const whole = await buffer(answer);
    const half = whole.subarray(0, whole.length / 2);
    outgoing.writeHead(status, { ...headers, 'content-length': half.length }).end(half);
    return;
  }
  outgoing.writeHead(status, headers);
  await pipeline(answer, outgoing);
}

function askedBy({ method = '', url = '/', headers }: IncomingMessage, account: string) {
  return {
    method,
    path: url.startsWith(account) ? url.slice(account.length) : url,
    headers: flatHeaders(headers),
  };
}
