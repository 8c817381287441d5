// What the designers of workflows show of the members of answers. They see a flat list of labels, most of them folded away.

/** Where a name, cut into words, would say too little, or too much of how it is made. */
const labels: Readonly<Record<string, string>> = {
  about: 'What Could Not Be Done',
  added: 'Was Added',
  after: 'Number to Remember',
  ageSeconds: 'Age in Seconds',
  appId: 'Application (Client) ID',
  applicationUrl: 'Link to the Application in Entra',
  began: 'Began At',
  bodyOmitted: 'Job Too Large to Be Stored',
  changedAt: 'Last Changed At',
  checks: 'Health Checks',
  clearedAfter: 'Ended After',
  clearedBefore: 'Ended Before',
  countRaw: 'Failing Objects as Graph Counts Them',
  covered: 'Every Known Job Was Asked',
  currentBegan: 'Current Quarantine Began At',
  data: 'Event Data',
  datacontenttype: 'Format of the Event Data',
  dataschema: 'Schema of the Event Data',
  deletes: 'May Delete People',
  detection: 'How It Was Learnt',
  displayName: 'Application Name',
  doubt: 'Not Confirmed Yet',
  durationSeconds: 'Duration in Seconds',
  entries: 'Objects Synchronized',
  evidence: 'What Shows It',
  expectedBy: 'Run Expected By',
  expectedDisableAt: 'Entra Switches the Job Off About',
  graphThrottled: 'Throttled Answers of Graph',
  jobsUnreadable: 'Jobs That Could Not Be Read',
  key: 'Job Key for Addresses',
  kind: 'Kind of Job',
  label: 'Job Name',
  lagSeconds: 'Late by Seconds',
  massDelay: 'Many Jobs Are Late',
  massRemoval: 'Many Jobs Vanished',
  meant: 'Setting That Is Probably Meant',
  milliseconds: 'Duration in Milliseconds',
  nextAttempt: 'Next Attempt of Entra At',
  nextLink: 'Link to the Next Page',
  observedAt: 'Last Read At',
  occurrence: 'Occurrence of the Episode',
  ofCount: 'Count That Leads to Quarantine',
  ofShare: 'Share That Leads to Quarantine',
  oldest: 'Oldest Waits Since',
  oldestWaitingSeconds: 'Longest Wait in Seconds',
  open: 'Is Open',
  portalUrl: 'Link to Provisioning in Entra',
  principals: 'Service Principals Asked',
  principalsUnread: 'Service Principals Never Read',
  published: 'Sent to Subscribers',
  reasons: 'Reasons Seen',
  recordedtime: 'Recorded At',
  sample: 'Examples',
  servicePrincipalId: 'Service Principal Object ID',
  share: 'Share of Failing Objects',
  snapshotUrl: 'Link to the Snapshot',
  source: 'Event Source',
  specversion: 'CloudEvents Version',
  stale: 'Too Old to Rely On',
  steps: 'What to Do',
  subject: 'Subject (Application Name)',
  suspended: 'Recovery Cannot Be Proven',
  sweptAt: 'Tenant Last Looked Through At',
  target: 'Wrong Parameter',
  text: 'Command Text',
  time: 'Event Time',
  towardsQuarantine: 'How Near to Quarantine',
  troubleshootingUrl: 'Link to Troubleshooting',
  truncated: 'Something Was Left Out',
  unreadable: 'Cannot Be Read Now',
  unreadableJobs: 'Jobs That Cannot Be Read',
  unreadPrincipals: 'Service Principals Never Read',
  url: 'Link',
  waiting: 'Events Waiting',
  what: 'What May Be So',
};

/** Title case, as Microsoft asks for; short words in the middle and the acronyms as they are written. */
const written: Readonly<Record<string, string>> = { id: 'ID', url: 'URL', at: 'At', of: 'of' };

/** `servicePrincipalId` -> `Service Principal Object ID`, `lastRunEndedAt` -> `Last Run Ended At`. */
export function labelOf(name: string): string {
  return (
    labels[name] ??
    name
      .split(/(?=[A-Z])/)
      .map(capitalized)
      .join(' ')
  );
}

function capitalized(word: string): string {
  return written[word.toLowerCase()] ?? `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** What a workflow is mostly made of: lists to loop over, what is wrong, since when, why, what to do, and whether to believe it. */
const first: ReadonlySet<string> = new Set([
  ...['value', 'displayName', 'label', 'state', 'kind', 'conditions', 'condition', 'type', 'status', 'stale'],
  ...['reason', 'errorCode', 'since', 'began', 'expectedDisableAt', 'lastRunEndedAt', 'portalUrl'],
  ...['number', 'advice', 'summary', 'steps', 'event', 'data', 'subject', 'time', 'recordedAt'],
  ...['open', 'clearedBefore', 'cause', 'durationSeconds'],
  ...['outcome', 'failures', 'checks', 'message'],
]);

export function isShownFirst(name: string): boolean {
  return first.has(name);
}
