import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { loadDefinition } from './load-definition.ts';

const textOf = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

describe.each([
  { module: 'consumer', definition: 'notice' },
  { module: 'consumer-digest', definition: 'digest' },
] as const)('the module $module', ({ module, definition }) => {
  test('fills in every placeholder of its definition, and no other', async () => {
    const placeholders = (await textOf(`consumers/${definition}.json`)).match(/(?<!@)\{[a-zA-Z]+\}/g);
    const filledIn = (await textOf(`modules/${module}.bicep`)).match(/^ +'"?\{[a-zA-Z]+\}"?': /gm) ?? [];
    const names = filledIn.map((line) => line.replace(/[ '":]/g, ''));
    expect(names.toSorted()).toEqual([...new Set(placeholders)].toSorted());
  });

  test('gives every parameter of its definition a value', async () => {
    const { parameters } = await loadDefinition(definition);
    const workflow = (await textOf(`modules/${module}.bicep`)).split("resource workflow '")[1] ?? '';
    for (const name of Object.keys(parameters))
      expect(workflow).toMatch(new RegExp(`${name.replace('$', '\\$')}'?: \\{`));
  });

  test('takes the address of Teams as a secure parameter, and puts it out nowhere', async () => {
    const text = await textOf(`modules/${module}.bicep`);
    expect(text).toMatch(/@secure\(\)\nparam teamsWebhookUrl string/);
    expect(text.split('\n').filter((line) => /^output .*teamsWebhookUrl/.test(line))).toEqual([]);
  });

  test('makes its role before its workflow, which would be refused otherwise', async () => {
    expect(await textOf(`modules/${module}.bicep`)).toMatch(
      /dependsOn: \[mayReceive\]|value: mayReadKey\.outputs\./,
    );
  });
});
