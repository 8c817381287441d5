import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { queryFiles, queryFilesOfSeveral } from './query-files.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** The queries of a folder and the one below it, by name. */
const inFolder = (folder: string) =>
  readdirSync(new URL(`../../${folder}`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.kql'))
    .map((file) => `${folder}/${file.slice(0, -4)}`)
    .sort();

/** The queries that a template takes, each as often as it does. */
const takenBy = (module: string) =>
  [...read(`modules/${module}.bicep`).matchAll(/loadTextContent\('\.\.\/([\w/-]+)\.kql'\)/g)]
    .flatMap(([, name]) => name ?? [])
    .sort();

test.each([
  ['alerts', 'queries'],
  ['workbook', 'workbook'],
])('the template %s takes every query of its folder, and no other', (module, folder) => {
  expect(takenBy(module)).toEqual(inFolder(folder));
});

test('each part of the workbook that shows data has a query of its name', () => {
  const kqlItem = 3;
  const shown = ['workbook', 'workbook/tenants'].flatMap((folder) => {
    const { items }: { items: { type: number; name: string }[] } = JSON.parse(read(`${folder}/layout.json`));
    return items.flatMap(({ type, name }) => (type === kqlItem ? [`${folder}/${name}`] : []));
  });
  expect(shown.sort()).toEqual(inFolder('workbook'));
});

test('each query asks for one app alone, but that of the whole workspace', () => {
  const ofApp = [...queryFiles, ...queryFilesOfSeveral].filter(({ name }) => name !== 'queries/log-capped');
  for (const { name, parameters } of ofApp)
    expect([name, parameters]).toEqual([name, expect.arrayContaining(['functionAppName'])]);
});

test('the queries of the workbook take their time range from it', () => {
  const ofTemplates = ['andTenant', 'functionAppName', 'ofTenants'];
  for (const { name, parameters } of [...queryFiles, ...queryFilesOfSeveral])
    if (name.startsWith('workbook/'))
      expect(ofTemplates, name).toEqual(expect.arrayContaining([...parameters]));
});
