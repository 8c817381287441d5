import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { apart, rarely } from '../../../infra/late.ts';
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../../infra/local/process/temporary-folder.ts';

let folder: TemporaryFolder;
const require = createRequire(import.meta.url);

beforeEach(async () => {
  folder = await createTemporaryFolder('late-');
});
afterEach(() => folder.remove());

it('a package that is rarely used is a bundle of its own, loaded by the first call of one of its functions', async () => {
  const bundle = await bundled({
    'node_modules/loud/index.js': `exports.say = (word) => 'said ' + word; globalThis.loud = exports;`,
    'entry.mjs': `import loud, { say } from 'loud'; export const both = () => [say('one'), loud.say('two')];`,
  });
  const { both } = require(bundle);
  expect(globalThis).not.toHaveProperty('loud');
  expect(both()).toEqual(['said one', 'said two']);
  expect(globalThis).toHaveProperty('loud');
  Reflect.deleteProperty(globalThis, 'loud');
});

it('a function of it that the build does not name ends the build', async () => {
  const files = {
    'node_modules/loud/index.js': `exports.say = () => 'said';`,
    'entry.mjs': `import { shout } from 'loud'; export const loudly = shout;`,
  };
  await expect(bundled(files)).rejects.toThrow('No matching export in "rarely loud:loud" for import "shout"');
});

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
    await mkdir(join(folder.path, name, '..'), { recursive: true });
    await writeFile(join(folder.path, name), text);
  }
  await build({
    absWorkingDir: folder.path,
    entryPoints: { entry: './entry.mjs', ...('node_modules/loud/index.js' in files && { loud: 'loud' }) },
    outdir: folder.path,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
    plugins: [apart, rarely('loud', ['say'])],
  });
  return join(folder.path, 'entry.cjs');
}
