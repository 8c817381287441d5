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

/** What is not named is not used. */
export type Quantities = Readonly<Partial<Record<MeterName, number>>>;

export const minutesAMonth = 730 * 60;
const secondsAMonth = minutesAMonth * 60;
const daysAMonth = 730 / 24;
const leastBilledMs = 1000;

/** What a deployment uses in a month, by meter, without anything that has to be asked for. */
export function monthlyQuantities(poll: PollUse, size: Size, of: Deployment) {
  const { tenants = 1 } = size;
  const isSeveral = tenants > 1;
  const ticks = minutesAMonth / size.minutesBetweenPolls;
  const polls = ticks * tenants;
  const gib = gibOf(size, of);
  const runs = isSeveral
    ? {
        ready: { executions: ticks, instanceMs: ticks * leastBilledMs },
        onDemand: { executions: polls, instanceMs: (polls / of.tenantsAtOnce) * billedMs(poll.wallMs) },
        // Beside its poll a message reads the run row, and a tick writes what it is.
        tableTransactions: ticks + polls,
        busOperations: polls * of.busOperationsAMessage,
      }
    : {
        ready: { executions: polls, instanceMs: polls * billedMs(poll.wallMs) },
        onDemand: { executions: 0, instanceMs: 0 },
        tableTransactions: 0,
        busOperations: 0,
      };
  const events = eventsOf(size, of);
  const rowBytes = size.jobs * of.jobRowBytes + events * of.monthsOfHistory * of.eventRowsBytes;
  const tableLogGb = (polls * writesOf(poll, size, of) * of.bytesARecord) / 1e9;
  return {
    readyGbSeconds: of.readyInstances * gib * secondsAMonth,
    readyRunGbSeconds: (runs.ready.instanceMs / 1000) * gib,
    readyExecutions: runs.ready.executions,
    gbSeconds: (runs.onDemand.instanceMs / 1000) * gib,
    executions: runs.onDemand.executions,
    tableTransactions: polls * poll.tableTransactions + runs.tableTransactions,
    rowGib: rowBytes / 2 ** 30,
    blobWrites: ticks,
    leaseRenewals: minutesAMonth * of.leaseRenewalsAMinute,
    namespaces: 1,
    busOperations: events * of.busOperationsAnEvent + runs.busOperations,
    // A gigabyte of logs has 10^9 bytes, unlike one of storage.
    logGb: tableLogGb + (polls * of.recordsAPoll * of.bytesARecord) / 1e9,
    keptLogGb: (tableLogGb * (of.keptLogDays - of.includedLogDays)) / daysAMonth,
    rulesEvery5Minutes: of.rulesEvery5Minutes + (isSeveral ? of.ofSeveral.rulesEvery5Minutes : 0),
    rulesEvery15Minutes: of.rulesEvery15Minutes,
    metricSeries: of.metricSeries + (isSeveral ? of.ofSeveral.metricSeries : 0),
  } satisfies Quantities;
}

export function gibOf({ jobs, tenants = 1 }: Size, of: Deployment): number {
  return jobs / tenants < of.largeFrom ? of.instanceGib : of.largeInstanceGib;
}

/** In a month. */
export function eventsOf({ jobs }: Size, of: Deployment): number {
  return jobs * of.eventsAJob;
}

/** Requests that read the rows of one tenant's jobs, page by page. */
export function pagesOf({ jobs, tenants = 1 }: Size, of: Deployment): number {
  return Math.ceil(jobs / tenants / of.rowsAPage);
}

/** Transactions of a poll that write, which are those that the tables log. */
export function writesOf(poll: PollUse, size: Size, of: Deployment): number {
  return poll.tableTransactions - pagesOf(size, of);
}

/** Milliseconds that a run of Flex Consumption is billed for. */
export function billedMs(wallMs: number): number {
  return Math.max(leastBilledMs, Math.ceil(wallMs / 100) * 100);
}

/** Dollars for so many of a meter in a month. */
export function price(quantity: number, meter: Meter): number {
  return listPrice(Math.max(0, quantity - (meter.free ?? 0)), meter);
}

/** The same where nothing is free. */
export function listPrice(quantity: number, { dollars, per = 1 }: Meter): number {
  return (quantity / per) * dollars;
}

/** Dollars a month for one part of the bill. */
export function monthlyCost(part: Part, quantities: Quantities, meters: Meters): number {
  return meterNames(meters)
    .filter((name) => meters[name].part === part)
    .reduce((sum, name) => sum + price(quantities[name] ?? 0, meters[name]), 0);
}

export function meterNames(meters: Meters): MeterName[] {
  return Object.keys(meters) as MeterName[];
}
