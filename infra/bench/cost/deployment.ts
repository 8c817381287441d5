/** What the bench does not measure. Where a template says it, a test compares the two. */
export const deployment = {
  instanceGib: 0.5,
  largeInstanceGib: 2,
  largeFrom: 100_000,
  rowsAPage: 1_000,
  jobRowBytes: 4_600,
  historyRowBytes: 8_000,
  monthsOfHistory: 6,
  eventsAJob: 0.02,
  busOperationsAnEvent: 5,
  busOperationsAMessage: 3,
  tenantsAtOnce: 4,
  leaseRenewalsAMinute: 7,
  recordsAPoll: 5,
  bytesARecord: 1_000,
  rulesEvery5Minutes: 3,
  rulesEvery15Minutes: 9,
  metricSeries: 1,
  minutesBetweenLooks: 3,
  connectorCallsAnEvent: 2,
  builtInActionsAnEvent: 29,
};
export type Deployment = Readonly<typeof deployment>;

/** What is assumed beside that of several tenants, a sentence or two each. */
export function assumptionsOfSeveral(of: Deployment): string[] {
  return [
    `Each tenant is a message of the work queue, of ${of.busOperationsAMessage} bus operations: sent, received, completed. That a batch of them is not one operation is a guess, and the dearer one; so is that looking into an empty queue costs nothing, which is the cheaper one.`,
    `${of.tenantsAtOnce} polls share an instance and its time. Where the platform makes more instances than that takes, GB-s are up to ${of.tenantsAtOnce} times as many.`,
    'Of the alerts for each tenant none fires; alerts that only a deployment with several tenants has are not counted.',
  ];
}

/** What is assumed of a deployment, and what is left out, a sentence or two each. */
export function assumptions(of: Deployment): string[] {
  return [
    'A poll takes what it takes above where 20 % of the jobs have changed and Graph answers after 50 ms. What the hourly discovery of new jobs, throttling, retries and cold starts add is not counted, nor is any request over HTTP: an open status page asks once a minute.',
    `An instance has ${of.instanceGib} GB (\`instanceMemoryMB\`), and ${of.largeInstanceGib} GB from ${of.largeFrom} jobs on, where a run is taken to last as long as measured with the smaller one's heap. [A run is billed as a second at least](https://learn.microsoft.com/en-us/answers/a/12389275) (2025-11), then by steps of 100 ms (from memory).`,
    `A job's row has ${of.jobRowBytes} bytes and an event's ${of.historyRowBytes}, kept for ${of.monthsOfHistory} months (\`RETENTION\`): the simulators' jobs, [sized as the service does](https://learn.microsoft.com/en-us/archive/blogs/avkashchauhan/how-the-size-of-an-entity-is-caclulated-in-windows-azure-table-storage).`,
    `One job in a hundred goes into quarantine and out of it each month: ${of.eventsAJob} events a job. Changes and reminders are off unless asked for, and not counted.`,
    `An event takes ${of.busOperationsAnEvent} bus operations: it is sent, and received and settled from \`workflows\` and from \`subscribers\`. Every look of the Logic App is one. What a subscriber does while it waits is not counted.`,
    `The host is counted as awake all month, which is the most: it renews its lease [every 12 seconds](https://github.com/Azure/azure-functions-host/issues/11930) and its timer's [every 30](https://github.com/Azure/azure-webjobs-sdk/blob/dev/src/Microsoft.Azure.WebJobs.Host/Singleton/SingletonManager.cs), ${of.leaseRenewalsAMinute} a minute, and writes the [timer's status](https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs) after each poll. What else it reads and writes is not counted.`,
    `A poll writes ${of.recordsAPoll} records to the workspace (request, three lines of the host, heartbeat), and the log of the tables one more for each transaction that writes, each of ${of.bytesARecord} bytes. That a batch is one record is a guess: were it one a row, 2,000 changed jobs would log 2 MB a poll. Lines, dependencies and metrics of the host beside runs are not counted.`,
    `${of.rulesEvery5Minutes} log alert rules look every 5 minutes and ${of.rulesEvery15Minutes} every 15, and there is ${of.metricSeries} metric series. A rule that fires by a dimension has more series meanwhile, which are not counted.`,
    `The Logic App is there where \`notice\` is enabled. It looks every ${of.minutesBetweenLooks} minutes, and [every look is billed](https://learn.microsoft.com/azure/logic-apps/logic-apps-pricing). An event takes ${of.connectorCallsAnEvent} more connector calls (it is completed, and the next look follows at once) and ${of.builtInActionsAnEvent} built-in actions to Teams and by mail. The mails, the history of the runs and the daily digest are not counted.`,
    'Nothing else uses what is free. A month has 730 hours. Private endpoints, the Premium tier and other redundancy are not counted.',
  ];
}
