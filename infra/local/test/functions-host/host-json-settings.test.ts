import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readHostJson } from '../../functions-host/host-json.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'host-json-'));
  const hostJson = {
    version: '2.0',
    functionTimeout: '00:10:00',
    logging: { logLevel: { default: 'Warning' } },
    extensions: { serviceBus: { maxConcurrentCalls: 8, autoCompleteMessages: true } },
  };
  await writeFile(join(folder, 'host.json'), JSON.stringify(hostJson));
});
afterAll(() => rm(folder, { recursive: true }));

const read = (settings: Record<string, string>) => readHostJson(folder, settings);

test('without settings everything is as the file says, or as the platform has it', async () => {
  expect(await read({ maxConcurrentCalls: '1', OTHER__functionTimeout: '00:01:00' })).toEqual({
    routePrefix: 'api',
    functionTimeout: { text: '00:10:00', milliseconds: 600_000 },
    logLevels: { default: 'warning' },
    hasExtensionBundle: false,
    serviceBus: {
      maxConcurrentCalls: 8,
      prefetchCount: 0,
      autoCompleteMessages: true,
      maxAutoLockRenewalDuration: 300_000,
    },
  });
});

test('settings override what the file says, and add to it', async () => {
  const settings = {
    AzureFunctionsJobHost__functionTimeout: '1.00:00:00',
    AzureFunctionsJobHost__logging__logLevel__Function: 'Error',
    AzureFunctionsJobHost__extensions__http__routePrefix: 'v1',
    AzureFunctionsJobHost__extensionBundle__id: 'Microsoft.Azure.Functions.ExtensionBundle',
    AzureFunctionsJobHost__extensionBundle__version: '[4.*, 5.0.0)',
    AzureFunctionsJobHost__Extensions__ServiceBus__MaxConcurrentCalls: '4',
    AzureFunctionsJobHost__extensions__serviceBus__prefetchCount: '0',
    AzureFunctionsJobHost__extensions__serviceBus__autoCompleteMessages: 'False',
    AzureFunctionsJobHost__extensions__serviceBus__maxAutoLockRenewalDuration: '00:10:00',
  };
  expect(await read(settings)).toEqual({
    routePrefix: 'v1',
    functionTimeout: { text: '1.00:00:00', milliseconds: 86_400_000 },
    logLevels: { default: 'warning', Function: 'error' },
    hasExtensionBundle: true,
    serviceBus: {
      maxConcurrentCalls: 4,
      prefetchCount: 0,
      autoCompleteMessages: false,
      maxAutoLockRenewalDuration: 600_000,
    },
  });
});

test.each([
  ['functionTimeout', '10 minutes', 'functionTimeout'],
  ['extensionBundle__id', 'Microsoft.Azure.Functions.ExtensionBundle', 'version'],
  ['extensionBundle__id', 'Microsoft.Azure.Functions.ExtensionBundle.Workflows', 'extensionBundle.id'],
  ['extensions__serviceBus__maxConcurrentCalls', '0', 'maxConcurrentCalls'],
  ['extensions__serviceBus__maxConcurrentCalls', 'many', 'maxConcurrentCalls'],
  ['extensions__serviceBus__autoCompleteMessages', 'yes', 'autoCompleteMessages'],
  ['extensions__serviceBus__maxAutoLockRenewalDuration', 'PT10M', 'no time span, such as 00:05:00'],
  ['extensions__serviceBus__maxConcurrentSessions', '8', 'maxConcurrentSessions'],
])('the setting AzureFunctionsJobHost__%s=%s is refused', async (name, value, words) => {
  await expect(read({ [`AzureFunctionsJobHost__${name}`]: value })).rejects.toThrow(words);
});

test('another version of the extension bundle is refused', async () => {
  const bundle = {
    AzureFunctionsJobHost__extensionBundle__id: 'Microsoft.Azure.Functions.ExtensionBundle',
    AzureFunctionsJobHost__extensionBundle__version: '[2.*, 3.0.0)',
  };
  await expect(read(bundle)).rejects.toThrow('version 4 of the extension bundle');
});
