import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { queryFiles } from './query-files.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** The queries of a folder, by name. */
const inFolder = (folder: string) =>
  queryFiles
    .flatMap(({ name }) => (name.startsWith(`${folder}/`) ? [name.slice(folder.length + 1)] : []))
    .sort();

/** The queries of a folder that a template takes, each as often as it does. */
const takenBy = (module: string, folder: string) =>
  [...read(`modules/${module}.bicep`).matchAll(/loadTextContent\('\.\.\/(\w+)\/([\w-]+)\.kql'\)/g)]
    .flatMap(([, from, name]) => (from === folder && name !== undefined ? [name] : []))
    .sort();

test.each([
  ['alerts', 'queries'],
  ['workbook', 'workbook'],
])('the template %s takes every query of its folder, and no other', (module, folder) => {
  expect(takenBy(module, folder)).toEqual(inFolder(folder));
});

test('each part of the workbook that shows data has a query of its name', () => {
  const { items }: { items: { type: number; name: string }[] } = JSON.parse(read('workbook/layout.json'));
  const kqlItem = 3;
  const shown = items.flatMap(({ type, name }) => (type === kqlItem ? [name] : []));
  expect(shown.sort()).toEqual(inFolder('workbook'));
});

test('each query asks for one app alone, but that of the whole workspace', () => {
  const ofApp = queryFiles.filter(({ name }) => name !== 'queries/log-capped');
  for (const { name, parameters } of ofApp)
    expect([name, parameters]).toEqual([name, expect.arrayContaining(['functionAppName'])]);
});

test('the queries of the workbook take their time range from it', () => {
  for (const { name, parameters } of queryFiles)
    if (name.startsWith('workbook/')) expect([name, parameters]).toEqual([name, ['functionAppName']]);
});
