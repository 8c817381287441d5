import type { ServerResponse } from 'node:http';

/** Ends a response that has not begun: with an empty body, a text, or what is given as JSON. */
export function answer(
  response: ServerResponse,
  status: number,
  body: string | object = '',
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) return;
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
  response.writeHead(status, {
    ...(bytes.length > 0 && { 'content-type': type }),
    'content-length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}
