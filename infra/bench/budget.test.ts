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
  '%s has a budget of %d KiB and a twentieth more: edit infra/bench/budget.json where it is to be larger',
  async (name, kibibytes) => {
    const { size } = await stat(join(stagedApp, name));
    expect(size / 1024).toBeLessThanOrEqual(kibibytes * 1.05);
  },
);
