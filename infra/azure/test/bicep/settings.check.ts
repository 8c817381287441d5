import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { authLevel, parseConfig } from '../../../../src/config/config.ts';
import { workQueueOf } from '../../../../src/config/tenants.ts';
import { addMilliseconds } from '../../../../src/core/instant.ts';
import { endClaim, takeClaim } from '../../../../src/core/run-claim.ts';
import { clouds } from '../../../../src/graph/for-programs.ts';
import { tenantFreshness } from '../../../../src/views/freshness.ts';
import { deployment, settingsOf } from './deployment.ts';
import type { EnvironmentName } from './environments.ts';
import { parameterSets, type SetName, setNames } from './parameter-sets.ts';
import { homeTenantId, predict } from './predict.ts';
import { templates } from './run-bicep.ts';

const hostSettings = z.object({
  telemetryMode: z.string(),
  logging: z.object({
    applicationInsights: z.object({ samplingSettings: z.object({ isEnabled: z.boolean() }) }),
    logLevel: z.record(z.string(), z.string()),
  }),
});

/** What only Azure knows, as it might be. */
const known: Readonly<Record<string, string>> = {
  '<identity.clientId>': 'aaaaaaaa-0000-4000-8000-000000000001',
  '<graphIdentity.clientId>': 'aaaaaaaa-0000-4000-8000-000000000002',
  '<bus.hostName>': 'sb-contoso.servicebus.example',
  '<monitoring.connectionString>': 'InstrumentationKey=00000000-0000-0000-0000-000000000000',
};

async function environmentOf(set: SetName, environment?: EnvironmentName) {
  return environmentIn(await deployment(set, environment));
}

function environmentIn(made: Awaited<ReturnType<typeof deployment>>) {
  return Object.fromEntries(
    Object.entries(settingsOf(made)).map(([name, value]) => [name, known[value] ?? value]),
  );
}

describe.each(setNames)('%s', (set) => {
  test('what the template sets, the connector reads', async () => {
    const env = await environmentOf(set);
    const config = parseConfig(env);
    expect(config).toMatchObject({
      tenants: { home: { tenantId: homeTenantId, watch: { kind: set === 'explicit' ? 'list' : 'tenant' } } },
      snapshotStorage: { kind: 'identity', clientId: known['<identity.clientId>'] },
      serviceBus: { kind: 'identity', clientId: known['<identity.clientId>'] },
      eventEntity: 'provisioning-quarantine',
      wanted:
        set === 'explicit'
          ? { changed: true, remindBeforeMs: 7 * 24 * 60 * 60_000 }
          : { changed: false, remindBeforeMs: undefined },
      snapshotTable: set === 'brought' ? 'Snapshots' : 'ProvisioningSnapshots',
      graph: {
        root: 'https://graph.microsoft.com',
        clientId: known[set === 'twoIdentities' ? '<graphIdentity.clientId>' : '<identity.clientId>'],
      },
    });
    expect(config.misspelledSettings).toEqual([]);
    expect(authLevel({ ...env, WEBSITE_AUTH_ENABLED: 'true' })).toBe(
      set === 'entraCallers' || set === 'signIn' ? 'anonymous' : 'function',
    );
    expect(authLevel(env)).toBe('function');
  });

  test('no setting holds a key or a connection string', async () => {
    const env = await environmentOf(set);
    for (const [name, value] of Object.entries(env)) {
      expect(value, name).not.toMatch(/AccountKey|SharedAccessKey|sig=|listKeys/i);
    }
    expect(env).not.toHaveProperty('AzureWebJobsStorage');
    expect(env).not.toHaveProperty('DEPLOYMENT_STORAGE_CONNECTION_STRING');
  });

  test('the host reaches its storage with the identity, by name and by address', async () => {
    const env = await environmentOf(set);
    const account = env.AzureWebJobsStorage__accountName;
    expect(env).toMatchObject({
      AzureWebJobsStorage__credential: 'managedidentity',
      AzureWebJobsStorage__clientId: known['<identity.clientId>'],
      AzureWebJobsStorage__blobServiceUri: `https://${account}.blob.core.windows.net`,
      AzureWebJobsStorage__queueServiceUri: `https://${account}.queue.core.windows.net`,
      AzureWebJobsStorage__tableServiceUri: `https://${account}.table.core.windows.net`,
    });
  });

  test('no setting costs the worker that the platform has ready', async () => {
    expect(
      Object.keys(await environmentOf(set)).filter((name) => name.startsWith('languageWorkers')),
    ).toEqual([]);
  });

  test('no line of the log is sampled away, whichever way it is sent', async () => {
    const env = await environmentOf(set);
    const host = z.parse(
      hostSettings,
      JSON.parse(await readFile(join(templates, '../../host.json'), 'utf8')),
    );
    if (set === 'dedicated') {
      expect(env.AzureFunctionsJobHost__telemetryMode).toBe('ApplicationInsights');
      expect(host.logging.applicationInsights.samplingSettings.isEnabled).toBe(false);
    } else {
      expect(host.telemetryMode).toBe('OpenTelemetry');
      expect(env).not.toHaveProperty('AzureFunctionsJobHost__telemetryMode');
      expect(env).toMatchObject({
        OTEL_TRACES_SAMPLER: 'microsoft.fixed_percentage',
        OTEL_TRACES_SAMPLER_ARG: '1.0',
      });
    }
    // The older way makes requests of the first category, and lines of the second.
    expect(host.logging.logLevel).toMatchObject({ 'Host.Results': 'Information', Function: 'Information' });
  });

  test('what Flex Consumption refuses is set for a dedicated plan only', async () => {
    const names = Object.keys(await environmentOf(set));
    const ofOthers = ['FUNCTIONS_WORKER_RUNTIME', 'FUNCTIONS_EXTENSION_VERSION', 'WEBSITE_RUN_FROM_PACKAGE'];
    expect(ofOthers.filter((name) => names.includes(name))).toEqual(set === 'dedicated' ? ofOthers : []);
  });
});

