/** How a job comes into quarantine, in the words of Graph. */
interface StoryCause {
  readonly reason: string;
  readonly error?: { readonly code: string; readonly message: string };
}

const refused = (code: string, message: string): StoryCause => ({
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
  share: { reason: 'EncounteredEscrowProportionThreshold' },
  deletes: { reason: 'TooManyDeletes' },
  interrupted: { reason: 'IngestionInterrupted' },
} satisfies Record<string, StoryCause>;

/** A stay in quarantine, in days before the end of the story; open where it has no end. */
export interface StoryEpisode {
  readonly from: number;
  readonly to?: number;
  readonly cause: StoryCause;
}

export interface StoryApplication {
  readonly name: string;
  readonly template: string;
  readonly episodes: readonly StoryEpisode[];
}

/** A tenant of some size with ninety days behind it. */
export const storyApplications: readonly StoryApplication[] = [
  app('Salesforce', 'Salesforce', { from: 9.2, cause: causes.salesforce }, past(61, 58.4, causes.salesforce)),
  app('ServiceNow', 'serviceNow', past(71, 66, causes.token), past(34, 33.2, causes.scim)),
  app('Workday to Microsoft Entra ID', 'Workday2AAD', { from: 1.4, cause: causes.interrupted }),
  app('Slack', 'slack', past(22, 20.6, causes.token)),
  app('Zoom', 'zoom'),
  app('AWS IAM Identity Center', 'awsSingleSignon', { from: 24.6, cause: causes.token }),
  app('GitHub Enterprise Managed User', 'gitHubEnterpriseManagedUser'),
  app('Atlassian Cloud', 'atlassianCloud', past(48, 41, causes.share), past(12, 11.6, causes.scim)),
  app('Google Workspace', 'gSuite'),
  app('Dropbox Business', 'dropboxforBusiness', past(86, 80, causes.token)),
  app(
    'Zendesk',
    'zendesk',
    past(27, 25.5, causes.share),
    past(18, 17.1, causes.share),
    past(6, 5.2, causes.share),
  ),
  app('contoso.com cloud sync', 'AD2AADProvisioning', { from: 0.3, cause: causes.deletes }),
  app('SAP Cloud Identity Services', 'sapCloudIdentity'),
  app('Cisco Webex', 'ciscoWebex', past(15, 14.8, causes.scim)),
  app('Snowflake', 'snowflake'),
  app('Databricks', 'azureDatabricks', past(52, 30.5, causes.token)),
  app('DocuSign', 'docuSign'),
  app('Box', 'box', past(77, 74, causes.token)),
  app('Adobe Identity Management', 'adobeIdentityManagement'),
  app('Miro', 'miro'),
  app('Figma', 'figma', past(3.1, 2.4, causes.scim)),
  app('Fabrikam, cross-tenant', 'Azure2Azure'),
  app('Asana', 'asana'),
  app('New Relic', 'newRelic'),
];

function app(name: string, template: string, ...episodes: StoryEpisode[]): StoryApplication {
  return { name, template, episodes };
}

function past(from: number, to: number, cause: StoryCause): StoryEpisode {
  return { from, to, cause };
}
