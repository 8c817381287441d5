/** What goes wrong with a job, in the words of Graph. */
type StoryTrouble =
  | {
      readonly kind: 'quarantined';
      readonly reason: string;
      readonly error?: { readonly code: string; readonly message: string };
    }
  /** Somebody pauses it, or switches its schedule off. */
  | { readonly kind: 'stopped'; readonly by: 'pause' | 'schedule' }
  /** It does not run, although nothing keeps it from running. */
  | { readonly kind: 'late' }
  | { readonly kind: 'failing'; readonly count: number };

const refused = (code: string, message: string): StoryTrouble => ({
  kind: 'quarantined',
  reason: 'EncounteredQuarantineException',
  error: { code, message },
});

const causes = {
  salesforce: refused(
    'SalesforceInvalidCredentials',
    'Your Salesforce.com credentials are invalid. Please obtain a current Salesforce.com administrative user name, password and security token.',
  ),
  scim: refused(
    'SystemForCrossDomainIdentityManagementCredentialValidationUnavailable',
    'We received this unexpected response from your application: HTTP 503, the service is down for maintenance.',
  ),
  token: refused(
    'SystemForCrossDomainIdentityManagementInvalidCredentials',
    'The access token has expired. Sign in to the application again and test the connection.',
  ),
  share: { kind: 'quarantined', reason: 'EncounteredEscrowProportionThreshold' },
  deletes: { kind: 'quarantined', reason: 'TooManyDeletes' },
  interrupted: { kind: 'quarantined', reason: 'IngestionInterrupted' },
  paused: { kind: 'stopped', by: 'pause' },
  disabled: { kind: 'stopped', by: 'schedule' },
  late: { kind: 'late' },
  some: { kind: 'failing', count: 180 },
  many: { kind: 'failing', count: 2140 },
} satisfies Record<string, StoryTrouble>;

/** A stay in trouble, in days before the end of the story; open where it has no end. */
export interface StoryEpisode {
  readonly from: number;
  readonly to?: number;
  readonly cause: StoryTrouble;
}

export interface StoryApplication {
  readonly name: string;
  readonly template: string;
  /** In days before the end of the story: when it was first started; undefined where it always was, `never` where nobody ever did. */
  readonly started?: number | 'never';
  /** As cloud sync names it in the settings of its job. */
  readonly domain?: string;
  readonly episodes: readonly StoryEpisode[];
}

/** A tenant of some size with ninety days behind it. */
export const storyApplications: readonly StoryApplication[] = [
  app('Salesforce', 'Salesforce', { from: 9.2, cause: causes.salesforce }, past(61, 58.4, causes.salesforce)),
  app('ServiceNow', 'serviceNow', past(71, 66, causes.token), past(34, 33.2, causes.scim)),
  app(
    'Workday to Microsoft Entra ID',
    'Workday2AAD',
    { from: 1.4, cause: causes.interrupted },
    past(44, 43.5, causes.late),
  ),
  app('Slack', 'slack', past(22, 20.6, causes.token)),
  app('Zoom', 'zoom', past(40, 31, causes.some)),
  app(
    'AWS IAM Identity Center',
    'awsSingleSignon',
    { from: 24.6, cause: causes.token },
    { from: 6.1, cause: causes.paused },
  ),
  app('GitHub Enterprise Managed User', 'gitHubEnterpriseManagedUser'),
  app('Atlassian Cloud', 'atlassianCloud', past(48, 41, causes.share), past(12, 11.6, causes.scim)),
  app('Google Workspace', 'gSuite', past(29, 27, causes.paused), { from: 2.2, cause: causes.disabled }),
  app('Dropbox Business', 'dropboxforBusiness', past(86, 80, causes.token)),
  app(
    'Zendesk',
    'zendesk',
    past(27, 25.5, causes.share),
    past(18, 17.1, causes.share),
    past(6, 5.2, causes.share),
  ),
  {
    ...app('contoso.com cloud sync', 'AD2AADProvisioning', { from: 0.3, cause: causes.deletes }),
    domain: 'contoso.com',
  },
  app(
    'SAP Cloud Identity Services',
    'sapCloudIdentity',
    { from: 5.4, cause: causes.many },
    past(63, 55, causes.some),
  ),
  app('Cisco Webex', 'ciscoWebex', past(15, 14.8, causes.scim)),
  app('Snowflake', 'snowflake', { from: 0.4, cause: causes.late }),
  app('Databricks', 'azureDatabricks', past(52, 30.5, causes.token)),
  app('DocuSign', 'docuSign'),
  app('Box', 'box', past(77, 74, causes.token)),
  app('Adobe Identity Management', 'adobeIdentityManagement'),
  { ...app('Miro', 'miro'), started: 'never' },
  app('Figma', 'figma', past(3.1, 2.4, causes.scim)),
  { ...app('Fabrikam, cross-tenant', 'Azure2Azure'), started: 0.6 },
  app('Asana', 'asana'),
  app('New Relic', 'newRelic'),
];

/** Sixty applications behind one gateway, whose certificate expired; among them three of one name. */
export const stormApplications: readonly StoryApplication[] = [
  ...Array.from({ length: 60 }, (_, index) =>
    app(index < 3 ? 'Branch office' : `Behind the gateway ${index}`, 'scim', {
      from: 0.2 + index / 1000,
      cause: causes.scim,
    }),
  ),
  app('Zendesk', 'zendesk', { from: 3.2, cause: causes.share }),
  ...['contoso.com', 'fabrikam.com'].map((domain) => ({
    ...app('Active Directory', 'AD2AADProvisioning'),
    domain,
  })),
];

function app(name: string, template: string, ...episodes: StoryEpisode[]): StoryApplication {
  return { name, template, episodes };
}

function past(from: number, to: number, cause: StoryTrouble): StoryEpisode {
  return { from, to, cause };
}
