import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { layers, loadDefinition } from './load-definition.ts';

const textOf = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const moduleOf = (name: string) => textOf(`modules/${name}.bicep`);

/** Places of a definition that a deployment fills in, in their order. */
const placesIn = (text: string) => [
  ...new Set([...text.matchAll(/(?<!@)\{([a-zA-Z]+)\}/g)].map(([, name]) => name)),
];
/** Places that a module has a value for. */
const filledIn = (text: string) => [...text.matchAll(/^ +'"?\{([a-zA-Z]+)\}"?': /gm)].map(([, name]) => name);

describe('the module of the digest', () => {
  test('fills in every place of its definition, and no other', async () => {
    const places = placesIn(await textOf('consumers/digest.json'));
    expect(filledIn(await moduleOf('consumer-digest')).toSorted()).toEqual(places.toSorted());
  });

  test('gives every parameter of its definition a value', async () => {
    const { parameters } = await loadDefinition('digest');
    const workflow = (await moduleOf('consumer-digest')).split("resource workflow '")[1] ?? '';
    for (const name of Object.keys(parameters)) expect(workflow).toContain(`${name}: {`);
  });
});

describe.each([
  ['consumer', ['notice']],
  ['consumer-on-call', ['pagerduty', 'servicenow', 'jira-service-management', 'webhook']],
] as const)('the module %s', (module, names) => {
  test('takes the very files that are tested', async () => {
    const loaded = [await moduleOf('consumer-workflow'), await moduleOf(module)].flatMap((text) =>
      [...text.matchAll(/loadJsonContent\('\.\.\/consumers\/([\w-]+)\.json'\)/g)].map(([, file]) => file),
    );
    expect(new Set(loaded)).toEqual(new Set(names.flatMap((name) => layers[name])));
  });

  test('fills in every place of its definitions', async () => {
    const files = [...new Set(names.flatMap((name) => layers[name]))];
    const places = placesIn(
      (await Promise.all(files.map((file) => textOf(`consumers/${file}.json`)))).join(' '),
    );
    const filled = [...filledIn(await moduleOf('consumer-workflow')), ...filledIn(await moduleOf(module))];
    expect(filled.toSorted()).toEqual(places.toSorted());
  });
});

test.each(['consumer', 'consumer-digest'])(
  '%s takes the address of Teams as a secure parameter, and puts it out nowhere',
  async (module) => {
    const text = await moduleOf(module);
    expect(text).toMatch(/@secure\(\)\nparam teamsWebhookUrl string/);
    expect(text.split('\n').filter((line) => /^output .*teamsWebhookUrl/.test(line))).toEqual([]);
  },
);

test.each(['consumer-workflow', 'consumer-digest'])(
  '%s makes its role before its workflow, which would be refused otherwise',
  async (module) => {
    expect(await moduleOf(module)).toMatch(/dependsOn: \[mayReceive\]|value: mayReadKey\.outputs\./);
  },
);
