import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apart, late } from '../../../infra/late.ts';
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../../infra/local/process/temporary-folder.ts';

let folder: TemporaryFolder;
const require = createRequire(import.meta.url);

beforeAll(async () => {
  folder = await createTemporaryFolder('late-');
});
afterAll(() => folder.remove());

it('a late package runs once its member is asked for', async () => {
  const bundle = await bundled({
    'node_modules/loud/index.js': `exports.ran = true; exports.say = () => 'said'; globalThis.loud = exports;`,
    'entry.mjs': `import loud from 'loud'; export const say = () => loud.say();`,
  });
  const { say } = require(bundle);
  expect(globalThis).not.toHaveProperty('loud');
  expect(say()).toBe('said');
  expect(globalThis).toHaveProperty('loud.ran', true);
  Reflect.deleteProperty(globalThis, 'loud');
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
  await rm(folder.path, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder.path, name, '..'), { recursive: true });
    await writeFile(join(folder.path, name), text);
  }
  const outfile = join(folder.path, `${Object.keys(files)[0]?.replaceAll('/', '-')}.out.cjs`);
  await build({
    entryPoints: [join(folder.path, 'entry.mjs')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    plugins: [apart, late('loud', 'say')],
  });
  return outfile;
}
