import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/config.ts';

const home = '6b1f0a58-ae1d-4fc1-8c5a-2d5c0e1f2a3b';
const contoso = '8aaf3c1e-9d0b-4c55-a7b8-3f6f3f1c2d4e';
const single = {
  TENANT_ID: home,
  SnapshotStorage__tableServiceUri: 'https://contoso.table.core.windows.net',
  ServiceBus__fullyQualifiedNamespace: 'contoso.servicebus.windows.net',
};
const several = { ...single, TENANTS: contoso, Graph__appId: '22222222-2222-4222-8222-222222222222' };

test('nobody is called unless an address is set', () => {
  expect(parseConfig(single).watchdog).toBeUndefined();
  expect(parseConfig({ ...single, HEARTBEAT_URL: ' ' }).watchdog).toBeUndefined();
});

test('each tenant has the address with its id in it', () => {
  const HEARTBEAT_URL = 'https://hc-ping.com/key/{tenantId}?of={tenantId}';
  const { watchdog } = parseConfig({ ...several, HEARTBEAT_URL });
  expect(watchdog?.(contoso)).toBe(`https://hc-ping.com/key/${contoso}?of=${contoso}`);
  expect(parseConfig({ ...single, HEARTBEAT_URL }).watchdog?.(home)).toBe(
    `https://hc-ping.com/key/${home}?of=${home}`,
  );
});

test('several tenants cannot share an address: one of them would speak for the others', () => {
  const HEARTBEAT_URL = 'https://hc-ping.com/s3cret';
  expect(() => parseConfig({ ...several, HEARTBEAT_URL })).toThrow(
    'HEARTBEAT_URL is one address for several tenants: set it to one with {tenantId} in it',
  );
  expect(() => parseConfig({ ...several, HEARTBEAT_URL })).not.toThrow('s3cret');
  expect(parseConfig({ ...single, HEARTBEAT_URL }).watchdog?.(home)).toBe(HEARTBEAT_URL);
});

test('what is wrong with it is said without repeating it', () => {
  const read = () => parseConfig({ ...single, HEARTBEAT_URL: 'http://hc-ping.com/s3cret' });
  expect(read).toThrow('HEARTBEAT_URL is not usable: set it to the https address to call after each poll');
  expect(read).not.toThrow('s3cret');
});
