/** An answer ready for the wire, or for its place in a `$batch` answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** False when `text` is not JSON: `$batch` then carries it as base64. */
  readonly json: boolean;
  /** The text is to be cut in the middle, this answer's or that of the batch around it. */
  readonly malformed: boolean;
}

/** An error of Graph before it knows which request it answers. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route gives: the JSON text of a 200, or a refusal. */
export type Outcome = string | Refusal;

/** The ids by which Microsoft's support finds a request. */
export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

export function refuse(
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): Refusal {
  return { status, code, message, ...(headers ? { headers } : {}) };
}

export const refusals = {
  badRequest: (message: string) => refuse(400, 'BadRequest', message),
  /** What Graph says to a path it does not know. */
  unknownSegment: (segment: string) =>
    refuse(400, 'BadRequest', `Resource not found for the segment '${segment}'.`),
  unsupportedQuery: (message: string) => refuse(400, 'Request_UnsupportedQuery', message),
  invalidToken: (message: string) => refuse(401, 'InvalidAuthenticationToken', message),
  notFound: (id: string) =>
    refuse(
      404,
      'Request_ResourceNotFound',
      `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
    ),
  tooManyRequests: (headers: Record<string, string> = {}) =>
    refuse(429, 'TooManyRequests', 'Please retry again later.', headers),
};

/** Gives an outcome the headers and the error body that Graph gives it. */
export function toAnswer(outcome: Outcome, ids: RequestIds): Answer {
  const trace = { 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId };
  if (typeof outcome === 'string') {
    const headers = {
      'Content-Type':
        'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
      'Cache-Control': 'no-cache',
      'OData-Version': '4.0',
      ...trace,
    };
    return { status: 200, headers, text: outcome, json: true, malformed: false };
  }
  const { status, code, message } = outcome;
  const innerError = { date: new Date().toISOString().slice(0, 19), ...trace };
  return {
    status,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-cache',
      ...trace,
      ...outcome.headers,
    },
    text: JSON.stringify({ error: { code, message, innerError } }),
    json: true,
    malformed: false,
  };
}
