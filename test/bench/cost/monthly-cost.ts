import type { Prices } from './prices.ts';

/** What one poll takes: measured, the normal case. */
export interface PollUse {
  readonly seconds: number;
  readonly tableTransactions: number;
  readonly logBytes: number;
}

export interface Deployment {
  readonly jobs: number;
  readonly minutesBetweenPolls: number;
  /** Memory of the instance. */
  readonly gib: number;
  /** Bytes of a job's rows. */
  readonly bytesAJob: number;
  readonly eventsMonth: number;
  readonly alertRules: number;
  /** Of the Logic App's trigger. */
  readonly minutesBetweenLooks: number;
}

export interface MonthlyCost {
  readonly functions: number;
  readonly storage: number;
  readonly serviceBus: number;
  readonly logs: number;
  readonly alerts: number;
  readonly logicApp: number;
  readonly total: number;
}

const minutesAMonth = 30.4 * 24 * 60;
/** A send, a receive and a settlement for each of two subscriptions. */
const operationsAnEvent = 5;
const actionsAnEvent = 4;

/** Dollars a month. */
export function monthlyCost(use: PollUse, deployment: Deployment, prices: Prices): MonthlyCost {
  const polls = minutesAMonth / deployment.minutesBetweenPolls;
  const looks = minutesAMonth / deployment.minutesBetweenLooks;
  const beyond = (amount: number, free: number) => Math.max(0, amount - free);
  const { functions, storage, serviceBus, logs, alertRuleMonth, logicApp } = prices;
  const gbSeconds = polls * Math.max(1, use.seconds) * deployment.gib;
  const operations = deployment.eventsMonth * operationsAnEvent + looks;
  const parts = {
    functions:
      (beyond(polls, functions.freeExecutions) / 1e6) * functions.perMillionExecutions +
      beyond(gbSeconds, functions.freeGbSeconds) * functions.perGbSecond,
    storage:
      ((polls * use.tableTransactions) / 1e4) * storage.per10kTransactions +
      ((deployment.jobs * deployment.bytesAJob) / 2 ** 30) * storage.perGbMonth,
    serviceBus:
      serviceBus.baseMonth +
      (beyond(operations, serviceBus.included) / 1e6) * serviceBus.perMillionOperations,
    logs: ((polls * use.logBytes) / 2 ** 30) * logs.perGb,
    alerts: deployment.alertRules * alertRuleMonth,
    logicApp:
      looks * logicApp.perConnectorCall + deployment.eventsMonth * actionsAnEvent * logicApp.perAction,
  };
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}
