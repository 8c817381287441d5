import { expect, test } from 'vitest';
import { isCount } from '../../../src/core/json.ts';

test('a count is a whole number from 0 that its own JSON gives back', () => {
  const given = [0, 1, 2 ** 53 - 1, JSON.parse('-0'), -1, 0.5, 2 ** 53, JSON.parse('1e999'), '1', null];
  expect(given.filter(isCount)).toStrictEqual([0, 1, 2 ** 53 - 1]);
});
