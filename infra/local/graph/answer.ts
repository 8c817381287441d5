/** An answer ready for the wire, or for its place in a `$batch` answer. */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for an answer without a body. */
  readonly text: string;
  /** Whether `$batch` carries `text` as it is, and not as base64: what is not JSON then spoils the whole. */
  readonly json: boolean;
  /** How this answer is spoilt on its way, or that of the batch around it. */
  readonly damage?: Damage | undefined;
}

/**
 * `halved`: complete, but half of its JSON. `html`: 200 with a page instead, as gateways send. `truncated`: the headers
 * promise the whole, half of it comes, then the connection is cut.
 */
export type Damage = 'halved' | 'html' | 'truncated';

/** An error of Graph before it knows which request it answers. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A success that is not the JSON of a 200: what was made, nothing to say (204), or plain text. */
interface OtherSuccess {
  readonly status: 200 | 201 | 204;
  readonly type: 'json' | 'text' | 'none';
  readonly text: string;
}

/** What a route gives: the JSON text of a 200, another success, or a refusal. */
export type GraphOutcome = string | OtherSuccess | Refusal;

/** The ids by which Microsoft's support finds a request. */
export interface RequestIds {
  readonly requestId: string;
  readonly clientRequestId: string;
}

const contentTypes = {
  json: 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
  text: 'text/plain',
};

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'status' in value && 'code' in value;
}

/** Gives an outcome the headers and the error body that Graph gives it. */
export function toAnswer(outcome: GraphOutcome, ids: RequestIds): GraphAnswer {
  const trace = { 'request-id': ids.requestId, 'client-request-id': ids.clientRequestId };
  if (isRefusal(outcome)) {
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
    };
  }
  const success: OtherSuccess =
    typeof outcome === 'string' ? { status: 200, type: 'json', text: outcome } : outcome;
  const { status, type, text } = success;
  const body = type === 'none' ? {} : { 'Content-Type': contentTypes[type], 'OData-Version': '4.0' };
  return {
    status,
    headers: { ...body, 'Cache-Control': 'no-cache', ...trace },
    text,
    json: type === 'json',
  };
}
