import type { tenantNames } from '../cloud-tenants.ts';
import { applications, salesforce, zendesk } from './applications.ts';
import { salesforceCredentials } from './quarantine-causes.ts';
import {
  type Application,
  allConditions,
  type Deed,
  type Scenario,
  type Step,
  shortTokens,
} from './scenario.ts';
import { tourApplications } from './tour-tenant.ts';

type Name = (typeof tenantNames)[number];

const withdrawn: Name = 'Fabrikam';
const limited: Name = 'Northwind';
const slow: Name = 'Adventure Works';
const paused: Name = 'Tailspin Toys';
/** They have an expired password in common. */
const careless: readonly Name[] = [
  'Litware',
  'Proseware',
  'Woodgrove Bank',
  'Wide World Importers',
  'Fourth Coffee',
  'Trey Research',
  'Lucerne Publishing',
];

const ofName = (name: string) => (application: Application) => application.principal.displayName === name;
const common = [...applications.filter(ofName(salesforce)), ...applications.filter(ofName(zendesk))];
/** Of those that are well in the tour, a few for each tenant. */
const more = ['ServiceNow', 'Slack', 'Atlassian Cloud', 'Dropbox Business', 'Databricks', 'Zoom', 'Figma'];
const others = more.map((_, index) => [
  ...common,
  ...tourApplications.filter(
    ({ principal: { displayName } }) =>
      displayName === more[index] || displayName === more[(index + 1) % more.length],
  ),
]);

const fail = (application: string, tenant?: string): Deed => ({
  verb: 'fail',
  application,
  ...salesforceCredentials,
  ...(tenant !== undefined && { tenant }),
});
const heal = (application: string, tenant?: string): Deed => ({
  verb: 'heal',
  application,
  ...(tenant !== undefined && { tenant }),
});
const inAll = (beat: number, say: string, does: (tenant: string) => Deed): Step[] =>
  careless.map((tenant, index) => ({ beat, does: does(tenant), ...(index === 0 && { say }) }));

/**
 * 48 beats over several tenants, each with a trouble of its own: what one of them does holds up no other, and clears nothing. A step of a
 * tenant that is not there is left out.
 */
export const tenants: Scenario = {
  applications,
  others,
  tokenSeconds: shortTokens,
  settings: allConditions,
  sends: { [salesforce]: ['quarantine began', 'quarantine cleared recovered'] },
  othersSend: {
    [withdrawn]: { [zendesk]: ['quarantine began', 'quarantine cleared recovered'] },
    [limited]: { [salesforce]: ['quarantine began', 'quarantine cleared recovered'] },
    [slow]: { [zendesk]: ['quarantine began', 'quarantine cleared recovered'] },
    [paused]: { [zendesk]: ['halt began paused', 'halt cleared resumed'] },
    ...Object.fromEntries(
      careless.map((name) => [name, { [salesforce]: ['quarantine began', 'quarantine cleared recovered'] }]),
    ),
  },
  steps: [
    { beat: 3, does: fail(salesforce), say: 'a quarantine begins in the home tenant' },
    { beat: 4, does: fail(zendesk, withdrawn), say: 'and another one in another tenant' },
    {
      beat: 6,
      does: { verb: 'slow', tenant: slow },
      say: 'each answer of Graph takes long: its polls take longer than the time between two, and hold up nobody',
    },
    { beat: 7, does: fail(zendesk, slow), say: 'a quarantine, seen all the same' },
    {
      beat: 10,
      does: { verb: 'withdraw', tenant: withdrawn },
      say: 'its admin takes the consent back: from the next token on nothing can be read of it, and nothing is cleared',
    },
    { beat: 11, does: { verb: 'limit', tenant: limited }, say: 'Graph answers 429 for this tenant' },
    { beat: 12, does: fail(salesforce, limited), say: 'a quarantine that nobody can see yet' },
    { beat: 13, does: heal(zendesk, withdrawn), say: 'it is mended, and nobody can see that either' },
    { beat: 14, does: heal(salesforce), say: 'with a new password it is lifted' },
    {
      beat: 15,
      does: { verb: 'pause', application: zendesk, tenant: paused },
      say: 'a job is paused: a halt',
    },
    ...inAll(17, 'and in the tenants after it: a password that they share has expired', (tenant) =>
      fail(salesforce, tenant),
    ),
    { beat: 22, does: { verb: 'unlimit', tenant: limited }, say: 'Graph serves it again' },
    { beat: 24, does: { verb: 'hasten', tenant: slow }, say: 'Graph is quick again' },
    {
      beat: 26,
      does: { verb: 'consent', tenant: withdrawn },
      say: 'the consent is given again: what was mended meanwhile is seen, and cleared',
    },
    { beat: 28, does: { verb: 'start', application: zendesk, tenant: paused }, say: 'started again' },
    ...inAll(30, 'and in the tenants after it: all have the new password', (tenant) =>
      heal(salesforce, tenant),
    ),
    { beat: 32, does: heal(zendesk, slow), say: 'lifted' },
    { beat: 33, does: heal(salesforce, limited), say: 'lifted' },
    { beat: 48, does: heal(salesforce), say: 'one more quiet cycle: the scenario ends' },
  ],
};
