import type { IncomingHttpHeaders } from 'node:http';

/** Headers as one text each; names are in lower case. */
export function flatHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
