import type { Request } from './exchange.ts';
import { skipToken } from './query.ts';

/**
 * The address of the next page, with the same query and without the caller's key: whoever follows it brings the key again.
 * `publicUrl` is where callers reach the connector; what the host sees of its own address may be another.
 */
export function nextLink(
  { url }: Request,
  publicUrl: string | undefined,
  query: Readonly<Record<string, string | undefined>>,
  next: string | undefined,
): { nextLink?: string } {
  if (next === undefined) return {};
  const { origin, pathname } = new URL(url);
  const given = Object.entries({ ...query, [skipToken]: next });
  const parameters = given.filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { nextLink: `${publicUrl ?? origin}${pathname}?${new URLSearchParams(parameters)}` };
}
