/** What the bench does not measure. Where a template says it, a test compares the two. */
export const deployment = {
  instanceGib: 0.5,
  largeInstanceGib: 2,
  largeFrom: 100_000,
  /** Instances that always run, for the timer. */
  readyInstances: 1,
  rowsAPage: 1_000,
  jobRowBytes: 5_300,
  eventRowsBytes: 8_700,
  monthsOfHistory: 6,
  eventsAJob: 0.02,
  busOperationsAnEvent: 1,
  busOperationsADelivery: 2,
  busOperationsAMessage: 3,
  tenantsAtOnce: 4,
  leaseRenewalsAMinute: 7,
  recordsAPoll: 5,
  recordsARequest: 3,
  bytesARecord: 1_000,
  keptLogDays: 90,
  includedLogDays: 31,
  rulesEvery5Minutes: 3,
  rulesEvery15Minutes: 9,
  metricSeries: 1,
  /** Those that only a deployment with several tenants has. */
  ofSeveral: { rulesEvery5Minutes: 1, metricSeries: 2 },
  connectorCallsAnEvent: 2,
  notice: { minutesBetweenLooks: 3, builtInActionsAnEvent: 31 },
  onCall: { minutesBetweenLooks: 1, builtInActionsAnEvent: 39, tableTransactionsAnEvent: 2, metricSeries: 2 },
  digest: { builtInActionsADay: 30 },
  clock: { minutesBetweenCalls: 5, builtInActionsACall: 3 },
  privateEndpoints: 4,
};
export type Deployment = Readonly<typeof deployment>;

/** What is assumed beside that of several tenants, a sentence or two each. */
export function assumptionsOfSeveral(of: Deployment): string[] {
  return [
    `Each tenant is a message of the work queue, of ${of.busOperationsAMessage} bus operations: sent, received, completed. That a batch of them is not one operation is a guess, and the dearer one; so is that looking into an empty queue costs nothing, which is the cheaper one.`,
    `The tick runs on the instance that always runs, for a second; the polls run on demand, and ${of.tenantsAtOnce} share an instance and its time. Where the platform makes more instances than that takes, GB-s are up to ${of.tenantsAtOnce} times as many.`,
    `There is ${of.ofSeveral.rulesEvery5Minutes} log rule more, and ${of.ofSeveral.metricSeries} metric series. Of the alerts for each tenant none fires.`,
  ];
}

/** What is assumed of a deployment, and what is left out, a sentence or two each. */
export function assumptions(of: Deployment): string[] {
  return [
    'A poll takes what it takes above where 20 % of the jobs have changed and Graph answers after 50 ms. What the hourly discovery of new jobs, throttling, retries and cold starts add is not counted, nor is any request over HTTP that is not a line above.',
    `An instance has ${of.instanceGib} GB (\`instanceMemoryMB\`), and ${of.largeInstanceGib} GB from ${of.largeFrom} jobs on, where a run is taken to last as long as measured with the smaller one's heap. ${of.readyInstances} always runs for the timer (\`alwaysReady\`), where nothing is free: its memory is paid for all month, and [for a run once more](https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing). The price page can be read as if the first were due only while nothing runs; this is the dearer reading. [A run is billed as a second at least, then by steps of 100 ms](https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing).`,
    `A job's row has ${of.jobRowBytes} bytes, and an event's two (feed and history) ${of.eventRowsBytes}, kept for ${of.monthsOfHistory} months (\`RETENTION\`): jobs of the simulators with all four conditions, [sized as the service does](https://learn.microsoft.com/en-us/archive/blogs/avkashchauhan/how-the-size-of-an-entity-is-caclulated-in-windows-azure-table-storage).`,
    `One job in a hundred goes into quarantine and out of it each month: ${of.eventsAJob} events a job. Other conditions, changes and reminders are off unless asked for, and not counted.`,
    `An event takes one bus operation to be sent, and ${of.busOperationsADelivery} for each subscription that is read: received and settled. The copy in \`archive\` takes none. [The base charge of Standard is due once a subscription](${busPage}): where it has a Standard namespace already, another costs nothing.`,
    `The instance that always runs keeps the host awake: it renews its lease [every 12 seconds](https://github.com/Azure/azure-functions-host/issues/11930) and its timer's [every 30](https://github.com/Azure/azure-webjobs-sdk/blob/dev/src/Microsoft.Azure.WebJobs.Host/Singleton/SingletonManager.cs), ${of.leaseRenewalsAMinute} a minute, and writes the [timer's status](https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs) after each poll. A renewal is taken to cost what a read does. What else it reads and writes is not counted.`,
    `A poll writes ${of.recordsAPoll} records to the workspace (request, three lines of the host, heartbeat), and the log of the tables one more for each transaction that writes, each of ${of.bytesARecord} bytes. Nothing is sampled. That a batch is one record is a guess: were it one a row, 2,000 changed jobs would log 2 MB a poll. Lines, dependencies and metrics of the host beside runs are not counted.`,
    `Logs are kept for ${of.keptLogDays} days (\`logRetentionDays\`), [which those of Application Insights include](https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure); the log of the tables is paid for beyond ${of.includedLogDays}.`,
    `${of.rulesEvery5Minutes} log alert rules look every 5 minutes and ${of.rulesEvery15Minutes} every 15, and there is ${of.metricSeries} metric series. A rule that fires by a dimension has [more series meanwhile](https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-overview), at a tenth of the rule each, which are not counted.`,
    'There is no Logic App unless asked for: those are lines of their own above. [Every look of one is billed](https://learn.microsoft.com/azure/logic-apps/logic-apps-pricing), whether it finds an event or not. A digest of a page without a job in trouble is counted; each such job takes five actions more.',
    'Regions differ most in logs: a GB costs 2.76 in East US 2, 2.99 in West Europe, 3.34 in Japan East, and 0.12 or 0.13 a month where it is kept longer.',
    'Nothing else uses what is free, which is counted once for a subscription or an account. A month has 730 hours. Mails, the key vault, the history of the runs of Logic Apps, traffic to the internet and other redundancy are not counted.',
  ];
}

const busPage = 'https://azure.microsoft.com/pricing/details/service-bus/';
