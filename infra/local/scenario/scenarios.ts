import { applications } from './applications.ts';
import { blind } from './blind.ts';
import { conditions } from './conditions.ts';
import { outages } from './outages.ts';
import { allConditions, type Scenario, shortTokens } from './scenario.ts';
import { storm } from './storm.ts';
import { tenants } from './tenants.ts';
import { tour } from './tour.ts';

interface Named {
  readonly what: string;
  readonly scenario: Scenario;
}

export const scenarios = {
  tour: {
    what: 'each way in which a quarantine begins, is retried and ends; a job that stops, and one that is late',
    scenario: tour,
  },
  conditions: {
    what: 'jobs are paused and disabled, stand still, fail objects and go: each way in which that begins and ends',
    scenario: conditions,
  },
  outages: { what: 'each service goes away for a while', scenario: outages },
  storm: { what: '50 jobs fail in one moment, and are well again in another', scenario: storm(50) },
  blind: {
    what: 'the connector may not read, cannot read, and loses its table: it never looks well',
    scenario: blind,
  },
  tenants: {
    what: 'several tenants: a consent is withdrawn, one is throttled, one slow, and the others go on',
    scenario: tenants,
  },
  quiet: {
    what: 'nothing happens by itself: the terminal is yours',
    scenario: { applications, tokenSeconds: shortTokens, settings: allConditions, steps: [] },
  },
} as const satisfies Record<string, Named>;

/** The scenario without what needs a tenant that is not there. */
export function amongTenants(scenario: Scenario, names: readonly string[]): Scenario {
  const isThere = (tenant: string | undefined) => tenant === undefined || names.includes(tenant);
  const { steps, othersSend = {} } = scenario;
  return {
    ...scenario,
    steps: steps.filter(({ does }) => isThere(does && 'tenant' in does ? does.tenant : undefined)),
    othersSend: Object.fromEntries(Object.entries(othersSend).filter(([tenant]) => isThere(tenant))),
  };
}

export type ScenarioName = keyof typeof scenarios;

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}
