import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { splitDynamicImports } from '../../../infra/lazy-bundles.ts';
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../../infra/local/process/temporary-folder.ts';

let folder: TemporaryFolder;
const require = createRequire(import.meta.url);

beforeEach(async () => {
  folder = await createTemporaryFolder('lazy-bundles-');
});
afterEach(() => folder.remove());

it('what import() asks for stays out of the bundle, and what import asks for does not', async () => {
  const bundle = await bundled({
    'one.ts': `export const one = 1;`,
    'two.cjs': `exports.two = 2;`,
    'entry.mjs': `import { one } from './one.ts'; export const sum = async () => one + (await import('./two.ts')).two;`,
  });
  expect(await require(bundle).sum()).toBe(3);
});

async function bundled(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder.path, name), text);
  }
  await build({
    absWorkingDir: folder.path,
    entryPoints: { entry: './entry.mjs' },
    outdir: folder.path,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
    plugins: [splitDynamicImports],
  });
  return join(folder.path, 'entry.cjs');
}
