import { disable, failObjects, pause, quarantine, type SynchronizationJob } from '../graph/job.ts';
import { payload } from '../graph/payloads.ts';
import {
  applications,
  box,
  cloudSync,
  onTime,
  principal,
  salesforce,
  workday,
  zendesk,
} from './applications.ts';
import { invalidCredentials, type QuarantineCause, salesforceCredentials } from './quarantine-causes.ts';
import type { Application, PastEpisode, PastTrouble } from './scenario.ts';

export const serviceNow = 'ServiceNow';
const identityCenter = 'AWS IAM Identity Center';
const google = 'Google Workspace';
const sap = 'SAP Cloud Identity Services';
const snowflake = 'Snowflake';
const slack = 'Slack';
const atlassian = 'Atlassian Cloud';
const dropbox = 'Dropbox Business';
const databricks = 'Databricks';
const zoom = 'Zoom';

const day = 24 * 60 * 60_000;
const now = Date.now();

/** The tenant of every scenario and as many applications more, of which four have been in trouble for a while. */
export const tourApplications: readonly Application[] = [
  ...applications,
  application(20, serviceNow, 'serviceNow'),
  application(21, slack, 'slack'),
  application(22, atlassian, 'atlassianCloud'),
  application(23, dropbox, 'dropboxforBusiness'),
  application(24, databricks, 'azureDatabricks'),
  application(25, zoom, 'zoom'),
  application(26, 'GitHub Enterprise Managed User', 'gitHubEnterpriseManagedUser'),
  application(27, 'DocuSign', 'docuSign'),
  application(28, 'Figma', 'figma'),
  application(29, identityCenter, 'awsSingleSignon', 24.6, (job) =>
    pause(quarantine(job, { ...invalidCredentials, at: new Date(now - 24.6 * day) })),
  ),
  application(30, google, 'gSuite', 2.2, disable),
  application(31, sap, 'sapCloudIdentity', 5.4, (job) => failObjects(job, 2140, new Date(now))),
  { ...application(32, snowflake, 'snowflake', 0.4), isStalled: true },
];

const quarantined = (cause: QuarantineCause): PastTrouble => ({ kind: 'quarantined', ...cause });
const wrongToken = quarantined(invalidCredentials);
const tooManyFail = quarantined({ reason: 'EncounteredEscrowProportionThreshold' });
const away = quarantined({
  reason: 'EncounteredQuarantineException',
  error: {
    code: 'SystemForCrossDomainIdentityManagementCredentialValidationUnavailable',
    message:
      'We received this unexpected response from your application: HTTP 503, the service is down for maintenance.',
    tenantActionable: true,
  },
});

/** Ninety days of it. */
export const tourPast: readonly PastEpisode[] = [
  over(salesforce, 61, 58.4, quarantined(salesforceCredentials)),
  over(serviceNow, 71, 66, wrongToken),
  over(serviceNow, 34, 33.2, away),
  over(workday, 44, 43.5, { kind: 'late' }),
  over(slack, 22, 20.6, wrongToken),
  over(zoom, 40, 31, { kind: 'failing', count: 180 }),
  over(atlassian, 48, 41, tooManyFail),
  over(atlassian, 12, 11.6, away),
  over(google, 29, 27, { kind: 'paused' }),
  over(dropbox, 86, 80, wrongToken),
  over(zendesk, 27, 25.5, tooManyFail),
  over(zendesk, 18, 17.1, tooManyFail),
  over(zendesk, 6, 5.2, tooManyFail),
  over(sap, 63, 55, { kind: 'failing', count: 180 }),
  over(databricks, 52, 30.5, wrongToken),
  over(cloudSync, 37, 36.4, quarantined({ reason: 'TooManyDeletes' })),
  over(box, 77, 74, wrongToken),
];

function over(name: string, from: number, to: number, trouble: PastTrouble): PastEpisode {
  return { application: name, from, to, trouble };
}

/** @param wellUntil in days before now: its last cycle that succeeded */
function application(
  number: number,
  displayName: string,
  templateId: string,
  wellUntil = 0,
  change: (job: SynchronizationJob) => SynchronizationJob = (job) => job,
): Application {
  const id = `${templateId}.${String(number).padStart(32, '0')}`;
  const published = payload('cloud-sync-active', { id, templateId, synchronizationJobSettings: [] });
  const synchronizedEntryCountByType = [
    { key: 'group to Group', value: 100 + number * 9 },
    { key: 'user to User', value: 1200 + number * 310 },
  ];
  const job = { ...published, status: { ...published.status, synchronizedEntryCountByType } };
  return {
    principal: principal(displayName, number),
    jobs: [change(onTime(job, now - wellUntil * day))],
  };
}
