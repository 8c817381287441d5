import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readConnection } from '../../functions-host/service-bus-connection.ts';
import { type Identity, startIdentity } from '../../identity/start-identity.ts';
import { busRig } from '../bus/bus-rig.ts';
import { message, send } from '../bus/messages.ts';
import { jwt } from '../bus/tokens.ts';
import { useHosts } from './hosts.ts';
import { bundle, queueApp } from './queue-app.ts';

const hosts = useHosts();
const { bus, certificate, client } = busRig();
const tenantId = '11111111-2222-3333-4444-555555555555';
let appFolder: string;
let identity: Identity;

beforeAll(async () => {
  appFolder = await hosts.stage(queueApp);
});
afterEach(() => identity?.close());

describe('an identity-based connection', () => {
  /** A broker on which only the app's user-assigned identity may listen, and an instance that is told how to reach it. */
  async function start(more: (identity: Identity) => Record<string, string>) {
    identity = await startIdentity({ tenantId, userAssigned: [{}], systemAssigned: {} });
    const [user] = identity.userAssigned;
    const broker = await bus(
      { queues: { jobs: {} } },
      { tenantId, allow: { [user?.principalId ?? '']: { listen: ['jobs'] }, sender: { send: ['jobs'] } } },
    );
    const host = await hosts.start(appFolder, {
      caFile: certificate().caFile,
      settings: {
        ...bundle,
        ...identity.env,
        QUEUE: 'jobs',
        Bus__fullyQualifiedNamespace: broker.host,
        Bus__customEndpointAddress: broker.endpoint,
        ...more(identity),
      },
    });
    return { broker, host };
  }

  test('is that of the identity which its settings name', async () => {
    const { broker, host } = await start(({ userAssigned }) => ({
      Bus__credential: 'managedidentity',
      Bus__clientId: userAssigned[0]?.clientId ?? '',
    }));
    const execution = host.nextExecution('work');
    await send(client(broker, {}, jwt({ oid: 'sender', tid: tenantId })), 'jobs', message('{"do":"note"}'));
    expect(await execution).toMatchObject({ result: 'succeeded' });
    await host.close();
  });

  test('takes no notice of a client id unless it is said to be that of a managed identity', async () => {
    const refused = hosts.logged(/Action=Receive, EntityPath=jobs/);
    const { host } = await start(({ userAssigned }) => ({
      Bus__clientId: userAssigned[0]?.clientId ?? '',
    }));
    expect(await refused).toMatchObject({
      level: 'error',
      error: expect.stringContaining("'Listen' claim(s) are required"),
    });
    await host.close();
  });
});

describe('settings of a connection', () => {
  const namespace = { Bus__fullyQualifiedNamespace: 'x.servicebus.windows.net' };

  test('are a connection string, or a namespace with an identity', () => {
    expect(readConnection('Bus', { Bus: 'Endpoint=…', ...namespace })).toEqual({
      connectionString: 'Endpoint=…',
    });
    const named = { ...namespace, Bus__credential: 'managedIdentity', Bus__clientId: 'id' };
    expect(readConnection('Bus', named)).toMatchObject({ clientId: 'id' });
    expect(readConnection('Bus', namespace)).toEqual({
      fullyQualifiedNamespace: 'x.servicebus.windows.net',
      clientId: undefined,
      customEndpointAddress: undefined,
    });
  });

  test.each([
    [{}, "Service Bus connection 'Bus' does not exist. Make sure that it is a defined App Setting."],
    [{ Bus__clientId: 'id' }, "Connection should have an 'fullyQualifiedNamespace' property"],
    [{ ...namespace, Bus__credential: 'secret' }, "no 'secret' for Bus__credential"],
  ])('that are %j are refused', async (settings, words) => {
    expect(() => readConnection('Bus', settings)).toThrow(words);
    const start = hosts.start(appFolder, { settings: { ...bundle, QUEUE: 'jobs', ...settings } });
    await expect(start).rejects.toThrow(words);
  });
});
