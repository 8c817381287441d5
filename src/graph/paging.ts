import type { Instant } from '../core/instant.ts';
import { isJsonObject } from '../core/json.ts';
import type { Cause } from '../core/observe.ts';
import { causeOf } from './failure-cause.ts';
import type { HttpAnswer, Outcome } from './outcome.ts';

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
  /** Where the first page was read, relative to `base`. */
  readonly path: string;
  /** Gets the page at a URL. */
  readonly next: (url: string) => Promise<Outcome>;
  /** Says why an outcome whose status is not 200 is not a page. */
  readonly explain: (outcome: Outcome) => Cause;
}

/** No collection of one principal or one tenant is longer; a server that never stops must not keep a poll for ever. */
const mostPages = 1000;

const endless = causeOf('malformed', 'The pages of the answer do not end.');

/**
 * Reads a collection from its first page on, following each `@odata.nextLink` whole. What was read stays when a later page
 * cannot be.
 *
 * A link to a page that was read already ends the collection. If the page with the link brought something new, such as a
 * first page that leads to itself, the collection was read whole: every page that Graph names has been read. If it only
 * repeated earlier pages, or was empty, Graph does not move on as its links promise, and what comes next may be missing.
 *
 * @throws what `next` throws
 */
export async function readCollection(
  first: Outcome,
  { base, path, next, explain }: Paging,
): Promise<Collection> {
  const members: unknown[] = [];
  const visited = new Set<string>([new URL(path, base).href]);
  let outcome = first;
  for (let pages = 0; ; ) {
    const end = (cut?: Cause): Collection => ({ members, pages, at: outcome.at, cut });
    if (outcome.kind === 'noAnswer' || outcome.status !== 200) return end(explain(outcome));
    const page = readPage(outcome);
    if ('cause' in page) return end(page);
    const earlier = members.length;
    members.push(...page.members);
    pages++;
    if (page.nextLink === undefined) return end();
    const url = urlBelow(base, page.nextLink);
    if (!url) {
      return end(
        causeOf('foreignNextLink', `@odata.nextLink leads away from ${base.href}: it is not followed.`),
      );
    }
    if (visited.has(url))
      return end(bringsNew(page.members, members.slice(0, earlier)) ? undefined : endless);
    if (pages === mostPages) return end(endless);
    visited.add(url);
    outcome = await next(url);
  }
}

function bringsNew(page: readonly unknown[], earlier: readonly unknown[]): boolean {
  const seen = new Set(earlier.map(nameOf));
  return page.some((member) => !seen.has(nameOf(member)));
}

/** Its id, where it has one: other properties of a job move between two requests. */
function nameOf(member: unknown): unknown {
  return isJsonObject(member) && member.id !== undefined ? member.id : JSON.stringify(member);
}

interface Page {
  readonly members: readonly unknown[];
  readonly nextLink: unknown;
}

function readPage({ body }: HttpAnswer): Page | Cause {
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
