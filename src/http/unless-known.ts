import fresh from 'fresh';
import type { Answer, Request } from './exchange.ts';

/**
 * The answer with its tag, or 304 without a body when the caller has it already.
 *
 * If-Modified-Since is left out: a snapshot can change within a second, or go stale without being changed. So is
 * Cache-Control: it speaks to caches on the way, and `fetch` adds no-cache to every conditional request.
 */
export function unlessKnown(request: Request, answer: Answer, tag: string): Answer {
  const tagged: Record<string, string> = { ...answer.headers, etag: tag };
  const asked = { 'if-none-match': request.headers.get('if-none-match') ?? undefined };
  if (!fresh(asked, { etag: tag })) return { ...answer, headers: tagged };
  const { 'content-type': _, ...headers } = tagged;
  return { status: 304, headers };
}
