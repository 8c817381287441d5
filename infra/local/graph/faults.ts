import { type Answer, type RequestIds, refusals, refuse, toAnswer } from './answer.ts';

/** A request, alone or inside a `$batch`, before it is answered. Header names are in lower case. */
export interface Asked {
  readonly method: string;
  /** Path and query, version included: `/v1.0/servicePrincipals?$top=5`. Inside a batch that of the batch. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** True for a request inside a `$batch`. */
  readonly inner: boolean;
}

/** Something that goes wrong. What it does not name stays as it would be without it. */
export interface Fault {
  match: { path: RegExp } | ((asked: Asked) => boolean);
  /** True: only inside a `$batch`. False: only outside. Not given: wherever the request comes. */
  inner?: boolean;
  /** Answers with this status, with Graph's error body for it unless `body` is given. */
  status?: number;
  /** Added to the answer, or put over its own. */
  headers?: Record<string, string>;
  /** Answers with this, 200 unless `status` is given: text as it is, anything else as JSON. */
  body?: unknown;
  /** Answers this much later; inside a batch, so does the batch. */
  delayMs?: number;
  /** Destroys the connection instead of answering; inside a batch, that of the batch. */
  cut?: true;
  /** Sends the first half of the answer; inside a batch, of the batch's answer. */
  malformed?: true;
  /** Serves jobs as they were before their last change. */
  stale?: true;
  /** How many requests it meets; all of them unless given. */
  times?: number;
}

/** The faults in force. For each request the first that matches acts, alone. */
export interface Faults {
  /** Gives the way to take it back. */
  add(fault: Fault): () => void;
  clear(): void;
}

export interface FaultList extends Faults {
  /** The fault that this request meets, counted against its `times`. */
  meet(asked: Asked): Fault | undefined;
}

export function createFaults(): FaultList {
  const inForce = new Map<Fault, number>();
  return {
    add(given) {
      const fault = { ...given };
      inForce.set(fault, fault.times ?? Number.POSITIVE_INFINITY);
      return () => inForce.delete(fault);
    },
    clear: () => inForce.clear(),
    meet(asked) {
      for (const [fault, left] of inForce) {
        if (fault.inner !== undefined && fault.inner !== asked.inner) continue;
        if (!matches(fault, asked)) continue;
        if (left <= 1) inForce.delete(fault);
        else inForce.set(fault, left - 1);
        return fault;
      }
      return undefined;
    },
  };
}

function matches({ match }: Fault, asked: Asked): boolean {
  // String.search ignores a regular expression's own position, which a `g` flag would carry from request to request.
  return typeof match === 'function' ? match(asked) : asked.path.search(match.path) >= 0;
}

/** The answer that the fault gives in place of Graph's, if it has one. */
export function faultAnswer({ status, body }: Fault, ids: RequestIds): Answer | undefined {
  if (status === undefined && body === undefined) return undefined;
  const usual = toAnswer(status === undefined ? '' : refusalOf(status), ids);
  if (body === undefined) return usual;
  return typeof body === 'string'
    ? { ...usual, text: body, json: false }
    : { ...usual, text: JSON.stringify(body) };
}

function refusalOf(status: number) {
  if (status === 429) return refusals.tooManyRequests();
  if (status === 503) return refuse(503, 'ServiceUnavailable', 'Service unavailable. Please retry.');
  return refuse(status, 'UnknownError', '');
}
