import { readdirSync, readFileSync } from 'node:fs';

const azure = new URL('../../', import.meta.url);

type Values = Readonly<Record<string, string>>;

/** What the templates put into the queries for one tenant. */
const samples: Values = {
  andTenant: '',
  byTenant: '',
  causes: "'http401', 'http403'",
  firstPollBy: '2026-03-10T01:00:00Z',
  functionAppName: 'func-quarantine',
  heartbeat: 'poll',
  minutes: '20',
  ofTenants: '',
  runs: '3',
  unreadMinutes: '60',
  unsentMinutes: '15',
};

/** The column that says which tenant a line is about, as the templates write it. */
const tenant = `Tenant = tolower(extract('"tenantId":"([^"]*)"', 1, Message))`;

/** The lines that put a name in front of an id. @param names by the ids of their tenants */
export function named(names: Values): string {
  const json = JSON.stringify(names).replaceAll("'", "''");
  return `| extend Name = tostring(parse_json(@'${json}')[Tenant])\n| extend Tenant = iff(Name == '', Tenant, strcat(Name, ' ', Tenant))`;
}

/** What the templates put into them for several tenants, beside what they put in for one. */
const ofSeveral: Values = {
  heartbeat: 'tick',
  mostTenants: '20',
  named: named({ '88888888-8888-4888-8888-888888888888': "Fabrikam's own" }),
  settledMinutes: '15',
  tenant,
};

/** The text of a query, with these values in place of its parameters. @throws when it has another one */
export function filled(text: string, values: Values): string {
  return text.replaceAll(parameter, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the query has the unknown parameter ${name}`);
    return value;
  });
}

const parameter = /\{(\w+)\}/g;

/** A query of the alerts or of the workbook. */
export interface QueryFile {
  /** Its folder and name, such as `queries/unsent`; what several tenants have instead is called by the same name. */
  readonly name: string;
  /** As it is written. */
  readonly text: string;
  /** As it would be deployed. */
  readonly query: string;
  /** The names of its parameters, each once. */
  readonly parameters: readonly string[];
}

const read = (path: string) => readFileSync(new URL(`${path}.kql`, azure), 'utf8');

const namesIn = (folder: string) =>
  readdirSync(new URL(folder, azure))
    .filter((file) => file.endsWith('.kql'))
    .map((file) => file.slice(0, -4));

function queryFile(name: string, text: string, values: Values): QueryFile {
  const parameters = [...new Set([...text.matchAll(parameter)].flatMap(([, found]) => found ?? []))];
  return { name, text, query: filled(text, values), parameters };
}

/** Every query of the alerts and of the workbook, as one tenant has it. @throws when one has a parameter that is not known here */
export const queryFiles: readonly QueryFile[] = ['queries', 'workbook'].flatMap((folder) =>
  namesIn(folder).map((name) => queryFile(`${folder}/${name}`, read(`${folder}/${name}`), samples)),
);

const bounded = read('queries/tenants/bounded');
/** Alerts on the connector as a whole. */
const ofNoTenant = ['heartbeat-missing', 'http-5xx', 'log-capped', 'tenant-missing'];

/** The same as several tenants have them, and what only they have. */
export const queryFilesOfSeveral: readonly QueryFile[] = [...alertsOfSeveral(), ...workbookOfSeveral()];

function alertsOfSeveral(): QueryFile[] {
  const own = namesIn('queries/tenants').filter((name) => name !== 'bounded');
  const values = { ...samples, ...ofSeveral, andTenant: `, ${tenant}`, byTenant: ` by ${tenant}` };
  return [...new Set([...namesIn('queries'), ...own])].map((name) => {
    const text = read(own.includes(name) ? `queries/tenants/${name}` : `queries/${name}`);
    const whole = ofNoTenant.includes(name) ? text : bounded.replace('{query}', () => text);
    return queryFile(`queries/${name}`, whole, values);
  });
}

function workbookOfSeveral(): QueryFile[] {
  // As the workbook fills in its parameter where all are chosen.
  const ofTenants = `\n| extend ${tenant}\n| where '*' in ('*') or Tenant in ('*')\n${ofSeveral.named}`;
  const values = { ...samples, andTenant: ', Tenant', ofTenants };
  return ['workbook', 'workbook/tenants'].flatMap((folder) =>
    namesIn(folder).map((name) => queryFile(`workbook/${name}`, read(`${folder}/${name}`), values)),
  );
}

/** The values that a query of the alerts has in a deployment, for one tenant or for several. */
export function deployedValues(values: Values, several: boolean): Values {
  const shared = { ...samples, ...values };
  return several
    ? { ...shared, ...ofSeveral, andTenant: `, ${tenant}`, byTenant: ` by ${tenant}`, ...values }
    : shared;
}
