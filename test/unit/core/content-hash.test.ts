import { expect, test } from 'vitest';
import { contentHash } from '../../../src/core/content-hash.ts';
import type { JsonObject } from '../../../src/core/json.ts';

test('a job that is nested without end has a hash like any other', () => {
  let deep: JsonObject = {};
  for (let level = 0; level < 100_000; level++) deep = { deep };
  expect(contentHash(deep, { appId: '', displayName: '' })).toMatch(/^[\w-]{43}$/);
});
