import { readFile } from 'node:fs/promises';
import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { expect, test } from 'vitest';
import { withCloud } from '../../../../test/support/with-cloud.ts';
import type { Cloud } from '../../cloud.ts';
import { tenantNames } from '../../cloud-tenants.ts';
import { createTenant } from '../../graph/tenant.ts';
import { setScenes } from '../../scenario/play.ts';
import { type Deed, type Scenario, type TenantVerb, tenantVerbs } from '../../scenario/scenario.ts';
import { amongTenants, scenarios } from '../../scenario/scenarios.ts';
import { createStage, type Stage } from '../../scenario/stage.ts';
import { token } from '../graph/tokens.ts';
import { ask, claimsIn, graph } from '../identity/ask.ts';

const scenario: Scenario = scenarios.tenants.scenario;

/** A stage of three tenants, in each of which the scenario's applications are. */
function withStage(body: (stage: Stage, cloud: Cloud) => Promise<void>): Promise<void> {
  return withCloud({ tenants: 3 }, (cloud) => {
    setScenes(
      cloud.tenants.map(({ tenant }) => tenant),
      scenario,
    );
    return body(createStage(cloud), cloud);
  });
}

/** What Graph answers to a token of the tenant. */
async function askGraph({ settings, caFile }: Cloud, tenantId: string): Promise<number> {
  const request = createPipelineRequest({
    url: `${settings.GRAPH_ENDPOINT}/v1.0/servicePrincipals`,
    headers: createHttpHeaders({ authorization: `Bearer ${token({ tenantId })}` }),
  });
  request.tlsSettings = { ca: await readFile(caFile, 'utf8') };
  return (await createDefaultHttpClient().sendRequest(request)).status;
}

/** The names of the tenants in which Zendesk is in quarantine. */
const quarantined = ({ tenants }: Cloud) =>
  tenants
    .filter(({ tenant }) =>
      [...tenant.jobRecords()].some(
        ({ principal, job }) => principal.displayName === 'Zendesk' && job.status?.code === 'Quarantine',
      ),
    )
    .map(({ name }) => name);

test('what is done to an application is done in the tenant that is named, in the home tenant otherwise', async () => {
  await withStage(async (stage, cloud) => {
    const fail = { verb: 'fail', application: 'zendesk', reason: 'TooManyDeletes' } as const;
    await stage.perform({ ...fail, tenant: 'fabrikam' });
    expect(quarantined(cloud)).toEqual(['Fabrikam']);
    await stage.perform(fail);
    expect(quarantined(cloud)).toEqual(['Contoso', 'Fabrikam']);
    await expect(stage.perform({ ...fail, tenant: 'adatum' })).rejects.toThrow(
      "No tenant is called 'adatum'",
    );
    await stage.perform({ verb: 'delete', application: 'zendesk', tenant: 'northwind' });
    await expect(stage.perform({ verb: 'restore', application: 'zendesk' })).rejects.toThrow(
      'No deleted application',
    );
    await stage.perform({ verb: 'restore', application: 'zendesk', tenant: 'northwind' });
  });
});

test('what is done to a tenant touches no other, is done once, and is taken back', async () => {
  await withStage(async (stage, cloud) => {
    const [home, fabrikam] = cloud.tenants;
    if (!home || !fabrikam) throw new Error('there are three tenants');
    const statuses = async () => [
      await askGraph(cloud, home.tenantId),
      await askGraph(cloud, fabrikam.tenantId),
    ];
    const act = (...verbs: TenantVerb[]) =>
      Promise.all(verbs.map((verb) => stage.perform({ verb, tenant: 'fabrikam' })));
    await act('limit', 'limit');
    expect(await statuses()).toEqual([200, 429]);
    await act('unlimit');
    expect(await statuses()).toEqual([200, 200]);

    await act('slow');
    expect(await askGraph(cloud, home.tenantId)).toBe(200);
    const quick = askGraph(cloud, home.tenantId).then(() => 'quick');
    const slow = askGraph(cloud, fabrikam.tenantId).then(() => 'slow');
    expect(await Promise.race([slow, quick])).toBe('quick');
    await slow;
    await act('hasten');

    await act('withdraw', 'limit');
    await stage.calm();
    expect(await statuses()).toEqual([200, 200]);
  });
});

test('an app role is taken from the connector in one tenant, and given back', async () => {
  await withStage(async (stage, cloud) => {
    const [home] = cloud.tenants;
    const role = 'Application.Read.All';
    const rolesAtHome = async () => {
      const asked = { resource: graph, client_id: cloud.settings.Graph__clientId };
      return (await claimsIn(await ask(cloud.identity, asked))).roles;
    };
    await stage.perform({ verb: 'deny', role, tenant: 'fabrikam' });
    expect(await rolesAtHome()).toContain(role);
    await stage.perform({ verb: 'deny', role, tenant: home?.name ?? '' });
    expect(await rolesAtHome()).not.toContain(role);
    await stage.calm();
    expect(await rolesAtHome()).toContain(role);
  });
});

test('the scenario does to tenants everything that can be done to them, and takes it back', () => {
  const deeds = scenario.steps.flatMap(({ does }) => does ?? []);
  const verbs = new Set(deeds.map(({ verb }) => verb));
  for (const verb of tenantVerbs) expect(verbs).toContain(verb);
  const open = new Set<string>();
  const ends: Readonly<Record<string, string>> = {
    consent: 'withdraw',
    unlimit: 'limit',
    hasten: 'slow',
    heal: 'fail',
    start: 'pause',
  };
  for (const deed of deeds) {
    const on = `${'application' in deed ? deed.application : ''} ${'tenant' in deed ? deed.tenant : ''}`;
    const ended = ends[deed.verb];
    if (ended === undefined) open.add(`${deed.verb} ${on}`);
    else open.delete(`${ended} ${on}`);
  }
  expect([...open]).toEqual([]);
});

test('the scenario speaks of applications that its tenants have', () => {
  const tenants = tenantNames.map((name) => ({ name, tenant: createTenant() }));
  setScenes(
    tenants.map(({ tenant }) => tenant),
    scenario,
  );
  const has = (name: string, application: string) => {
    const principals = [...(tenants.find((each) => each.name === name)?.tenant.principals() ?? [])];
    return principals.some(({ principal }) => principal.displayName === application);
  };
  const inHome = (deed: Deed) => !('tenant' in deed) || deed.tenant === undefined;
  for (const { does } of scenario.steps)
    if (does && 'application' in does)
      expect(has(inHome(does) ? 'Contoso' : String(does.tenant), does.application)).toBe(true);
  for (const [name, sends] of Object.entries(scenario.othersSend ?? {}))
    for (const application of Object.keys(sends)) expect(has(name, application)).toBe(true);
});

test('among few tenants the scenario leaves out what others would do', () => {
  const few = amongTenants(scenario, ['Contoso', 'Fabrikam']);
  const named = few.steps.flatMap(({ does }) => (does && 'tenant' in does ? does.tenant : []));
  expect(new Set(named)).toEqual(new Set(['Fabrikam']));
  expect(Object.keys(few.othersSend ?? {})).toEqual(['Fabrikam']);
  expect(few.steps.at(-1)).toEqual(scenario.steps.at(-1));
});
