import { expect, test } from 'vitest';
import { aboutNames, namesIn } from '../../../src/core/failure.ts';

test.each([
  [['a'], 1, 'row a'],
  [['a'], 4, 'rows a and 3 more'],
  [['a', 'b'], 2, 'rows a, b'],
  [['a', 'b', 'c', 'd', 'e'], 40, 'rows a, b, c, d, e and 35 more'],
])('%j of %i are named in words, and found again in them', (names, count, about) => {
  expect(aboutNames('row', names, count)).toBe(about);
  expect(namesIn(about, 'row')).toEqual(names);
});

test('what is about another thing, or about one without a name, names none', () => {
  expect(aboutNames('the outbox', [], 3)).toBe('the outbox');
  expect(namesIn('the outbox', 'row')).toEqual([]);
  expect(namesIn('service principals a, b', 'row')).toEqual([]);
  expect(namesIn(aboutNames('service principal', ['a', 'b'], 2), 'service principal')).toEqual(['a', 'b']);
});

test('a thing that ends in y has its own plural', () => {
  expect(aboutNames('WATCH entry', ['a', 'b'], 2)).toBe('WATCH entries a, b');
  expect(namesIn('WATCH entries a, b', 'WATCH entry')).toEqual(['a', 'b']);
});

test('a name that reads like a count of others is found again whole', () => {
  const names = ['a and 2 more', 'b'];
  expect(namesIn(aboutNames('row', names, 2), 'row')).toEqual(names);
});
