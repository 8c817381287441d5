import type { Refusal } from '../answer.ts';
import { refusals } from '../refusals.ts';

const clause = /^\s*"displayName:([^"]+)"\s*(?:(AND|OR)\b|$)/i;

/**
 * Reads `$search` on display names: `"displayName:one two"`, several joined by AND or OR, read from left to right. A name
 * matches when each word searched begins one of its words. Graph's own cutting into words is finer.
 */
export function readSearch(text: string): ((displayName: string) => boolean) | Refusal {
  const tests: ((words: readonly string[]) => boolean)[] = [];
  let joins = 'OR';
  let rest = text;
  while (rest.trim() !== '' || tests.length === 0) {
    const found = clause.exec(rest);
    const searched = wordsOf(found?.[1] ?? '');
    if (!found || searched.length === 0) return refusals.badRequest(`Syntax error in $search '${text}'.`);
    const before = tests.at(-1);
    const both = joins === 'AND';
    const holds = (words: readonly string[]) =>
      searched.every((start) => words.some((word) => word.startsWith(start)));
    tests.push(
      before ? (words) => (both ? before(words) && holds(words) : before(words) || holds(words)) : holds,
    );
    joins = (found[2] ?? '').toUpperCase();
    rest = rest.slice(found[0].length);
    if (joins !== '' && rest.trim() === '') return refusals.badRequest(`Syntax error in $search '${text}'.`);
  }
  const last = tests.at(-1) ?? (() => false);
  return (displayName) => last(wordsOf(displayName));
}

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
