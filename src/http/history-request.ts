import type { Request } from './exchange.ts';
import { jobOf } from './job-of.ts';
import { readPage, readQuery, skipToken } from './query.ts';
import { readSpan } from './read-span.ts';

/** What is asked of a job's past: whose, which part of time, which page. @throws RequestError */
export function readHistoryRequest(request: Request) {
  const query = readQuery(request.url, ['from', 'to', 'maxpagesize', skipToken]);
  return { ...jobOf(request), query, page: readPage(query), span: readSpan(query) };
}