test('several tenants are read as they were given, and one has none of their settings', async () => {
  const env = await environmentOf('severalTenants');
  expect(parseConfig(env).tenants).toMatchObject({
    home: { tenantId: homeTenantId, name: 'Home' },
    others: [
      { tenantId: '88888888-8888-4888-8888-888888888888', name: "Fabrikam's own" },
      { tenantId: '99999999-9999-4999-8999-999999999999', name: undefined },
    ],
    appId: '77777777-7777-4777-8777-777777777777',
    workQueue: 'provisioning-tenants',
  });
  expect(workQueueOf(env)).toBe('provisioning-tenants');
  const single = await environmentOf('public');
  expect(workQueueOf(single)).toBeUndefined();
  expect(Object.fromEntries(Object.entries(env).filter(([name]) => !(name in single)))).toEqual({
    AzureFunctionsJobHost__extensionBundle__id: 'Microsoft.Azure.Functions.ExtensionBundle',
    AzureFunctionsJobHost__extensionBundle__version: '[4.*, 5.0.0)',
    Graph__appId: '77777777-7777-4777-8777-777777777777',
    ServiceBus__credential: 'managedidentity',
    TENANTS: expect.any(String),
    WORK_QUEUE: 'provisioning-tenants',
  });
  expect(Object.keys(single).filter((name) => !(name in env))).toEqual([]);
});

const button = z.object({
  parameters: z.object({ pollMinutes: z.object({ allowedValues: z.array(z.number()) }) }),
});

test('however rare polls are, no answer is stale before the next one has ended, and no sequence jumps', async () => {
  const text = await readFile(join(templates, 'azuredeploy.json'), 'utf8');
  const { allowedValues } = button.parse(JSON.parse(text)).parameters.pollMinutes;
  expect(Math.max(...allowedValues)).toBe(30);
  for (const pollMinutes of allowedValues) {
    const { staleAfterMs } = parseConfig(environmentIn(await predict({ pollMinutes })));
    const minute = (minutes: number) => addMilliseconds('2026-03-10T00:00:00.000Z', minutes * 60_000);
    const claim = (at: number) => ({
      run: 'run',
      now: minute(at),
      until: minute(at),
      quietForMs: staleAfterMs,
    });
    const first = takeClaim(undefined, claim(0), 0);
    const coveredSince = minute(0);
    const ended = endClaim(first, {
      ...first,
      coveredSince,
      lastStartedAt: minute(0),
      lastEndedAt: minute(0),
    });
    const next = takeClaim(ended, claim(pollMinutes), first.runs);
    // A poll takes eight minutes at most, and no longer than until the next one where it is to end before that.
    const now = minute(pollMinutes + Math.min(pollMinutes, 8));
    const { stale } = tenantFreshness({ now, coveredSince, staleAfterMs });
    expect([pollMinutes, stale, next.epoch]).toEqual([pollMinutes, false, first.epoch]);
  }
});

test('how old an answer may be is what was given, however rare polls are', async () => {
  const made = await predict({ pollMinutes: 30, settings: { STALE_AFTER: 'PT45M' } });
  expect(settingsOf(made).STALE_AFTER).toBe('PT45M');
});

test('which tenants a caller may see is asked where people sign in', async () => {
  const tenantCallers = 'Reader.Fabrikam: 88888888-8888-4888-8888-888888888888';
  const made = await predict({ ...parameterSets.severalTenants, ...parameterSets.signIn, tenantCallers });
  expect(settingsOf(made).TENANT_CALLERS).toBe(tenantCallers);
});

test('what a token of the identity is exchanged for is, in each cloud, what the connector asks it for', async () => {
  const group = await readFile(join(templates, 'group.bicep'), 'utf8');
  const audiences = Object.fromEntries(
    [...group.matchAll(/^ {2}(Azure\w+): '(api:\/\/\w+)'$/gm)].map(([, name, audience]) => [name, audience]),
  );
  expect(audiences).toEqual({
    AzureCloud: clouds.Global.tokenExchangeAudience,
    AzureUSGovernment: clouds.USGovL4.tokenExchangeAudience,
    AzureChinaCloud: clouds.China.tokenExchangeAudience,
  });
  expect(clouds.USGovL5.tokenExchangeAudience).toBe(clouds.USGovL4.tokenExchangeAudience);
});

test.each([
  ['AzureCloud', 'Global', 'core.windows.net', undefined],
  ['AzureUSGovernment', 'USGovL4', 'core.usgovcloudapi.net', '~4'],
  ['AzureChinaCloud', 'China', 'core.chinacloudapi.cn', '~4'],
] as const)(
  'in %s Graph, tables and hosting are those of the cloud',
  async (environment, cloud, suffix, host) => {
    const env = await environmentOf('public', environment);
    const config = parseConfig(env);
    expect(config.cloud).toEqual(clouds[cloud]);
    expect(config.snapshotStorage).toMatchObject({
      tableServiceUri: `https://${env.AzureWebJobsStorage__accountName}.table.${suffix}`,
    });
    expect(env.FUNCTIONS_EXTENSION_VERSION).toBe(host);
    expect(env.AzureFunctionsJobHost__telemetryMode).toBe(host && 'ApplicationInsights');
  },
);
