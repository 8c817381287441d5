import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Cloud } from '../../infra/local/cloud.ts';
import { quarantine } from '../../infra/local/graph/job.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { createTemporaryFolder } from '../../infra/local/process/temporary-folder.ts';
import { stagedApp } from '../../infra/staged-app.ts';
import { type Connector, startConnector } from '../support/connector.ts';
import { deployedFiles } from '../support/deployed-files.ts';
import { functionNamesOfSeveral } from '../support/function-names.ts';
import { healthyJob } from '../support/jobs.ts';
import { pollTenant } from '../support/poll-tenant.ts';
import { withCloud } from '../support/with-cloud.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

const servicePrincipalId = '11111111-1111-4111-8111-111111111111';

function tenantWithOneJob() {
  const tenant = createTenant();
  tenant.addPrincipal({ id: servicePrincipalId, appId: servicePrincipalId, displayName: 'Fabrikam' });
  tenant.setJob(servicePrincipalId, healthyJob());
  return tenant;
}

test('what is deployed is the bundles with their maps, host.json, package.json and the documents that it serves', async () => {
  expect((await readdir(stagedApp)).sort()).toEqual(deployedFiles);
  const { functionTimeout, telemetryMode, extensionBundle } = JSON.parse(
    await readFile(join(stagedApp, 'host.json'), 'utf8'),
  );
  expect({ functionTimeout, telemetryMode, extensionBundle }).toEqual({
    functionTimeout: '00:10:00',
    telemetryMode: 'OpenTelemetry',
    extensionBundle: undefined,
  });
});

test('no request is asked whether its body is a form, which would load all of fetch', async () => {
  const bundle = await readFile(join(stagedApp, 'index.cjs'), 'utf8');
  expect(bundle).not.toMatch(/(typeof|instanceof) FormData/);
});

test('a stack of the bundle names functions, files and lines of its source, without arguments to Node', async () => {
  await withCloud({}, async (cloud) => {
    const { host } = await startConnector(cloud, { settings: { TENANT_ID: 'contoso' } });
    const ended = host.nextExecution('poll');
    await host.invoke('poll');
    const { error = '' } = await ended;
    const [, file = '', line] =
      /at parseConfig \((.+\/src\/config\/config\.ts):(\d+):\d+\)/.exec(error) ?? [];
    const source = await readFile(join(root, 'src', file.split('/src/')[1] ?? ''), 'utf8');
    expect(source.split('\n')[Number(line) - 1]).toContain('throw new ConfigurationError');
  });
});

test('a stack of a bundle whose map is not there is that of the bundle, and one of Node has its code', async () => {
  const folder = await createTemporaryFolder('without-map-');
  try {
    for (const file of ['start.cjs', 'stack-traces.cjs'])
      await copyFile(join(stagedApp, file), join(folder.path, file));
    const bundle = join(folder.path, 'index.cjs');
    const say = `
      const heads = (run) => { try { run(); } catch (error) { console.log(error.stack.split('\\n').slice(0, 2).join('\\n')); } };
      heads(function short() { throw new TypeError('broken'); });
      heads(() => Buffer.alloc('all'));
      heads(() => { throw Object.assign(new Error('numbered'), { code: 20 }); });
      heads(() => AbortSignal.abort().throwIfAborted());
    `;
    await writeFile(bundle, say);
    const { stdout } = await run(process.execPath, [join(folder.path, 'start.cjs')]);
    const [head, first, ofNode, , numbered, , aborted] = stdout.split('\n');
    expect([head, numbered]).toEqual(['TypeError: broken', 'Error: numbered']);
    expect(first).toContain(`at short (${await realpath(bundle)}:3:`);
    expect(ofNode).toMatch(/^TypeError \[ERR_INVALID_ARG_TYPE\]: /);
    expect(aborted).toMatch(/^AbortError: This operation was aborted/);
  } finally {
    await folder.remove();
  }
});

