import { expect, test } from 'vitest';
import { keyOf, readGuid } from '../../../src/core/job-key.ts';

const hash = 'ab'.repeat(32);

test.each(['scim.1', '.hidden', 'a..b', 'x'.repeat(200), `~${hash}`])('%s is a key already', (id) => {
  expect(keyOf(id)).toBe(id);
});

test.each([
  '',
  '.',
  '..',
  '...',
  'a/b',
  'é',
  'x'.repeat(201),
  `a~${hash}`,
  `~${hash}0`,
  '~a',
  `~${'z'.repeat(64)}`,
])('%j does not fit and is named by its hash', (id) => {
  expect(keyOf(id)).toMatch(/^~[0-9a-f]{64}$/);
  expect(keyOf(id)).not.toBe(id);
});

const guid = '0f8fad5b-d9cb-469f-a165-70867728950e';

test('a GUID is read in any case, and goes on in lower case', () => {
  expect(readGuid(guid)).toBe(guid);
  expect(readGuid(guid.toUpperCase())).toBe(guid);
});

test.each(['', 'scim.1', ` ${guid}`, `${guid}0`, guid.replaceAll('-', ''), guid.replace('f', 'g')])(
  '%j is no GUID',
  (text) => {
    expect(readGuid(text)).toBeUndefined();
  },
);
