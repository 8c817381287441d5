import type { StatusPorts } from '../views/look.ts';

/** What a route reads of a request; an `HttpRequest` of Azure Functions is one. */
export interface Request {
  readonly method: string;
  /** With the query as the caller sent it, the host's own `code` included. */
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  /** Parameters of the route, decoded. */
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** What a route answers; an `HttpResponseInit` of Azure Functions. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** A JSON answer. Caches may keep it but have to ask each time whether it still holds. */
export function jsonAnswer(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

/** What the routes that answer from the table need. */
export interface ServedPorts extends StatusPorts {
  readonly config: StatusPorts['config'] & {
    /** Base of links to the HTTP functions, without `/api`; undefined: as the caller addressed the host. */
    readonly publicUrl: string | undefined;
  };
}
