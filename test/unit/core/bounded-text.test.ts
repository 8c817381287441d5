import { expect, test } from 'vitest';
import { boundedJson, boundedText } from '../../../src/core/bounded-text.ts';

test('a text that fits is passed on as it is', () => {
  expect(boundedText('Ihre Anmeldung ist ungültig 😀', 100)).toBe('Ihre Anmeldung ist ungültig 😀');
});

test('a text is cut between code points and shows it', () => {
  expect(boundedText('abcdef', 4)).toBe('abc…');
  expect(boundedText('ab😀cd', 4)).toBe('ab…');
  expect(boundedText('a😀bcd', 4)).toBe('a😀…');
});

test('control characters become one space, lone surrogates a replacement', () => {
  expect(boundedText('a\r\n\tb\u0085c\u007f', 100)).toBe('a b c ');
  expect(boundedText('a\ud800b', 100)).toBe('a\ufffdb');
});

test('the bound holds for text that is all control characters, and for the longest', () => {
  expect(boundedText('\u0001'.repeat(1_000_000), 10)).toBe(' ');
  expect(boundedText('x'.repeat(10_000_000), 10)).toHaveLength(10);
});

test('JSON keeps its shape, plain values and order', () => {
  const value = { b: 1, a: [true, null, { c: 'text' }] };
  expect(JSON.stringify(boundedJson(value, 100))).toBe(JSON.stringify(value));
});

test('JSON keeps eight levels, of objects and of lists, and nothing below them', () => {
  for (const wrap of [(inner: unknown) => ({ a: inner }), (inner: unknown) => [inner]]) {
    const eightLevels = (inmost: unknown) =>
      Array.from({ length: 8 }).reduce<unknown>((inner) => wrap(inner), inmost);
    expect(boundedJson(eightLevels('text'), 100)).toEqual(eightLevels('text'));
    expect(boundedJson(eightLevels(wrap('text')), 100)).toEqual(eightLevels(null));
  }
});

test('JSON is bounded in breadth, names and texts', () => {
  const wide = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`m${i}`, i]));
  expect(Object.keys(boundedJson(wide, 10) as object)).toHaveLength(100);
  expect(boundedJson(Array(500).fill(1), 10)).toHaveLength(100);
  expect(boundedJson({ ['n'.repeat(500)]: 'v'.repeat(500) }, 10)).toEqual({
    [`${'n'.repeat(127)}…`]: `${'v'.repeat(9)}…`,
  });
});

test('a text that is just as long as it may be keeps its last character', () => {
  expect(boundedText('abcd', 4)).toBe('abcd');
});

test('what comes after twice as much as may be passed on is not looked at', () => {
  expect(boundedText(`${'\u0001'.repeat(20)}abc`, 10)).toBe(' ');
});
