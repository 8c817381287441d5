import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployedFiles } from '../../test/support/deployed-files.ts';
import { stagedApp } from '../staged-app.ts';
import budget from './budget.json' with { type: 'json' };

test('every bundle has a budget', () => {
  expect(Object.keys(budget).sort()).toEqual(deployedFiles.filter((name) => name.endsWith('.cjs')));
});

test.each(Object.entries(budget))(
  '%s is no more than 5 %% larger than its budget of %d KiB: edit infra/bench/budget.json where that is wanted',
  async (name, kibibytes) => {
    const { size } = await stat(join(stagedApp, name));
    expect(size / 1024).toBeLessThanOrEqual(kibibytes * 1.05);
  },
);
