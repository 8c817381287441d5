import { isJsonObject } from './json.ts';

/** Text from outside made safe to pass on: no control characters, no lone surrogates, at most `length` UTF-16 units. */
export function boundedText(text: string, length: number): string {
  const clean = text
    .slice(0, length * 2)
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/\p{Cs}/gu, '\uFFFD');
  if (clean.length <= length) return clean;
  // A cut between the halves of a code point would leave a lone surrogate behind.
  const end = /[\uD800-\uDBFF]/.test(clean.charAt(length - 2)) ? length - 2 : length - 1;
  return `${clean.slice(0, end)}…`;
}

const deepest = 8;
const mostMembers = 100;

/** A JSON value with every text and name in it bounded, without what lies too deep or comes after too many others. */
export function boundedJson(value: unknown, length: number, depth = 0): unknown {
  if (typeof value === 'string') return boundedText(value, length);
  if (!Array.isArray(value) && !isJsonObject(value)) return value;
  if (depth >= deepest) return null;
  if (Array.isArray(value))
    return value.slice(0, mostMembers).map((item) => boundedJson(item, length, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, mostMembers)
      .map(([name, member]) => [boundedText(name, 128), boundedJson(member, length, depth + 1)]),
  );
}
