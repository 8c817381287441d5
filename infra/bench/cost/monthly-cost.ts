import type { Deployment } from './deployment.ts';
import type { Meter, MeterName, Meters, Part } from './prices.ts';

/** What one poll takes: measured. */
export interface PollUse {
  readonly wallMs: number;
  readonly tableTransactions: number;
}

export interface Size {
  readonly jobs: number;
  readonly minutesBetweenPolls: number;
}

export type Quantities = Readonly<Record<MeterName, number>>;

const minutesAMonth = 730 * 60;

/** What a deployment uses in a month, by meter. */
export function monthlyQuantities(poll: PollUse, size: Size, of: Deployment): Quantities {
  const polls = minutesAMonth / size.minutesBetweenPolls;
  const looks = minutesAMonth / of.minutesBetweenLooks;
  const events = size.jobs * of.eventsAJob;
  const rowBytes = size.jobs * of.jobRowBytes + events * of.monthsOfHistory * of.historyRowBytes;
  // The tables log writes only; a poll reads the jobs' rows page by page.
  const reads = Math.ceil(size.jobs / of.rowsAPage);
  const records = polls * (of.recordsAPoll + poll.tableTransactions - reads);
  const gib = size.jobs < of.largeFrom ? of.instanceGib : of.largeInstanceGib;
  return {
    executions: polls,
    gbSeconds: (polls * billedMs(poll.wallMs) * gib) / 1000,
    tableTransactions: polls * poll.tableTransactions,
    rowGib: rowBytes / 2 ** 30,
    blobWrites: polls,
    leaseRenewals: minutesAMonth * of.leaseRenewalsAMinute,
    namespaces: 1,
    busOperations: looks + events * of.busOperationsAnEvent,
    // A gigabyte of logs has 10^9 bytes, unlike one of storage.
    logGb: (records * of.bytesARecord) / 1e9,
    rulesEvery5Minutes: of.rulesEvery5Minutes,
    rulesEvery15Minutes: of.rulesEvery15Minutes,
    metricSeries: of.metricSeries,
    connectorCalls: looks + events * of.connectorCallsAnEvent,
    builtInActions: events * of.builtInActionsAnEvent,
  };
}

/** Milliseconds that a run of Flex Consumption is billed for. */
function billedMs(wallMs: number): number {
  return Math.max(1000, Math.ceil(wallMs / 100) * 100);
}

/** Dollars for so many of a meter in a month. */
export function price(quantity: number, { dollars, per = 1, free = 0 }: Meter): number {
  return (Math.max(0, quantity - free) / per) * dollars;
}

/** Dollars a month for one part of the bill. */
export function monthlyCost(part: Part, quantities: Quantities, meters: Meters): number {
  const names = Object.keys(meters) as MeterName[];
  return names
    .filter((name) => meters[name].part === part)
    .reduce((sum, name) => sum + price(quantities[name], meters[name]), 0);
}
