import { expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { groupWrites, toWrites } from '../../../src/table/refresh.ts';
import { change, jobState, principal, tenantId } from '../../contract/state-store/job-changes.ts';
import { healthyJob } from '../../support/jobs.ts';

const changeOf = (n: number, body?: JsonObject) =>
  change(jobState({ servicePrincipalId: principal(n) }), { body });
const writes = (count: number, body?: JsonObject) =>
  toWrites(
    tenantId,
    Array.from({ length: count }, (_, n) => changeOf(n, body)),
  );

/** The bytes of its rows as JSON; the request adds its own. */
const bytesOf = (group: ReturnType<typeof writes>) =>
  Buffer.byteLength(
    JSON.stringify(
      group.map(({ action }) => action),
      // The SDK's own form of what JSON has not.
      (_, value) => (typeof value === 'bigint' ? String(value) : value),
    ),
  );

it('no writes make no group', () => {
  expect(groupWrites([])).toEqual([]);
});

it('groups hold up to 99 rows, in the order given, so that a fence fits in', () => {
  const all = writes(250);
  const groups = groupWrites(all);
  expect(groups.map((group) => group.length)).toEqual([99, 99, 52]);
  expect(groups.flat()).toEqual(all);
});

it.each([
  ['plain', 'x'],
  ['of two bytes a unit', 'é'],
  ['of three bytes a unit', '漢'],
  ['of quotes, which JSON escapes once more', '"'],
])('groups of large bodies %s stay below what a transaction takes', (_, letter) => {
  const groups = groupWrites(writes(40, { ...healthyJob(), text: letter.repeat(150_000) }));
  expect(groups.length).toBeGreaterThan(1);
  for (const group of groups) expect(bytesOf(group)).toBeLessThan(3_600_000);
});
