import { hash } from 'node:crypto';
import { configure } from 'safe-stable-stringify';
import type { JsonObject } from './json.ts';
import type { Application } from './state.ts';

/** Graph's jobs are six levels deep; the bound keeps a hostile answer from overflowing the stack. */
const sortedText = configure({ maximumDepth: 64 });

/**
 * Changes with anything of a job or its application's names, but not with the order of members, which varies in Graph.
 *
 * It is two hashes, of the content as it is ordered and of the same with its members sorted. The second one makes several times the
 * garbage, so it is made only where the first one differs.
 *
 * @param before the hash that it will be compared with: given back when the content is the same
 */
export function contentHash(raw: JsonObject, application: Application, before?: string): string {
  const content = [raw, application.appId, application.displayName];
  const asOrdered = digest(textOf(content));
  if (before?.startsWith(asOrdered)) return before;
  const sorted = digest(sortedText(content));
  return before?.endsWith(sorted) ? before : `${asOrdered}.${sorted}`;
}

function textOf(content: readonly unknown[]): string | undefined {
  try {
    return JSON.stringify(content);
  } catch {
    // Nested too deep.
    return sortedText(content);
  }
}

function digest(text = ''): string {
  return hash('sha256', text, 'base64url');
}
