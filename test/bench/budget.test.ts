import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import budget from './budget.json' with { type: 'json' };

test('the bundle is no more than 5 % larger than its budget: edit test/bench/budget.json where that is wanted', async () => {
  const { size } = await stat(new URL('../../out/index.cjs', import.meta.url));
  expect(size / 1024).toBeLessThanOrEqual(budget.bundleKiB * 1.05);
});
