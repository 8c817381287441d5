import { expect, test } from 'vitest';
import { withCloud } from '../../../../test/support/with-cloud.ts';
import type { Cloud } from '../../cloud.ts';
import { tenantNames } from '../../cloud-tenants.ts';
import { createTenant } from '../../graph/tenant.ts';
import { setScenes } from '../../scenario/play.ts';
import { type Deed, type Scenario, tenantVerbs } from '../../scenario/scenario.ts';
import { amongTenants, scenarios } from '../../scenario/scenarios.ts';
import { createStage, type Stage } from '../../scenario/stage.ts';

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

test('what is done to a tenant is done once, and taken back', async () => {
  await withStage(async (stage, { tenants: [, fabrikam] }) => {
    if (!fabrikam) throw new Error('there are three tenants');
    const done: string[] = [];
    const spied = { ...fabrikam, withdrawConsent: () => done.push('withdrawn') };
    const own = createStage({
      ...({} as Cloud),
      tenants: [{ ...spied, giveConsent: () => done.push('given') }],
    });
    for (const verb of ['withdraw', 'withdraw', 'consent', 'consent', 'withdraw'] as const)
      await own.perform({ verb, tenant: 'fabrikam' });
    expect(done).toEqual(['withdrawn', 'given', 'withdrawn']);
    await own.calm();
    expect(done).toEqual(['withdrawn', 'given', 'withdrawn', 'given']);
    await stage.calm();
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
