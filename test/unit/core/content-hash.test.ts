import { expect, test } from 'vitest';
import { contentHash } from '../../../src/core/content-hash.ts';
import type { JsonObject } from '../../../src/core/json.ts';

const application = { appId: 'app', displayName: 'Box' };
const job = { id: 'scim.1', status: { code: 'Active', progress: [] } };
const shuffled = { status: { progress: [], code: 'Active' }, id: 'scim.1' };

test('the order of members is no change, and leaves the hash as it was', () => {
  const before = contentHash(job, application);
  expect(contentHash(job, application, before)).toBe(before);
  expect(contentHash(shuffled, application, before)).toBe(before);
  expect(contentHash(job, application, contentHash(shuffled, application))).not.toBe(before);
});

test.each<[string, JsonObject, typeof application]>([
  ['a member', { ...job, status: { code: 'Paused', progress: [] } }, application],
  ['a member more', { ...job, schedule: null }, application],
  ['an item of a list', { ...job, status: { code: 'Active', progress: [1] } }, application],
  ['a name of the application', job, { ...application, displayName: 'Box 2' }],
])('%s is a change', (_what, changed, named) => {
  const before = contentHash(job, application);
  const after = contentHash(changed, named, before);
  expect(after).not.toBe(before);
  expect(contentHash(changed, named)).toBe(after);
});

test('what an earlier version hashed, sorted only, is the same content as long as it is', () => {
  const [, sorted] = contentHash(job, application).split('.');
  expect(contentHash(shuffled, application, sorted)).toBe(sorted);
  expect(contentHash({ ...job, templateId: 'x' }, application, sorted)).not.toBe(sorted);
});

test('a job that is nested without end has a hash like any other', () => {
  let deep: JsonObject = {};
  for (let level = 0; level < 100_000; level++) deep = { deep };
  const before = contentHash(deep, application);
  expect(before).toMatch(/^[\w-]{43}\.[\w-]{43}$/);
  expect(contentHash(deep, application, before)).toBe(before);
});

test('rows keep a hash for years: the same content has the same one in every version', () => {
  expect(contentHash(shuffled, application)).toBe(
    'PzVqc_w8gMHph5g_RYjQY22YubFxvsFNuUH4B0E5t9A.hYb2C0up_E6MlBTlQ570KUGbLI_U1NmeXCFMyIIGRHI',
  );
});

test('a change is seen in a job that is nested without end too', () => {
  let deep: JsonObject = {};
  for (let level = 0; level < 100_000; level++) deep = { deep };
  const before = contentHash({ ...deep, id: 'scim.1' }, application);
  expect(contentHash({ ...deep, id: 'scim.2' }, application, before)).not.toBe(before);
});