test('every function is registered, and none of the HTTP ones is anonymous', async () => {
  await withCloud({}, async (cloud) => {
    const { host } = await startConnector(cloud);
    const routes = host.functions.map(({ name, trigger }) => {
      if (trigger.type === 'timerTrigger')
        return `${name}: ${trigger.schedule}${trigger.runOnStartup ? ' at start' : ''}`;
      return trigger.type === 'httpTrigger'
        ? `${name}: ${trigger.methods.join(',')} ${trigger.route} ${trigger.authLevel}`
        : `${name}: a message of ${trigger.queueName}`;
    });
    expect(routes.sort()).toEqual([
      'episodes: GET,HEAD jobs/{servicePrincipalId}/{jobId}/episodes function',
      'event: GET,HEAD events/{number} function',
      'eventTrigger: GET,HEAD triggers/events function',
      'events: GET,HEAD events function',
      'eventsAtom: GET,HEAD events.atom function',
      'health: GET,HEAD health function',
      'job: GET,HEAD jobs/{servicePrincipalId}/{jobId} function',
      'jobs: GET,HEAD jobs function',
      'metrics: GET,HEAD metrics function',
      'openapi: GET,HEAD openapi.json function',
      'poll: 0 0 0 1 1 *',
      'pollNow: POST poll function',
      'resendEvent: POST events/{number}/resend function',
      'status: GET,HEAD status function',
      'swagger: GET,HEAD swagger.json function',
      'transitions: GET,HEAD jobs/{servicePrincipalId}/{jobId}/transitions function',
      'unknownRoute: GET,HEAD,POST,PUT,PATCH,DELETE {*path} function',
    ]);
  });
});

test('with several tenants there are a queue, a list of the tenants and a twin of each route, and none is anonymous', async () => {
  await withCloud({ tenants: 2 }, async (cloud) => {
    const { host } = await startConnector(cloud);
    expect(host.functions.map(({ name }) => name).sort()).toEqual(functionNamesOfSeveral);
    const http = host.functions.flatMap(({ trigger }) => (trigger.type === 'httpTrigger' ? [trigger] : []));
    expect(new Set(http.map(({ authLevel }) => authLevel))).toEqual(new Set(['function']));
  });
});

test('the keys are dropped only where the platform itself signs callers in', async () => {
  await withCloud({}, async (cloud) => {
    const levels = async (settings: Record<string, string>) => {
      const { host } = await startConnector(cloud, { settings });
      return new Set(
        host.functions.flatMap(({ trigger }) => (trigger.type === 'httpTrigger' ? [trigger.authLevel] : [])),
      );
    };
    expect(await levels({ HTTP_AUTH: 'entra' })).toEqual(new Set(['function']));
    expect(await levels({ HTTP_AUTH: 'entra', WEBSITE_AUTH_ENABLED: 'True' })).toEqual(
      new Set(['anonymous']),
    );
  });
});

test('wrong settings are told all at once, by the poll and over HTTP, without stopping the app from loading', async () => {
  await withCloud({}, async (cloud) => {
    const connector = await startConnector(cloud, {
      settings: {
        TENANT_ID: 'contoso',
        CONFIRM_AFTER: 'two minutes',
        ServiceBus__fullyQualifiedNamespace: '',
      },
    });
    const answer = await connector.get('jobs');
    expect(answer.status).toBe(500);
    expect(answer.headers.get('x-ms-error-code')).toBe('InvalidConfiguration');
    const text = await answer.text();
    for (const setting of ['TENANT_ID', 'CONFIRM_AFTER', 'ServiceBus']) expect(text).toContain(setting);
    const ended = connector.host.nextExecution('poll');
    await connector.host.invoke('poll');
    expect(await ended).toMatchObject({ result: 'failed' });
    expect(connector.host.logs.map(({ message }) => message).join('\n')).toContain('CONFIRM_AFTER');
  });
});

test('a token of another tenant stops the poll before anything is read or written', async () => {
  await withCloud({ tenant: tenantWithOneJob() }, async (cloud) => {
    const connector = await startConnector(cloud, {
      settings: { TENANT_ID: '99999999-9999-4999-8999-999999999999' },
    });
    const run = await connector.poll();
    expect(run).toMatchObject({ outcome: 'failed', jobsRead: 0, failures: [{ cause: 'WrongTenant' }] });
    expect(cloud.graph.requests).toEqual([]);
  });
});

test('a missing app role is explained: which, how it is granted, and that it can take a day', async () => {
  await withCloud(
    { tenant: tenantWithOneJob(), identity: { roles: ['Application.Read.All'] } },
    async (cloud) => {
      const run = await (await startConnector(cloud)).poll();
      expect(run).toMatchObject({ outcome: 'failed', failures: [{ cause: 'http401' }] });
      expect(run.failures[0]?.detail).toMatch(/Synchronization\.Read\.All/);
      expect(run.failures[0]?.detail).toMatch(/day/);
    },
  );
});

