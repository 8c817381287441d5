import type { Instant } from '../core/instant.ts';
import { isJsonObject } from '../core/json.ts';
import type { Cause } from '../core/observe.ts';
import type { Answer, Outcome } from './answer.ts';
import { type AppRole, causeOf, explain } from './explain.ts';

/** A collection as far as it was read. */
export interface Collection {
  readonly members: readonly unknown[];
  /** Pages read; 0 when not even the first was one. */
  readonly pages: number;
  /** Arrival of the last answer. */
  readonly at: Instant;
  /** Why it was not read to its end; undefined when it was. */
  readonly cut: Cause | undefined;
}

export interface Paging {
  /** Graph's root and version, with a slash at the end: every page lies below it. */
  readonly base: URL;
  /** Gets the page at a URL. */
  readonly next: (url: string) => Promise<Outcome>;
  /** The app role that reading needs. */
  readonly role: AppRole;
}

/** No collection of one principal or one tenant is longer; a server that never stops must not keep a poll for ever. */
const mostPages = 1000;

/**
 * Reads a collection from its first page on, following each `@odata.nextLink` whole. What was read stays when a later page
 * cannot be.
 *
 * @throws what `next` throws
 */
export async function readCollection(first: Outcome, { base, next, role }: Paging): Promise<Collection> {
  const members: unknown[] = [];
  const visited = new Set<string>();
  let outcome = first;
  for (let pages = 0; ; ) {
    const end = (cut?: Cause): Collection => ({ members, pages, at: outcome.at, cut });
    if (outcome.kind === 'silence' || outcome.status !== 200) return end(explain(outcome, role));
    const page = readPage(outcome);
    if ('cause' in page) return end(page);
    members.push(...page.members);
    pages++;
    if (page.nextLink === undefined) return end();
    const url = urlBelow(base, page.nextLink);
    if (!url) {
      return end(
        causeOf('foreignNextLink', `@odata.nextLink leads away from ${base.href}: it is not followed.`),
      );
    }
    if (visited.has(url) || pages === mostPages) {
      return end(causeOf('malformed', 'The pages of the answer do not end.'));
    }
    visited.add(url);
    outcome = await next(url);
  }
}

interface Page {
  readonly members: readonly unknown[];
  readonly nextLink: unknown;
}

function readPage({ body }: Answer): Page | Cause {
  if (body === undefined) return causeOf('malformed', 'The answer is not JSON.');
  if (!isJsonObject(body)) return causeOf('malformed', 'The answer is not an object.');
  if (!Array.isArray(body.value)) return causeOf('malformed', '.value of the answer is not a list.');
  return { members: body.value, nextLink: body['@odata.nextLink'] ?? undefined };
}

/** A link as a URL, if it stays with the service and version that were asked: the token goes wherever a request goes. */
function urlBelow(base: URL, link: unknown): string | undefined {
  if (typeof link !== 'string' || !URL.canParse(link)) return undefined;
  const url = new URL(link);
  const stays = url.origin === base.origin && url.username === '' && url.pathname.startsWith(base.pathname);
  return stays ? url.href : undefined;
}
