import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type DefinitionName, layers, loadDefinition } from './load-definition.ts';
import { type Action, everyAction, readActions } from './workflow/definition.ts';
import { knownFunctions } from './workflow/evaluate.ts';
import type { Expression } from './workflow/parse-expression.ts';
import { expressionsIn } from './workflow/parse-template.ts';

function callsIn(expression: Expression): Extract<Expression, { kind: 'call' }>[] {
  if (expression.kind === 'literal') return [];
  if (expression.kind === 'member') return [...callsIn(expression.of), ...callsIn(expression.key)];
  return [expression, ...expression.args.flatMap(callsIn)];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What nobody may see in the history of a run, and the actions whose answers are such. */
const secrets = /teamsWebhookUrl|body\('(Get_key|Read_secret)'\)/;
const secretAddresses = /functionKeySecretUrl|parameters\('secretUrl'\)/;

describe.each(Object.keys(layers) as DefinitionName[])('the definition of the consumer %s', (name) => {
  test('has nothing but members that Logic Apps documents, and each name once', async () => {
    const names = everyAction((await loadDefinition(name)).actions).map(([each]) => each);
    expect(names.length).toBeGreaterThan(5);
    expect(new Set(names).size).toBe(names.length);
  });

  test('has well-formed expressions of known functions, each with its parameter, variable or action', async () => {
    const definition = await loadDefinition(name);
    const actions = everyAction(definition.actions);
    const variables = actions.flatMap(([, each]) =>
      each.type === 'InitializeVariable' ? [each.inputs.variables[0].name] : [],
    );
    const there: Readonly<Record<string, readonly string[]>> = {
      parameters: Object.keys(definition.parameters),
      variables,
      items: actions.flatMap(([each, { type }]) => (type === 'Foreach' ? [each] : [])),
      outputs: actions.map(([each]) => each),
      body: actions.map(([each]) => each),
    };
    const calls = [definition.triggers, definition.actions].flatMap(expressionsIn).flatMap(callsIn);
    expect(calls.length).toBeGreaterThan(20);
    for (const { name: called, args } of calls) {
      expect(knownFunctions).toContain(called);
      const [first] = args;
      if (there[called]) expect(there[called]).toContain(first?.kind === 'literal' ? first.value : first);
    }
  });

  test('has no expression that is longer than Logic Apps takes', async () => {
    const { triggers, actions } = await loadDefinition(name);
    for (const text of textsIn([triggers, actions])) expect(text.length, text).toBeLessThan(8192);
  });

  test('is nested no deeper than Logic Apps takes', async () => {
    const depthOf = (action: Action): number => {
      const inner = everyAction({ action }).slice(1);
      return inner.length === 0 ? 0 : 1 + Math.max(...inner.map(([, each]) => depthOf(each)));
    };
    const { actions } = await loadDefinition(name);
    expect(Math.max(...Object.values(readActions(actions)).map(depthOf))).toBeLessThanOrEqual(8);
  });

  test('uses every parameter that it declares', async () => {
    const definition = await loadDefinition(name);
    const used = JSON.stringify([definition.triggers, definition.actions]);
    for (const parameter of Object.keys(definition.parameters))
      expect(used).toContain(`parameters('${parameter}')`);
  });

  test('initializes variables at the top only, as Logic Apps wants it', async () => {
    const { actions } = await loadDefinition(name);
    const initialized = (all: readonly Action[]) =>
      all.filter(({ type }) => type === 'InitializeVariable').length;
    expect(initialized(everyAction(actions).map(([, each]) => each))).toBe(
      initialized(Object.values(readActions(actions))),
    );
  });

  test('shows no secret in the history of its runs', async () => {
    let hidden = 0;
    for (const [action, each] of everyAction((await loadDefinition(name)).actions)) {
      const isContainer = 'actions' in each || 'cases' in each;
      const seen = isContainer ? '' : JSON.stringify(each);
      const secured = each.type === 'Http' ? (each.runtimeConfiguration?.secureData.properties ?? []) : [];
      hidden += secured.length;
      const why = `of ${action}`;
      if (secrets.test(seen)) expect(secured, why).toContain('inputs');
      if (secretAddresses.test(seen)) expect(secured, why).toContain('outputs');
    }
    expect(hidden).toBeGreaterThan(0);
  });

  test('names no cloud: hosts come from the deployment', async () => {
    const hosts = JSON.stringify(await loadDefinition(name)).match(/https?:\/\/[^/"'@]+/g);
    const known = [
      'https://schema.management.azure.com',
      'http://adaptivecards.io',
      // The audience of tokens for storage, which is the same in every cloud.
      'https://storage.azure.com',
    ];
    expect(new Set(known)).toEqual(new Set([...known, ...(hosts ?? [])]));
  });
});

test.each(['notice', 'digest'] as const)(
  'the %s takes the address of Teams as a secure string without a default, and uses it once',
  async (name) => {
    const { parameters, actions } = await loadDefinition(name);
    expect(parameters.teamsWebhookUrl).toEqual({ type: 'SecureString' });
    expect(JSON.stringify(actions).match(/parameters\('teamsWebhookUrl'\)/g)).toHaveLength(1);
  },
);

test('nothing in the words of the consumers is an expression, a place of the deployment or Markdown', async () => {
  const words = await readFile(new URL('../../consumers/words.json', import.meta.url), 'utf8');
  for (const text of textsIn(JSON.parse(words))) expect(text).not.toMatch(/[@{}*_`[\]]/);
});
