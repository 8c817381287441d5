import { applications } from './applications.ts';
import { blind } from './blind.ts';
import { outages } from './outages.ts';
import { type Scenario, shortTokens } from './scenario.ts';
import { storm } from './storm.ts';
import { tour } from './tour.ts';

interface Named {
  readonly what: string;
  readonly scenario: Scenario;
}

export const scenarios = {
  tour: { what: 'each way in which a quarantine begins, is retried and ends', scenario: tour },
  outages: { what: 'each service goes away for a while', scenario: outages },
  storm: { what: '50 jobs fail in one moment, and are well again in another', scenario: storm(50) },
  blind: {
    what: 'the connector may not read, cannot read, and loses its table: it never looks well',
    scenario: blind,
  },
  quiet: {
    what: 'nothing happens by itself: the terminal is yours',
    scenario: { applications, tokenSeconds: shortTokens, steps: [] },
  },
} as const satisfies Record<string, Named>;

export type ScenarioName = keyof typeof scenarios;

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}
