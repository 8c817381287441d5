import { afterAll, expect, test, vi } from 'vitest';
import { app } from '../../src/app.ts';

const [homeId, otherId] = ['6b1f0a58-ae1d-4fc1-8c5a-2d5c0e1f2a3b', 'b1d7d2f0-6a4e-4f5e-9a55-0c1c2f3e4d5b'];
const settings = {
  TENANT_ID: homeId,
  TENANTS: otherId,
  Graph__appId: '11111111-1111-4111-8111-111111111111',
  SnapshotStorage__tableServiceUri: 'https://contoso.table.core.windows.net',
  ServiceBus__fullyQualifiedNamespace: 'contoso.servicebus.windows.net',
};

afterAll(() => vi.unstubAllEnvs());

test('a tenant is put together once, and of ids that are not watched nothing is kept', () => {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  const { home, tenant, tenantIds } = app();
  expect(tenantIds).toEqual([homeId, otherId]);
  expect(tenant(homeId)).toBe(home);
  expect(tenant(otherId)).toBe(tenant(otherId));

  const kept = vi.spyOn(Map.prototype, 'set');
  expect(tenant('7e57ab1e-0000-4000-8000-000000000001')).toBeUndefined();
  expect(kept).not.toHaveBeenCalled();
  kept.mockRestore();
});
