import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { startConnector } from '../../../test/support/connector.ts';
import { pollNow } from '../../../test/support/poll-now.ts';
import { cloudsIn, runnable, runScript } from '../../../test/support/run-script.ts';
import { withCloud } from '../../../test/support/with-cloud.ts';
import { stagedApp } from '../../staged-app.ts';
import { type Cloud, startCloud } from '../cloud.ts';
import { microsoftGraph, microsoftGraphAppId } from '../graph/app-roles/microsoft-graph.ts';
import { createTenant } from '../graph/tenant.ts';

/** Whether somebody listens there. */
function isOpen(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address.replace(/^sb:/, 'http:'));
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

const addresses = ({ identity, graph, tables, bus }: Cloud) => [
  identity.endpoint,
  graph.endpoint,
  tables.url,
  bus.endpoint,
];

test('a test that fails leaves no part of its cloud behind', async () => {
  let parts: string[] = [];
  const failing = withCloud({}, async (cloud) => {
    const app = await cloud.startApp({ appFolder: stagedApp });
    parts = [...addresses(cloud), app.url];
    for (const part of parts) expect(await isOpen(part)).toBe(true);
    throw new Error('the test fails');
  });
  await expect(failing).rejects.toThrow('the test fails');
  expect(parts).toHaveLength(5);
  for (const part of parts) expect(await isOpen(part)).toBe(false);
});

test('an app that does not start fails the test with its reason, and the cloud can still be closed', async () => {
  const cloud = await startCloud();
  const broken = cloud.startApp({ appFolder: stagedApp, settings: { POLL_SCHEDULE: 'now and then' } });
  await expect(broken).rejects.toThrow("'now and then'");
  const parts = addresses(cloud);
  await cloud.close();
  for (const part of parts) expect(await isOpen(part)).toBe(false);
});

test('clouds side by side know nothing of each other', async () => {
  await withCloud({}, async (one) => {
    await withCloud({}, async (other) => {
      expect(addresses(one).filter((address) => addresses(other).includes(address))).toEqual([]);
      one.tenant.addPrincipal({ id: 'a', appId: 'a', displayName: 'A' });
      expect(other.tenant.principal('a')).toBeUndefined();
      expect(one.identity.header).not.toBe(other.identity.header);
    });
  });
});

test('a process that is killed takes its whole cloud with it, files included', async () => {
  const tmp = await mkdtemp(join(tmpdir(), 'killed-'));
  try {
    const script = runScript(await runnable('test/support/cloud-script.ts'), [], tmp);
    const parts: string[] = JSON.parse(await script.line(/^\[/));
    for (const part of parts) expect(await isOpen(part)).toBe(true);
    expect(await cloudsIn(tmp)).toHaveLength(1);
    script.kill('SIGKILL');
    expect(await script.ended).toBe('SIGKILL');
    await vi.waitFor(async () => {
      for (const part of parts) expect(await isOpen(part)).toBe(false);
      expect(await cloudsIn(tmp)).toEqual([]);
    }, 60_000);
  } finally {
    await rm(tmp, { recursive: true, force: true });
  }
});

test('an app role that is granted in Graph stands in the tokens of the identity from then on', async () => {
  const tenant = createTenant();
  const connectorId = '44444444-4444-4444-8444-444444444444';
  tenant.addPrincipal({
    id: connectorId,
    appId: '55555555-5555-4555-8555-555555555555',
    displayName: 'Connector',
  });
  tenant.addPrincipal(microsoftGraph());
  const identity = {
    systemAssigned: { principalId: connectorId },
    roles: (principalId: string) => tenant.appRolesOf(principalId, microsoftGraphAppId),
    lifetimeSeconds: 1,
  };
  const grant = (value: string) => {
    const graph = [...tenant.principals()].find(
      ({ principal }) => principal.appId === microsoftGraphAppId,
    )?.principal;
    const role = graph?.appRoles.find((appRole) => appRole.value === value);
    tenant.assignAppRole({
      principalId: connectorId,
      resourceId: graph?.id ?? '',
      appRoleId: role?.id ?? '',
    });
  };
  await withCloud({ tenant, identity }, async (cloud) => {
    const connector = await startConnector(cloud);
    const outcome = async () => (await pollNow(connector)).outcome;
    // A token that lives for a second may be over within a poll: then there is no outcome.
    await expect.poll(outcome).toBe('failed');
    grant('Application.Read.All');
    grant('Synchronization.Read.All');
    await expect.poll(outcome).toBe('complete');
  });
});
