import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import * as z from 'zod/mini';
import { buttonFiles } from '../../release/compile-template.ts';
import { uiDefinition } from '../../release/ui-definition.ts';
import { deployment, ofType, only, settingsOf } from './deployment.ts';
import { predict } from './predict.ts';
import { templates } from './run-bicep.ts';

test('the files that a Deploy to Azure button reads are those of the templates; npm run release writes them', async () => {
  for (const [name, content] of Object.entries(await buttonFiles(inject('bicepCli'))))
    expect((await readFile(join(templates, name), 'utf8')) === content, name).toBe(true);
});

interface Element {
  readonly name: string;
  readonly type: string;
  readonly defaultValue?: unknown;
}
const { outputs, basics, steps } = uiDefinition.parameters;
const elements: readonly Element[] = [
  ...basics,
  ...steps.flatMap((step): readonly Element[] => step.elements),
];

/** The parameters of the template that the button deploys. */
async function parametersOfButton() {
  const parameter = z.looseObject({ type: z.optional(z.string()), defaultValue: z.optional(z.unknown()) });
  const template = z.object({ parameters: z.record(z.string(), parameter) });
  return template.parse(JSON.parse(await readFile(join(templates, 'azuredeploy.json'), 'utf8'))).parameters;
}

test('what the portal asks are parameters of the template, with values that they take', async () => {
  const parameters = await parametersOfButton();
  expect(Object.keys(outputs).filter((name) => !(name in parameters))).toEqual([]);
  expect(parameters.alertsEnabled?.type).toBe('bool');
  const asked = elements.filter(({ type }) => type !== 'Microsoft.Common.TextBlock').map(({ name }) => name);
  const used = [...JSON.stringify(outputs).matchAll(/(?:basics\('|steps\('\w+'\)\.)(\w+)/g)].map(
    ([, name]) => name,
  );
  expect([...new Set(used)].sort()).toEqual(asked.sort());
});

test('a form that is sent as it opens deploys what the template does by itself', async () => {
  const parameters = await parametersOfButton();
  const unanswered: Readonly<Record<string, unknown>> = {
    'Microsoft.Common.TextBox': '',
    'Microsoft.Common.CheckBox': false,
    'Microsoft.Common.EditableGrid': [],
  };
  const both = elements.filter(({ name }) => parameters[name]?.defaultValue !== undefined);
  expect(both.map(({ name }) => name)).toEqual(expect.arrayContaining(['watch', 'tenants', 'alertsEnabled']));
  for (const { name, type, defaultValue } of both)
    expect([name, defaultValue ?? unanswered[type]]).toEqual([name, parameters[name]?.defaultValue]);
});

test('a package by its address is run by either plan, in one deployment', async () => {
  const packageUri = 'https://packages.example/connector.zip';
  const flex = await predict({ packageUri });
  expect(only(flex, 'Microsoft.Web/sites/extensions')).toMatchObject({
    name: expect.stringMatching(/\/onedeploy$/),
    properties: { packageUri, remoteBuild: false },
  });
  expect(settingsOf(flex)).not.toHaveProperty('WEBSITE_RUN_FROM_PACKAGE');
  const dedicated = await predict({ packageUri, hosting: 'dedicated' });
  expect(ofType(dedicated, 'Microsoft.Web/sites/extensions')).toEqual([]);
  expect(settingsOf(dedicated).WEBSITE_RUN_FROM_PACKAGE).toBe(packageUri);
  expect(ofType(await deployment('public'), 'Microsoft.Web/sites/extensions')).toEqual([]);
});
