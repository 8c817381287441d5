import { readFile } from 'node:fs/promises';
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { ClientAssertionCredential } from '@azure/identity';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/config.ts';
import { withCloud } from '../../../test/support/with-cloud.ts';
import type { Cloud } from '../cloud.ts';
import { createTenant } from '../graph/tenant.ts';
import { ask } from './identity/ask.ts';

const scope = 'https://graph.microsoft.com/.default';

/** A token for Graph in one of the tenants, as the connector gets it. */
async function tokenFor({ identity, settings, caFile }: Cloud, tenantId: string): Promise<string> {
  const client_id = settings.Graph__clientId;
  const assertion = async (resource: string) =>
    ((await (await ask(identity, { resource, client_id })).json()) as { access_token: string }).access_token;
  if (tenantId === settings.TENANT_ID) return await assertion('https://graph.microsoft.com');
  const credential = new ClientAssertionCredential(
    tenantId,
    settings.Graph__appId ?? '',
    () => assertion('api://AzureADTokenExchange'),
    {
      authorityHost: settings.AZURE_AUTHORITY_HOST ?? '',
      disableInstanceDiscovery: true,
      ...{ tlsOptions: { ca: await readFile(caFile, 'utf8') } },
    },
  );
  return (await credential.getToken(scope)).token;
}

/** The names of the applications that a token shows, or the status of the refusal. */
async function applicationsOf(cloud: Cloud, token: string): Promise<readonly string[] | number> {
  const request = createPipelineRequest({
    url: `${cloud.settings.GRAPH_ENDPOINT}/v1.0/servicePrincipals`,
    headers: createHttpHeaders({ authorization: `Bearer ${token}` }),
  });
  request.tlsSettings = { ca: await readFile(cloud.caFile, 'utf8') };
  const { status, bodyAsText } = await createDefaultHttpClient().sendRequest(request);
  if (status !== 200) return status;
  return JSON.parse(bodyAsText ?? '').value.map((each: { displayName: string }) => each.displayName);
}

function tenantWith(displayName: string) {
  const tenant = createTenant();
  tenant.addPrincipal({ id: displayName, appId: displayName, displayName });
  return tenant;
}

test('each tenant of a cloud is reached with the settings of the connector, and shows its own applications', async () => {
  await withCloud({ tenants: ['AWS', 'Box', 'Zoom'].map(tenantWith) }, async (cloud) => {
    const shown = [];
    for (const { tenantId } of cloud.tenants)
      shown.push(await applicationsOf(cloud, await tokenFor(cloud, tenantId)));
    expect(shown).toEqual([['AWS'], ['Box'], ['Zoom']]);
    expect(cloud.tenants[0]).toMatchObject({ tenantId: cloud.tenantId, tenant: cloud.tenant });
  });
});

test('the connector knows the tenants, by their names too, the app and the queue from the settings', async () => {
  await withCloud({ tenants: 3 }, async ({ tenants, settings, bus }) => {
    const { home, others, appId, workQueue } = parseConfig(settings).tenants;
    expect([home, ...others].map(({ tenantId, name }) => ({ tenantId, name }))).toEqual(
      tenants.map(({ tenantId, name }) => ({ tenantId, name })),
    );
    expect(appId).toBe(settings.Graph__appId);
    expect(bus.messages(workQueue)).toEqual([]);
  });
});

test('a consent that is withdrawn closes one tenant, at home and elsewhere, until it is given again', async () => {
  await withCloud({ tenants: ['AWS', 'Box', 'Zoom'].map(tenantWith) }, async (cloud) => {
    const seen = async () => {
      const shown = cloud.tenants.map(({ tenantId }) =>
        tokenFor(cloud, tenantId).then(
          (token) => applicationsOf(cloud, token),
          (error: Error) => /AADSTS\d+/.exec(error.message)?.[0],
        ),
      );
      return await Promise.all(shown);
    };
    const [home, other] = cloud.tenants;
    other?.withdrawConsent();
    expect(await seen()).toEqual([['AWS'], 'AADSTS65001', ['Zoom']]);
    home?.withdrawConsent();
    other?.giveConsent();
    expect(await seen()).toEqual([403, ['Box'], ['Zoom']]);
    home?.giveConsent();
    expect(await seen()).toEqual([['AWS'], ['Box'], ['Zoom']]);
  });
});

test('a cloud of one tenant has nothing of several', async () => {
  await withCloud({}, async ({ tenants, signIn, settings, identity, bus }) => {
    expect(tenants).toHaveLength(1);
    expect([signIn, identity.userAssigned]).toEqual([undefined, []]);
    expect(Object.keys(settings).sort()).toEqual([
      'GRAPH_ENDPOINT',
      'IDENTITY_ENDPOINT',
      'IDENTITY_HEADER',
      'ServiceBus__customEndpointAddress',
      'ServiceBus__fullyQualifiedNamespace',
      'SnapshotStorage__tableServiceUri',
      'TENANT_ID',
    ]);
    expect(() => bus.messages('provisioning-tenants')).toThrow('has no queue');
  });
});
