import type { Instant } from '../core/instant.ts';
import { isJsonObject } from '../core/json.ts';
import { jsonOf } from '../core/json-text.ts';
import type { Cause } from '../core/observe.ts';
import { boundedCause } from './failure-cause.ts';
import type { GraphResponse, RequestOutcome } from './outcome.ts';

/** A collection as far as it was read. */
interface Collection {
  readonly members: readonly unknown[];
  /** Pages read; 0 when not even the first was one. */
  readonly pages: number;
  /** When the last response arrived. */
  readonly at: Instant;
  /** Why it was not read to its end; undefined when it was. */
  readonly cut: Cause | undefined;
}

interface PagingOptions {
  /** Graph's root and version, with a slash at the end: every page lies below it. */
  readonly base: URL;
  /** Where the first page was read, relative to `base`. */
  readonly path: string;
  readonly getPage: (url: string) => Promise<RequestOutcome>;
  /** Why an outcome whose status is not 200 is no page. */
  readonly causeOf: (outcome: RequestOutcome) => Cause;
}

/** No collection of one principal or one tenant is longer; a server that never stops must not keep a poll busy. */
const maxPages = 1000;

const endless = boundedCause('malformed', 'The pages of the answer do not end.');

/**
 * Reads a collection from its first page on, following each `@odata.nextLink` whole. What was read stays when a later page
 * cannot be.
 *
 * A link to a page that was read already ends the collection. If the page with the link brought something new, such as a
 * first page that leads to itself, the collection was read whole: every page that Graph names has been read. If it only
 * repeated earlier pages, or was empty, Graph does not move on as its links promise, and what comes next may be missing.
 *
 * @throws what `getPage` throws
 */
export async function readCollection(
  first: RequestOutcome,
  { base, path, getPage, causeOf }: PagingOptions,
): Promise<Collection> {
  const members: unknown[] = [];
  /** The pages behind the first. */
  const visited = new Set<string>();
  let outcome = first;
  let pages = 0;
  let cut: Cause | undefined;
  for (;;) {
    const page = outcome.kind === 'noResponse' || outcome.status !== 200 ? causeOf(outcome) : pageIn(outcome);
    if ('cause' in page) {
      cut = page;
      break;
    }
    const earlier = members.length;
    for (const member of page.members) members.push(member);
    pages++;
    // As it is with nearly every list.
    if (page.nextLink === undefined) break;
    const url = urlBelow(base, page.nextLink);
    if (!url) {
      cut = boundedCause(
        'foreignNextLink',
        `@odata.nextLink leads away from ${base.href}: it is not followed.`,
      );
      break;
    }
    if (visited.has(url) || url === new URL(path, base).href) {
      cut = hasNewMember(page.members, members.slice(0, earlier)) ? undefined : endless;
      break;
    }
    if (pages === maxPages) {
      cut = endless;
      break;
    }
    visited.add(url);
    outcome = await getPage(url);
  }
  return { members, pages, at: outcome.at, cut };
}

function hasNewMember(members: readonly unknown[], earlier: readonly unknown[]): boolean {
  const seen = new Set(earlier.map(identityOf));
  return members.some((member) => !seen.has(identityOf(member)));
}

/** A member's id, where it has one: other properties of a job change between two requests. */
function identityOf(member: unknown): unknown {
  return isJsonObject(member) && member.id !== undefined ? member.id : jsonOf([member]);
}

function pageIn({ body }: GraphResponse): { members: readonly unknown[]; nextLink: unknown } | Cause {
  if (body === undefined) return boundedCause('malformed', 'The answer is not JSON.');
  if (!isJsonObject(body)) return boundedCause('malformed', 'The answer is not an object.');
  if (!Array.isArray(body.value)) return boundedCause('malformed', '.value of the answer is not a list.');
  return { members: body.value, nextLink: body['@odata.nextLink'] ?? undefined };
}

/** A link as a URL, if it stays with the service and version that were asked: the token goes wherever a request goes. */
function urlBelow(base: URL, link: unknown): string | undefined {
  if (typeof link !== 'string' || !URL.canParse(link)) return undefined;
  const url = new URL(link);
  const stays = url.origin === base.origin && url.username === '' && url.pathname.startsWith(base.pathname);
  return stays ? url.href : undefined;
}
