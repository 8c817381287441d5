import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import biome from '../../../biome.json' with { type: 'json' };
import { health } from '../../../src/contract/answers/health.ts';
import { settingCases } from '../../fuzz/settings/setting-cases.ts';

// Tables of the docs that say what the code says too.

const read = (page: string) => readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');

/** The names in code of one cell of each row below a heading, by the name in the first cell. */
function rowsOf(page: string, heading: string, cell: number): Map<string, string[]> {
  const section = read(page).split(`${heading}\n`)[1]?.split(/^#+ /m)[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.map((row) => {
      const cells = row.split(' | ');
      const namesIn = (text = '') => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
      return [namesIn(cells[0])[0] ?? '', namesIn(cells[cell])];
    }),
  );
}

const rules = z.array(
  z.object({
    includes: z.array(z.string()),
    linter: z.looseObject({
      rules: z.looseObject({
        style: z.optional(
          z.looseObject({
            noRestrictedImports: z.optional(
              z.object({
                options: z.object({ patterns: z.array(z.object({ group: z.array(z.string()) })) }),
              }),
            ),
          }),
        ),
      }),
    }),
  }),
);

/** What the lint rules let each room import, besides itself. */
function allowedImports(): Map<string, Set<string>> {
  const allowed = new Map<string, Set<string>>();
  for (const { includes, linter } of rules.parse(biome.overrides)) {
    const group = linter.rules.style?.noRestrictedImports?.options.patterns.flatMap((each) => each.group);
    const room = /^src\/(\w+)\//.exec(includes[0] ?? '')?.[1];
    if (!group || room === undefined) continue;
    const names = group
      .filter((each) => each.startsWith('!../'))
      .map((each) => each.replace(/^!(\.\.\/)+/, '').replace(/\/\*\*$/, ''));
    allowed.set(room, new Set([...(allowed.get(room) ?? []), ...names]));
  }
  return allowed;
}

test('docs/architecture.md names what each room may import, as the lint rules say', () => {
  const documented = rowsOf('docs/architecture.md', '## Rooms', 2);
  const sorted = (rooms: Map<string, Iterable<string>>) =>
    Object.fromEntries([...rooms].map(([room, names]) => [room, [...names].sort()]).sort());
  documented.delete('app.ts');
  expect(sorted(documented)).toEqual(sorted(allowedImports()));
});

test('docs/architecture.md shows the table of detection as the code does', () => {
  const cellsOf = (line: string) => line.split('|').map((cell) => cell.replaceAll('**', '').trim());
  const above = read('src/core/detect.ts').split('export function detect(')[0] ?? '';
  const [, , ...wanted] = above.match(/(?<=^ \* )\|.*\|$/gm) ?? [];
  const section = read('docs/architecture.md').split('## Detection\n')[1]?.split('\n## ')[0] ?? '';
  const [, , ...shown] = section.match(/^\|.*\|$/gm) ?? [];
  expect(shown.length).toBeGreaterThan(10);
  expect(shown.map(cellsOf)).toEqual(wanted.map(cellsOf));
});

test('docs/settings.md has a row for every setting', () => {
  const page = read('docs/settings.md');
  expect(Object.keys(settingCases).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('docs/settings.md names the parameter of each setting that the templates refuse among the others', () => {
  const heading = '## With the templates';
  const parameterOf = rowsOf('docs/settings.md', heading, 1);
  const byAzd = rowsOf('docs/settings.md', heading, 2);
  const [problems, main] = [read('infra/azure/problems.bicep'), read('infra/azure/main.bicep')];
  const [, refused = ''] = /^var parameterOf = \{\n(.*?)^\}/ms.exec(problems) ?? [];
  const [, ofTenants = ''] =
    /filter\(\[(.*)\], name => contains\(given\.settings, name\)/.exec(problems) ?? [];
  const pairs = [...refused.matchAll(/^ {2}(\w+): '(.*)'$/gm)].map(([, ...pair]) => pair);
  const others = [...ofTenants.matchAll(/'(\w+)'/g)].map(([, name]) => name);
  expect([...parameterOf.keys()].sort()).toEqual([...pairs.map(([name]) => name), ...others].sort());
  for (const [setting = '', parameter] of pairs) expect(parameterOf.get(setting)).toEqual([parameter]);
  for (const [setting, [parameter = '']] of parameterOf) {
    expect(main).toMatch(new RegExp(`^param ${parameter.split('.')[0]} `, 'm'));
    const [, value = ''] =
      new RegExp(`^param ${parameter} = (.*?)(?=^param)`, 'ms').exec(read('infra/azure/main.bicepparam')) ??
      [];
    const [variable] = byAzd.get(setting) ?? [];
    expect([setting, /readEnvironmentVariable\('(\w+)'/.exec(value)?.[1]]).toEqual([setting, variable]);
  }
});

test('what the docs put into SETTINGS are settings that the templates take there', () => {
  const pages = ['on-call', 'deploy', 'settings'].map((name) => read(`docs/${name}.md`)).join('\n');
  const shown = [...pages.matchAll(/SETTINGS[ =]'(\{.*?\})'/g)].map(([, json = '']) =>
    Object.keys(JSON.parse(json)),
  );
  const refused = rowsOf('docs/settings.md', '## With the templates', 1);
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.flat().filter((name) => refused.has(name) || !Object.hasOwn(settingCases, name))).toEqual([]);
});

test('docs/operations.md has a row for every check of health', () => {
  const checks = Object.keys(health.shape.checks.shape);
  expect([...rowsOf('docs/operations.md', '## What health says', 1).keys()].sort()).toEqual(checks.sort());
});
