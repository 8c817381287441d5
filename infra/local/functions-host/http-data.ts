import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpData, TypedData } from './functions-core.ts';

/** A request as the host gives it to the worker. */
export function toHttpData(
  request: IncomingMessage,
  url: URL,
  parameters: Record<string, string>,
  body: Buffer,
): HttpData {
  const headers: Record<string, { value: string }> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = { value: Array.isArray(value) ? value.join(',') : value };
  }
  return {
    url: url.href,
    method: request.method ?? 'GET',
    nullableHeaders: headers,
    nullableQuery: toNullable(joinRepeated(url.searchParams)),
    nullableParams: toNullable(Object.entries(parameters)),
    ...(body.length > 0 && { body: { bytes: body } }),
  };
}

/** As the host reads a query: case makes no other name, values of one name are joined, and `code` is handed on. */
function joinRepeated(query: URLSearchParams): [string, string][] {
  const joined = new Map<string, [string, string]>();
  for (const [name, value] of query) {
    const known = joined.get(name.toLowerCase());
    if (known === undefined) joined.set(name.toLowerCase(), [name, value]);
    else known[1] += `,${value}`;
  }
  return [...joined.values()];
}

function toNullable(entries: readonly [string, string][]): Record<string, { value: string }> {
  return Object.fromEntries(entries.map(([name, value]) => [name, { value }]));
}

/**
 * A function's answer as the caller sees it. A function that returns nothing answers 204.
 *
 * @throws for what this host cannot send
 */
export function sendHttpData(response: ServerResponse, answer: TypedData | null | undefined): void {
  if (!answer) {
    response.writeHead(204).end();
    return;
  }
  const { http } = answer;
  if (http === undefined) throw new Error('The function returned something else than a response.');
  if (http.cookies?.length) throw new Error('The local host does not support cookies.');
  const body = Buffer.from(http.body?.bytes ?? http.body?.string ?? '');
  const status = Number(http.statusCode);
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = { ...http.headers };
  const hasBody = status !== 204 && status !== 304;
  response.writeHead(status, hasBody ? { ...headers, 'content-length': body.length } : headers);
  response.end(hasBody ? body : undefined);
}
