import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/config.ts';
import { ConfigurationError } from '../../../src/core/errors.ts';
import { platformNames } from './platform-names.ts';

const required = {
  TENANT_ID: '6b1f0a58-ae1d-4fc1-8c5a-2d5c0e1f2a3b',
  SnapshotStorage__tableServiceUri: 'https://contoso.table.core.windows.net',
  ServiceBus__fullyQualifiedNamespace: 'contoso.servicebus.windows.net',
};
const misspelled = (env: Record<string, string | undefined>) =>
  parseConfig({ ...required, ...env }).misspelledSettings;

test.each([
  ['emit_changed', 'EMIT_CHANGED'],
  ['EmitChanged', 'EMIT_CHANGED'],
  ['EMIT-CHANGED', 'EMIT_CHANGED'],
  ['EMIT_CHANGE', 'EMIT_CHANGED'],
  ['STALEAFTER', 'STALE_AFTER'],
  ['STALE_AFTRE', 'STALE_AFTER'],
  ['GRAPH_ENDPONT', 'GRAPH_ENDPOINT'],
  ['GRPAH_ENDPOIN', 'GRAPH_ENDPOINT'],
  ['GRAPH_CLIENT_ID', 'Graph__clientId'],
  ['Graph_clientId', 'Graph__clientId'],
  ['graph__clientid', 'Graph__clientId'],
  ['SNAPSHOTSTORAGE__TABLESERVICEURI', 'SnapshotStorage__tableServiceUri'],
  ['SnapshotStorage__tableServiceUrl', 'SnapshotStorage__tableServiceUri'],
  ['ServiceBus__fullyQualifedNamespace', 'ServiceBus__fullyQualifiedNamespace'],
  ['SERVICEBUS', 'ServiceBus'],
  ['TenantId', 'TENANT_ID'],
  ['Watch', 'WATCH'],
  ['WACTH', 'WATCH'],
  ['WATCHFILTER', 'WATCH_FILTER'],
  ['RETENTON', 'RETENTION'],
  ['REMIND_BEFORE_DISABLED', 'REMIND_BEFORE_DISABLE'],
  ['HTTPAUTH', 'HTTP_AUTH'],
])('%s is taken for %s', (name, meant) => {
  expect(misspelled({ [name]: 'x' })).toEqual([{ name, meant }]);
});

describe('a name that was meant to keep something from people', () => {
  test.each([
    ['INCLUDE_ERRORMESSAGES', 'false', 'INCLUDE_ERROR_MESSAGE'],
    ['TENANT_CALLER', 'Provisioning.Read.All: *', 'TENANT_CALLERS'],
  ])('is refused: %s', (name, value, meant) => {
    const refused = `${name} looks like ${meant} and would protect nothing: name it ${meant}, or remove it.`;
    expect(() => misspelled({ [name]: value })).toThrow(refused);
  });

  test('is left alone beside the right one', () => {
    const env = { INCLUDE_ERROR_MESSAGE: 'false', INCLUDE_ERROR_MESSAGES: 'true' };
    expect(misspelled(env)).toEqual([{ name: 'INCLUDE_ERROR_MESSAGES', meant: 'INCLUDE_ERROR_MESSAGE' }]);
  });

  test('tells no caller what else is wrong, where it says who may see what', () => {
    const wrong = { TENANTS: 'nonsense' };
    const isForCallers = (env: Record<string, string>) => {
      try {
        misspelled({ ...wrong, ...env });
      } catch (error) {
        return error instanceof ConfigurationError && error.isForCallers;
      }
      throw new Error('it was not refused');
    };
    expect(isForCallers({})).toBe(true);
    expect(isForCallers({ TENANT_CALLER: 'Provisioning.Read.All: *' })).toBe(false);
  });
});

test('several are named in order, each once', () => {
  const env = { stale_after: 'x', emit_changed: 'x', Emit_Changed: 'x' };
  expect(misspelled(env).map(({ name }) => name)).toEqual(['Emit_Changed', 'emit_changed', 'stale_after']);
});

test('a name is cut, and loses what no text may hold', () => {
  const [found] = misspelled({ [`EMIT${'_'.repeat(500)}\u001bCHANGED`]: 'x' });
  expect(found?.meant).toBe('EMIT_CHANGED');
  expect(found?.name).toMatch(/^EMIT_+…$/);
  expect(found?.name.length).toBeLessThanOrEqual(100);
});

describe('no alarm', () => {
  test('for a setting that is blank', () => {
    expect(misspelled({ emit_changed: ' ' })).toEqual([]);
  });

  test('where names have no case, so that both names are one variable', () => {
    expect(misspelled({ emit_changed: 'true', EMIT_CHANGED: 'true' })).toEqual([]);
  });

  test.each([
    'PATH',
    'BATCH',
    'MATCH',
    'FOO__clientId',
    'FOO__emit_changed',
    'Other__tableServiceUri',
    'ServiceBus__credential',
    'ServiceBus__managedIdentityResourceId',
    'ServiceName',
    'ServiceBusNamespace',
    'HTTP_PROXY',
    'HTTP_PATH',
    'GRAPH_CLIENT_SECRET',
    'GRAPH_PRINCIPAL_ID',
    'AZURE_TENANT_ID',
    'EVENT_HUB',
    'WATCHDOG',
  ])('for %s, which is another name', (name) => {
    expect(misspelled({ [name]: 'x' })).toEqual([]);
  });

  test('for what the platform sets', () => {
    expect(platformNames.length).toBeGreaterThan(150);
    expect(misspelled(Object.fromEntries(platformNames.map((name) => [name, 'x'])))).toEqual([]);
  });
});
