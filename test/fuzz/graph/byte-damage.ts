import { gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';

/** What happens to the text of a body between Graph and the connector. */
export type Damage = (text: string) => string;

/** A place in a text, as a part of its length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });

const strangers = [
  '\u0000',
  '\ufeff',
  '\u001b[31m',
  '\\ud800',
  '\\u0000',
  '"',
  '\\',
  '{',
  '}',
  ']',
  ',',
  ',"value":[]',
  '"id":"",',
  '"__proto__":{"polluted":true},',
  '"constructor":{"prototype":{"polluted":true}},',
];

const members = [
  '"__proto__":{"polluted":true,"value":[],"status":{"code":"Active"}}',
  '"constructor":{"prototype":{"polluted":true}}',
  '"toString":null',
  '"value":[]',
  '"value":{"length":3}',
  '"id":"scim.1"',
  '"status":{"code":"Active"}',
  '"quarantine":null',
  '"@odata.nextLink":null',
  '"@odata.nextLink":{"polluted":true}',
  `"deep":${'['.repeat(9_000)}${']'.repeat(9_000)}`,
  `"deep":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  `"quarantine":${'{"quarantine":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
];

const hugeNumbers = ['1e400', '-1e400', '9'.repeat(400), '0.'.padEnd(400, '1'), '-0', '1E-400'];

const otherBodies = [
  '',
  ' ',
  'null',
  'true',
  '0',
  '""',
  '[]',
  '{}',
  '[[]]',
  '{"value":null}',
  '{"value":[null]}',
  '{"error":null}',
  '{"error":{"code":"UnknownError","message":""}}',
  '<!DOCTYPE html><html><body>Sign in</body></html>',
  gzipSync('{"value":[]}').toString('utf8'),
  Buffer.from('{"value":[]}', 'utf16le').toString('utf8'),
  'x'.repeat(100_000),
];

/** One damage, of bytes mostly; what is not valid UTF-8 afterwards is read as the HTTP client reads it. */
const damages: Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(([at, bit]) => ofBytes((bytes) => flipped(bytes, at, bit))),
  place.map((at) => ofBytes((bytes) => bytes.subarray(0, index(bytes, at)))),
  place.map((at) => ofBytes((bytes) => bytes.subarray(index(bytes, at)))),
  fc.tuple(place, place).map(([a, b]) => ofBytes((bytes) => doubled(bytes, Math.min(a, b), Math.max(a, b)))),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([at, more]) => {
    return ofBytes((bytes) => inserted(bytes, index(bytes, at), more));
  }),
  fc.tuple(place, fc.constantFrom(...strangers)).map(([at, more]): Damage => {
    return (text) => `${text.slice(0, index(text, at))}${more}${text.slice(index(text, at))}`;
  }),
  fc.tuple(fc.nat(12), fc.constantFrom(...members), fc.boolean()).map(([nth, member, isFirst]): Damage => {
    return (text) => withMember(text, nth, member, isFirst);
  }),
  fc.tuple(fc.nat(5), fc.constantFrom(...hugeNumbers)).map(([nth, huge]): Damage => {
    let left = nth;
    return (text) => text.replace(/:(-?\d[\d.]*)(?=[,}])/g, (all) => (left-- === 0 ? `:${huge}` : all));
  }),
  fc.constantFrom<Damage>(
    (text) => `\ufeff${text}`,
    (text) => text + text,
    (text) => text.replaceAll(':', ': \r\n\t'),
    (text) => text.replaceAll('"Quarantine"', '"quarantine"'),
    (text) => text.replaceAll('null', 'NaN'),
    (text) => text.replaceAll('"status"', '"__proto__"'),
    (text) => JSON.stringify(text),
  ),
  fc.constantFrom(...otherBodies).map(
    (body): Damage =>
      () =>
        body,
  ),
);

/** Mostly none. */
export const damageNowAndThen: Arbitrary<Damage> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Damage>((text) => text) },
  { weight: 1, arbitrary: damages },
);

function ofBytes(change: (bytes: Buffer) => Uint8Array): Damage {
  return (text) => Buffer.from(change(Buffer.from(text))).toString('utf8');
}

function index({ length }: { readonly length: number }, at: number): number {
  return Math.min(Math.floor(at * length), Math.max(0, length - 1));
}

function flipped(bytes: Buffer, at: number, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const where = index(bytes, at);
  copy[where] = (copy[where] ?? 0) ^ (1 << bit);
  return copy;
}

function doubled(bytes: Buffer, from: number, to: number): Uint8Array {
  return inserted(bytes, index(bytes, to), bytes.subarray(index(bytes, from), index(bytes, to)));
}

function inserted(bytes: Buffer, at: number, more: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
}

/** The text with a member more in its nth object, in front of the others or, where the last one counts, behind them. */
function withMember(text: string, nth: number, member: string, isFirst: boolean): string {
  const brackets = [...text.matchAll(isFirst ? /\{(?=")/g : /(?<=["}\]a-z0-9])\}/g)];
  const found = brackets[nth % Math.max(1, brackets.length)];
  if (!found) return text;
  const at = found.index + (isFirst ? 1 : 0);
  return `${text.slice(0, at)}${isFirst ? `${member},` : `,${member}`}${text.slice(at)}`;
}
