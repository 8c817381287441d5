import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lazyBundles, splitDynamicImports, splitPackages } from '../../../infra/lazy-bundles.ts';
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

it('a lazy package is not read before one of its functions is called, however it is imported', async () => {
  const calls = (name: string) => `exports.${name} = (...args) => ['${name}', ...args];`;
  const bundle = await bundled({
    'signing.cjs': calls('sign'),
    'entry.mjs': `import jwt from 'jsonwebtoken'; import { parseXML } from '@azure/core-xml';
      export const sign = () => jwt.sign('payload', 'key'); export const parse = () => parseXML('<a/>');`,
  });
  const { sign, parse } = require(bundle);
  expect(sign()).toEqual(['sign', 'payload', 'key']);
  expect(parse).toThrow("Cannot find module './xml.cjs'");
  await writeFile(join(folder.path, 'xml.cjs'), calls('parseXML'));
  expect(parse()).toEqual(['parseXML', '<a/>']);
});

it('each function that is called of a lazy package is one of it', async () => {
  const packages = Object.values(lazyBundles).filter((of) => typeof of !== 'string');
  expect(packages.length).toBeGreaterThan(0);
  for (const { package: name, functions } of packages)
    for (const each of functions)
      expect((await import(name))[each] ?? (await import(name)).default[each]).toBeTypeOf('function');
});

it('nothing else is asked of a lazy package by what is bundled', async () => {
  const { metafile } = await build({
    entryPoints: ['src/functions/index.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
    external: ['@azure/functions-core', 'open'],
    metafile: true,
  });
  const asked = await Promise.all(
    Object.entries(metafile.inputs).flatMap(([path, { imports }]) =>
      imports.some(({ original }) => original === 'jsonwebtoken') ? [readFile(path, 'utf8')] : [],
    ),
  );
  const names = asked.flatMap((text) => [...text.matchAll(/\bjwt\.(\w+)/g)].map(([, name]) => name));
  expect(new Set(names)).toEqual(new Set(['sign']));
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
    plugins: [splitDynamicImports, splitPackages],
  });
  return join(folder.path, 'entry.cjs');
}