test('a list of ids needs Synchronization.Read.All alone and never asks for service principals', async () => {
  await withCloud(
    { tenant: tenantWithOneJob(), identity: { roles: ['Synchronization.Read.All'] } },
    async (cloud) => {
      const connector = await startConnector(cloud, { settings: { WATCH: servicePrincipalId } });
      expect(await connector.poll()).toMatchObject({ outcome: 'complete', jobsRead: 1 });
      const paths = cloud.graph.requests.flatMap(({ path, inner }) => [
        path,
        ...(inner ?? []).map((one) => one.path),
      ]);
      expect(paths.length).toBeGreaterThan(0);
      expect(paths.filter((path) => /\/servicePrincipals($|\?)/.test(path))).toEqual([]);
    },
  );
});

test('the Service Bus SDK is loaded only once there is an event to send, and nothing else where there is an identity', async () => {
  await withCloud({ tenant: tenantWithOneJob() }, async (cloud) => {
    const withoutEvent = await bundlesLoaded(cloud, {}, async (connector) => {
      await connector.poll();
      for (const path of ['jobs', 'health', 'status', `jobs/${servicePrincipalId}/scim.1`]) {
        expect((await connector.get(path)).status).toBe(200);
      }
    });
    expect(withoutEvent).toEqual(['index.cjs', 'start.cjs']);
    cloud.tenant.changeJob(servicePrincipalId, 'scim.1', (job) =>
      quarantine(job, { reason: 'Unknown', at: new Date() }),
    );
    const withEvent = await bundlesLoaded(cloud, {}, async (connector) => {
      expect(await connector.poll()).toMatchObject({ eventsSent: 1 });
    });
    expect(withEvent).toEqual(['index.cjs', 'service-bus.cjs', 'start.cjs']);
  });
});

test('what writes metrics is loaded only when somebody asks for them', async () => {
  await withCloud({ tenant: tenantWithOneJob() }, async (cloud) => {
    const loaded = await bundlesLoaded(cloud, {}, async (connector) => {
      expect((await connector.get('metrics')).status).toBe(200);
    });
    expect(loaded).toEqual(['index.cjs', 'metrics-text.cjs', 'start.cjs']);
  });
});

test("without a managed identity a developer's sign-in is tried, and it is told that there is none", async () => {
  const none = { IDENTITY_ENDPOINT: '', IDENTITY_HEADER: '' };
  // Whoever is signed in on the machine of this test does not count.
  const withoutIdentity = { ...none, AZURE_TOKEN_CREDENTIALS: 'EnvironmentCredential' };
  await withCloud({}, async (cloud) => {
    const loaded = await bundlesLoaded(cloud, withoutIdentity, async (connector) => {
      const answer = await connector.get('jobs');
      expect([answer.status, answer.headers.get('x-ms-error-code')]).toEqual([503, 'StorageUnavailable']);
      expect(await answer.text()).toContain('token');
    });
    expect(loaded).toEqual(['developer-credential.cjs', 'index.cjs', 'start.cjs']);
  });
});

test('what signs in to other tenants is loaded only once one of them is polled', async () => {
  await withCloud({ tenants: [tenantWithOneJob(), tenantWithOneJob()] }, async (cloud) => {
    const loaded = async (tenantId = '') =>
      bundlesLoaded(cloud, {}, async (connector) => {
        expect(await pollTenant(connector, tenantId)).toMatchObject({ outcome: 'complete', jobsRead: 1 });
      });
    expect(await loaded(cloud.tenantId)).toEqual(['index.cjs', 'start.cjs']);
    expect(await loaded(cloud.tenants[1]?.tenantId)).toEqual([
      'federated-credential.cjs',
      'index.cjs',
      'start.cjs',
    ]);
  });
});

/** The bundles that V8 met in an app that did these things. */
async function bundlesLoaded(
  cloud: Cloud,
  settings: Record<string, string>,
  use: (connector: Connector) => Promise<void>,
): Promise<string[]> {
  const folder = await createTemporaryFolder('coverage-');
  try {
    const connector = await startConnector(cloud, {
      settings: { ...settings, NODE_V8_COVERAGE: folder.path },
    });
    await use(connector);
    await connector.host.close();
    const loaded = new Set<string>();
    for (const name of await readdir(folder.path)) {
      const { result } = JSON.parse(await readFile(join(folder.path, name), 'utf8'));
      for (const { url } of result) if (url.includes('/out/')) loaded.add(basename(url));
    }
    return [...loaded].sort();
  } finally {
    await folder.remove();
  }
}
