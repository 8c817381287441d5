import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { compile } from './bicep-server.ts';
import { deployment, ofType } from './deployment.ts';
import { type SetName, setNames } from './parameter-sets.ts';
import { type Predicted, predictModule } from './predict.ts';
import { templates } from './run-bicep.ts';

/** Names and ids of Azure's built-in roles, as Microsoft lists them. */
const names: Readonly<Record<string, string>> = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '76199698-9eea-4c19-bc75-cec21354c6b6': 'Storage Table Data Reader',
  '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39': 'Azure Service Bus Data Sender',
  '090c5cfd-751d-490a-894a-3ce6f1109419': 'Azure Service Bus Data Owner',
  '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0': 'Azure Service Bus Data Receiver',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  '43d0d8ad-25c7-4714-9337-8ba259a9fe05': 'Monitoring Reader',
  'de139f84-1756-47ae-9be6-808fbbe84772': 'Website Contributor',
  '09976791-48a7-449e-bb21-39d1a415f350': 'Communication and Email Service Owner',
};

/** What ends a scope, in the words of the docs. */
const scopes: readonly (readonly [RegExp, string])[] = [
  [/\/storageAccounts\/[^/]+$/, 'storage account'],
  [/\/tables\/OnCall[^/]+$/, 'its table'],
  [/\/tables\/[^/]+$/, 'table'],
  [/\/secrets\/[^/]+$/, 'its secret'],
  [/\/subscriptions\/on-call-[^/]+$/, 'its subscription'],
  [/\/topics\/[^/]+$/, 'topic'],
  [/\/queues\/[^/]+$/, 'queue of tenants'],
  [/\/subscriptions\/archive$/, 'subscription archive'],
  [/<bus\.workflowsSubscription>/, 'subscription workflows'],
  [/\/components\/[^/]+$/, 'Application Insights'],
  [/\/sites\/[^/]+$/, 'function app'],
  [/\/resourceGroups\/[^/]+$/, 'resource group'],
  [/\/communicationServices\/[^/]+$/, 'the mail service of the notices'],
];

const assignment = z.object({ principalId: z.string(), roleDefinitionId: z.string() });

function inWords({ id, properties }: Predicted): string {
  const { principalId, roleDefinitionId } = assignment.parse(properties);
  const role = names[roleDefinitionId.split('/').at(-1) ?? ''] ?? roleDefinitionId;
  const scope =
    /'(\/subscriptions\/[^']+)'/.exec(id)?.[1] ?? id.split('/providers/Microsoft.Authorization/')[0] ?? '';
  const place = scopes.find(([pattern]) => pattern.test(scope) || pattern.test(id))?.[1] ?? scope;
  return `${role} | ${place} | ${holderOf(principalId)}`;
}

function holderOf(principalId: string): string {
  if (principalId === '<identity.principalId>') return 'identity';
  if (/^[0-9a-f-]{36}$/.test(principalId)) return 'operators';
  if (/logic-contoso-night/.test(principalId)) return 'identity of an on-call consumer';
  return /logic-/.test(principalId) ? 'identity of the notices' : principalId;
}

const docs = await readFile(join(templates, '../../docs/deploy.md'), 'utf8');
const listed = docs
  .slice(docs.indexOf('## Roles'), docs.indexOf('## Variants'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| role'))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, 4)
      .join(' | '),
  );

const isOf = (set: SetName, role: string) =>
  (role.endsWith('| identity') && (set === 'severalTenants' || !role.includes('| queue of tenants'))) ||
  (set === 'twoIdentities' && role.endsWith('| operators')) ||
  (set === 'withConsumer' && role.endsWith('| identity of the notices')) ||
  (set === 'onCall' && role.endsWith('| identity of an on-call consumer'));

describe.each(setNames)('%s', (set) => {
  test('grants just the roles that the docs list', async () => {
    const granted = ofType(await deployment(set), 'Microsoft.Authorization/roleAssignments').map(inWords);
    expect(granted.sort()).toEqual(listed.filter((role) => isOf(set, role)).sort());
  });
});

test('an assignment is named by who holds it, so that a new identity under an old name gets its own', async () => {
  const digest = predictModule('modules/consumer-digest.bicep', {
    ...{ location: 'westeurope', name: 'digest', jobsUrl: 'https://func.example/api/jobs' },
    ...{ keyVaultName: 'kv', functionKeySecretName: 'key', teamsWebhookUrl: 'https://teams.example' },
  });
  for (const made of [await deployment('withConsumer'), await digest]) {
    const granted = ofType(made, 'Microsoft.Authorization/roleAssignments');
    expect(granted).not.toEqual([]);
    for (const { name, properties } of granted) {
      const { principalId } = assignment.parse(properties);
      // What only the deployment knows is an expression in both.
      expect(name).toContain(principalId.replace(/^\[(.*)\]$/, '$1'));
    }
  }
});

test('the app is made after everything that its identity is granted a role on', async () => {
  const { output } = await compile(join(templates, 'group.bicep'));
  const { resources } = z
    .object({ resources: z.record(z.string(), z.object({ dependsOn: z.optional(z.array(z.string())) })) })
    .parse(JSON.parse(output));
  expect(resources.app?.dependsOn).toEqual(
    expect.arrayContaining(['identity', 'storage', 'bus', 'workQueue', 'monitoring', 'network']),
  );
});
