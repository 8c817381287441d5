import type { Deployment } from './deployment.ts';
import {
  billedMs,
  eventsOf,
  gibOf,
  meterNames,
  minutesAMonth,
  monthlyQuantities,
  type PollUse,
  pagesOf,
  price,
  type Quantities,
  type Size,
  writesOf,
} from './monthly-cost.ts';
import type { Meters } from './prices.ts';

/** Something that a deployment has when it is asked for, and what it uses more in a month, or less. */
export interface Addition {
  readonly what: string;
  readonly uses: Quantities;
}

/** All that can be asked for, of one tenant. */
export function additions(poll: PollUse, size: Size, of: Deployment): Addition[] {
  const events = eventsOf(size, of);
  const gib = gibOf(size, of);
  const everyMinute = minutesAMonth;
  const calls = minutesAMonth / of.clock.minutesBetweenCalls;
  const own = monthlyQuantities(poll, size, of);
  const requests = (count: number, tableTransactions: number) => ({
    executions: count,
    gbSeconds: count * gib,
    tableTransactions: count * tableTransactions,
    logGb: (count * of.recordsARequest * of.bytesARecord) / 1e9,
  });
  const consumer = ({ minutesBetweenLooks, builtInActionsAnEvent }: Consumer) => {
    const looks = minutesAMonth / minutesBetweenLooks;
    return {
      connectorCalls: looks + events * of.connectorCallsAnEvent,
      builtInActions: events * builtInActionsAnEvent,
      busOperations: looks + events * of.busOperationsADelivery,
    };
  };
  return [
    { what: `notices, looked for every ${of.notice.minutesBetweenLooks} minutes`, uses: consumer(of.notice) },
    {
      what: 'each on-call receiver, looked for every minute',
      uses: {
        ...consumer(of.onCall),
        tableTransactions: events * of.onCall.tableTransactionsAnEvent,
        metricSeries: of.onCall.metricSeries,
      },
    },
    {
      what: 'the digest, once a day',
      uses: { builtInActions: (of.digest.builtInActionsADay * minutesAMonth) / (24 * 60) },
    },
    {
      what: `a clock of your own, which polls every ${of.clock.minutesBetweenCalls} minutes beside the timer`,
      uses: {
        builtInActions: calls * of.clock.builtInActionsACall,
        executions: calls,
        gbSeconds: (calls * billedMs(poll.wallMs) * gib) / 1000,
        tableTransactions: calls * poll.tableTransactions,
        logGb: (calls * (of.recordsAPoll + writesOf(poll, size, of)) * of.bytesARecord) / 1e9,
      },
    },
    { what: 'metrics, scraped every minute', uses: requests(everyMinute, 2 + pagesOf(size, of)) },
    {
      what: 'a reader of the feed who asks every minute and mostly finds nothing',
      uses: requests(everyMinute, 1),
    },
    { what: 'a status page that is left open', uses: requests(everyMinute, 2 + pagesOf(size, of)) },
    { what: 'a watchdog (`HEARTBEAT_URL`)', uses: {} },
    {
      what: 'an instance that always runs for HTTP too',
      uses: { readyGbSeconds: own.readyGbSeconds / of.readyInstances },
    },
    {
      what: 'no instance that always runs (`ALWAYS_READY=`)',
      uses: {
        readyGbSeconds: -own.readyGbSeconds,
        readyRunGbSeconds: -own.readyRunGbSeconds,
        readyExecutions: -own.readyExecutions,
        gbSeconds: own.readyRunGbSeconds,
        executions: own.readyExecutions,
      },
    },
    {
      what: 'a dedicated plan (B1) instead of Flex Consumption',
      uses: {
        readyGbSeconds: -own.readyGbSeconds,
        readyRunGbSeconds: -own.readyRunGbSeconds,
        readyExecutions: -own.readyExecutions,
        dedicatedPlans: 1,
      },
    },
    {
      what: 'private: a Premium namespace and private endpoints',
      uses: {
        namespaces: -1,
        premiumUnits: 1,
        privateEndpoints: of.privateEndpoints,
        dnsZones: of.privateEndpoints,
      },
    },
  ];
}

/** Dollars a month that it adds to a deployment which has nothing else that was asked for. */
export function costOf({ uses }: Addition, own: Quantities, meters: Meters, priceOf = price): number {
  return meterNames(meters).reduce((sum, name) => {
    const before = own[name] ?? 0;
    return sum + priceOf(before + (uses[name] ?? 0), meters[name]) - priceOf(before, meters[name]);
  }, 0);
}

interface Consumer {
  readonly minutesBetweenLooks: number;
  readonly builtInActionsAnEvent: number;
}
