import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Cloud } from '../../infra/local/cloud.ts';
import { createTenant } from '../../infra/local/graph/tenant.ts';
import { type Service, services, takeAway } from '../e2e/outages/take-away.ts';
import { healthyJob, quarantinedJob } from '../support/jobs.ts';
import { withCloud } from '../support/with-cloud.ts';
import { leaksIn, type Secret } from './secret-forms.ts';
import { withTalkativeApp } from './staged-copy.ts';
import { startWitness, type Witness } from './witness.ts';

const principal = '11111111-1111-4111-8111-111111111111';
const made = (): string => randomBytes(33).toString('base64');
const token = `eyJhbGciOiJub25lIn0.${Buffer.from(`{"tid":"${randomUUID()}"}`).toString('base64url')}.${made()}`;
const ofTheCaller = made();
const ofGraph = made();

/** A tenant whose two jobs are read in two pages. */
function tenant() {
  const tenant = createTenant();
  tenant.addPrincipal({ id: principal, appId: principal, displayName: 'Fabrikam' });
  tenant.setJob(principal, healthyJob('scim.1'));
  tenant.setJob(principal, quarantinedJob(undefined, {}, 'scim.2'));
  return tenant;
}

/** @param withWords whether Graph's own words may be let out, tokens aside: then a secret that it echoes may too */
function secretsOf(cloud: Cloud, { host }: Witness, withWords = false): Secret[] {
  const echoed = { name: 'a secret in an error of Graph', value: ofGraph };
  return [
    ...(withWords ? [] : [echoed]),
    { name: 'the identity header', value: cloud.identity.header },
    { name: 'the function key', value: host.functionKey },
    { name: 'the master key', value: host.masterKey },
    { name: "the caller's token", value: ofTheCaller },
    {
      name: "the storage account's key",
      value: /AccountKey=([^;]+)/.exec(cloud.tables.connectionString)?.[1] ?? '',
    },
  ];
}

const careless = { authorization: `Bearer ${ofTheCaller}`, cookie: `session=${ofTheCaller}` };

/** Everything that the connector can do, while a service is away. */
async function pollWithout(away: Service | undefined, cloud: Cloud, witness: Witness): Promise<void> {
  const back = await takeAway(away ? [away] : [], cloud);
  await witness.ask('poll', 'POST');
  for (const path of ['health', 'jobs?maxpagesize=1', `jobs/${principal}/scim.1`]) await witness.ask(path);
  await back();
}

/** Refusals whose bodies hold secrets, as services have been seen to echo what they were sent. */
const refusals = [401, 404, 500].map((status) => ({
  match: { path: /synchronization|\$batch|servicePrincipals/ },
  status,
  error: { code: 'InvalidAuthenticationToken', message: `Bearer ${token} is not accepted: ${ofGraph}` },
}));

test.each([
  ['no secret is printed, stored, sent or answered, whatever fails', 'false'],
  ["Graph's own words are let out where they may be, but no token in them", 'true'],
])('%s', async (_rule, includeErrorMessage) => {
  await withTalkativeApp('', (appFolder) =>
    withCloud({ tenant: tenant(), graph: { jobPageSize: 1 } }, async (cloud) => {
      const settings = { INCLUDE_ERROR_MESSAGE: includeErrorMessage };
      const witness = await startWitness(cloud, { appFolder, settings }, careless);
      // Azure's library, asked to print everything, prints the broker's words: those are not the connector's to hide.
      const quiet = { ...settings, AZURE_LOG_LEVEL: '' };
      const refused = await startWitness(cloud, { appFolder, settings: quiet }, careless);
      cloud.bus.failNext('provisioning-quarantine', {
        condition: 'amqp:unauthorized-access',
        description: `Unauthorized: ${token}`,
        times: 1,
      });
      await pollWithout(undefined, cloud, refused);
      cloud.tenant.setJob(principal, quarantinedJob());
      await pollWithout(undefined, cloud, witness);
      const [graph, ...others] = services;
      for (const service of others) await pollWithout(service, cloud, witness);
      for (const fault of refusals) {
        const mend = cloud.graph.faults.add(fault);
        await pollWithout(undefined, cloud, witness);
        mend();
      }
      // Last: it asks to be left alone for longer than the test takes.
      await pollWithout(graph, cloud, witness);
      const outlets = [...refused.outlets(), ...witness.outlets()];
      for (const part of ['the log', 'the table', 'the bus', 'the answer']) {
        expect(outlets.filter(({ where }) => where.startsWith(part)).length, part).toBeGreaterThan(1);
      }
      const withWords = includeErrorMessage === 'true';
      expect(leaksIn(outlets, secretsOf(cloud, witness, withWords))).toEqual([]);
    }),
  );
});

test('no key of a connection string is let out, whether it is of use or not', {
  timeout: 120_000,
}, async () => {
  const key = made();
  const bus = 'SharedAccessKeyName=Root;SharedAccessKey=';
  await withTalkativeApp('', (appFolder) =>
    withCloud({ tenant: tenant() }, async (cloud) => {
      const without = { SnapshotStorage__tableServiceUri: '', ServiceBus__fullyQualifiedNamespace: '' };
      const emulated = await startWitness(cloud, {
        appFolder,
        settings: {
          ...without,
          SnapshotStorage: cloud.tables.connectionString,
          // The broker speaks TLS: nothing can be sent to it like this.
          ServiceBus: `Endpoint=sb://localhost:${cloud.bus.port};${bus}${key};UseDevelopmentEmulator=true;`,
        },
      });
      expect(JSON.parse((await emulated.ask('poll', 'POST')).text)).toMatchObject({
        counts: { eventsSent: 0 },
      });
      const wrong = await startWitness(cloud, {
        appFolder,
        settings: {
          ...without,
          SnapshotStorage: `AccountName=contoso;AccountKey=${key};EndpointSuffix=core.windows.net`,
          ServiceBus: `Endpoint=sb://contoso.servicebus.windows.net;${bus}${key}`,
          EVENT_ENTITY: key,
          PUBLIC_URL: `https://contoso.azurewebsites.net?code=${key}`,
        },
      });
      expect((await wrong.ask('jobs')).text).toContain('InvalidConfiguration');
      await wrong.host.invoke('poll');
      const secrets = [{ name: 'a key', value: key }];
      for (const witness of [emulated, wrong]) {
        expect(leaksIn(witness.outlets(), [...secrets, ...secretsOf(cloud, witness)])).toEqual([]);
      }
    }),
  );
});

test('a secret that the app does print is found, plain and in base64', async () => {
  const code = `
    console.log(process.env.IDENTITY_HEADER);
    process.stderr.write(Buffer.from('x' + process.env.IDENTITY_HEADER).toString('base64') + '\\n');`;
  await withTalkativeApp(code, (appFolder) =>
    withCloud({}, async (cloud) => {
      const witness = await startWitness(cloud, { appFolder });
      const leaks = leaksIn(witness.outlets(), secretsOf(cloud, witness));
      expect(new Set(leaks.map(({ name, form }) => `${name}: ${form}`))).toEqual(
        new Set(['the identity header: plain', 'the identity header: base64']),
      );
    }),
  );
});
