import type { Deployment } from './deployment.ts';
import type { Meter, MeterName, Meters, Part } from './prices.ts';

/** What one poll of one tenant takes: measured. */
export interface PollUse {
  readonly wallMs: number;
  readonly tableTransactions: number;
}

export interface Size {
  /** Of all tenants together. */
  readonly jobs: number;
  /** With more than one each poll is brought by a message of the work queue; one unless given. */
  readonly tenants?: number;
  readonly minutesBetweenPolls: number;
}

export type Quantities = Readonly<Record<MeterName, number>>;

const minutesAMonth = 730 * 60;
const leastBilledMs = 1000;

/** What a deployment uses in a month, by meter. */
export function monthlyQuantities(poll: PollUse, size: Size, of: Deployment): Quantities {
  const { tenants = 1 } = size;
  const ticks = minutesAMonth / size.minutesBetweenPolls;
  const polls = ticks * tenants;
  const isSeveral = tenants > 1;
  // Beside its poll a message reads the run row, and a tick writes what it is.
  const queued = isSeveral
    ? {
        executions: ticks,
        instanceMs: ticks * leastBilledMs,
        tableTransactions: ticks + polls,
        atOnce: of.tenantsAtOnce,
      }
    : { executions: 0, instanceMs: 0, tableTransactions: 0, atOnce: 1 };
  const looks = minutesAMonth / of.minutesBetweenLooks;
  const events = size.jobs * of.eventsAJob;
  const rowBytes = size.jobs * of.jobRowBytes + events * of.monthsOfHistory * of.historyRowBytes;
  // The tables log writes only; a poll reads the jobs' rows page by page.
  const reads = Math.ceil(size.jobs / tenants / of.rowsAPage);
  const records = polls * (of.recordsAPoll + poll.tableTransactions - reads);
  const gib = size.jobs / tenants < of.largeFrom ? of.instanceGib : of.largeInstanceGib;
  return {
    executions: polls + queued.executions,
    gbSeconds: (((polls / queued.atOnce) * billedMs(poll.wallMs) + queued.instanceMs) * gib) / 1000,
    tableTransactions: polls * poll.tableTransactions + queued.tableTransactions,
    rowGib: rowBytes / 2 ** 30,
    blobWrites: ticks,
    leaseRenewals: minutesAMonth * of.leaseRenewalsAMinute,
    namespaces: 1,
    busOperations:
      looks + events * of.busOperationsAnEvent + (isSeveral ? polls * of.busOperationsAMessage : 0),
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
  return Math.max(leastBilledMs, Math.ceil(wallMs / 100) * 100);
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
