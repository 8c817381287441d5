import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { ofType, only } from './deployment.ts';
import { predictModule } from './predict.ts';

const module = 'modules/clock.bicep';
const pollUrl = 'https://func-contoso.example/api/poll';
const mine = { name: 'clock', location: 'westeurope', pollUrl };
const key = { keyVaultName: 'kv-contoso', functionKeySecretName: 'poll-key' };

const action = z.looseObject({
  inputs: z.looseObject({ method: z.string(), uri: z.string() }),
  runAfter: z.record(z.string(), z.array(z.string())),
});
const workflow = z.looseObject({
  definition: z.looseObject({
    triggers: z.record(z.string(), z.looseObject({ recurrence: z.unknown() })),
    actions: z.record(z.string(), action),
  }),
  parameters: z.record(z.string(), z.looseObject({ value: z.unknown() })),
});

async function clock(parameters: Readonly<Record<string, unknown>>) {
  const made = await predictModule(module, { ...mine, ...parameters });
  return { made, workflow: workflow.parse(only(made, 'Microsoft.Logic/workflows').properties) };
}

test('the clock calls POST poll every few minutes, with a key that it reads from the vault each time', async () => {
  const { made, workflow } = await clock({ ...key, minutes: 10 });
  const { triggers, actions } = workflow.definition;
  expect(triggers.Every_few_minutes).toMatchObject({
    type: 'Recurrence',
    recurrence: { frequency: 'Minute', interval: 10 },
    runtimeConfiguration: { concurrency: { runs: 1 } },
  });
  expect(Object.keys(actions).sort()).toEqual(['Get_key', 'Poll']);
  expect(actions.Poll).toMatchObject({
    inputs: {
      method: 'POST',
      uri: "@{parameters('pollUrl')}",
      headers: { 'x-functions-key': "@{body('Get_key')?['value']}" },
    },
    // What is a secret is kept out of the history of runs.
    runtimeConfiguration: { secureData: { properties: ['inputs'] } },
    runAfter: { Get_key: ['Succeeded'] },
  });
  expect(actions.Get_key).toMatchObject({
    runtimeConfiguration: { secureData: { properties: ['outputs'] } },
  });
  expect(workflow.parameters.pollUrl?.value).toBe(pollUrl);
  const role = only(made, 'Microsoft.Authorization/roleAssignments');
  expect(role.properties).toMatchObject({ principalId: '<identity.principalId>' });
  expect(role.name).toContain('identity');
});

test('with callers of Entra it calls with a token, and reads no vault', async () => {
  const { made, workflow } = await clock({ audience: 'api://connector' });
  expect(Object.keys(workflow.definition.actions)).toEqual(['Poll']);
  expect(workflow.definition.actions.Poll).toMatchObject({
    inputs: { authentication: { type: 'ManagedServiceIdentity', audience: 'api://connector' } },
    runAfter: {},
  });
  expect(ofType(made, 'Microsoft.Authorization/roleAssignments')).toEqual([]);
});

test.each([
  [{}, /Set keyVaultName and functionKeySecretName, or audience/],
  [{ ...key, pollUrl: 'http://func-contoso.example/api/poll' }, /pollUrl has to begin with https/],
])('%j is refused', async (parameters, words) => {
  await expect(clock(parameters)).rejects.toThrow(words);
});
