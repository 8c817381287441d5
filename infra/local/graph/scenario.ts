import type { JobError, SynchronizationJob } from './job.ts';
import { payload } from './payloads.ts';
import type { NewPrincipal } from './tenant.ts';

/** Applications of a tenant and what happens to them, by beats since the start. Plain data. */
export interface Scenario {
  readonly applications: readonly Application[];
  /** In the order of their beats. */
  readonly steps: readonly Step[];
}

export interface Application {
  readonly principal: NewPrincipal;
  readonly job: SynchronizationJob;
}

export interface Step {
  readonly beat: number;
  /** Display name of the application. */
  readonly application: string;
  readonly does: Deed;
  /** Told to the one who watches. */
  readonly say: string;
}

export type Deed =
  | { readonly verb: 'quarantine'; readonly reason: string; readonly error?: JobError }
  /** From now on requests for its jobs are answered 429 with this Retry-After, until `serve`. */
  | { readonly verb: 'throttle'; readonly retryAfterSeconds: number }
  /** `lift`: a cycle succeeds. `remove`: the application is deleted with its job. */
  | { readonly verb: 'retry' | 'lift' | 'pause' | 'resume' | 'remove' | 'serve' };

const salesforce = 'Salesforce Sandbox';
const workday = 'Workday to Microsoft Entra ID';
const aws = 'AWS Single-Account Access';
const box = 'Box';
const zendesk = 'Zendesk';
const cloudSync = 'contoso.com (cloud sync)';

const salesforceCredentials: JobError = {
  code: 'SalesforceInvalidCredentials',
  message:
    'Your Salesforce.com credentials are invalid. Please obtain a current Salesforce.com administrative user name, password and security token.',
  tenantActionable: true,
};
const awsCredentials: JobError = {
  code: 'SystemForCrossDomainIdentityManagementInvalidCredentials',
  message: 'Please provide a valid tenant URL for your application.',
  tenantActionable: true,
};

/**
 * What `npm start` plays: 60 beats in which quarantines begin, are retried and end, in each way in which they do.
 * Everything is well again at its end, but for what was there before, so that it can be played again.
 */
export const demonstration: Scenario = {
  applications: [
    {
      principal: principal(salesforce, 1),
      job: payload('cloud-sync-active', {
        id: 'SfSandboxOutDelta.90a6c3e85b1d4f27a4e8d0f7b2c91364',
        templateId: 'SfSandboxOutDelta',
        schedule: { expiration: null, interval: 'PT20M', state: 'Active' },
        synchronizationJobSettings: [],
      }),
    },
    {
      principal: principal(workday, 2),
      job: payload('cross-tenant-not-run', {
        id: 'Workday2AAD.4c8f1b6e2d7a49305f9e0c3b8a6d7142.8d5b2e90-3c7f-4a16-b2d8-0e9f6c4a7b31',
        templateId: 'Workday2AAD',
      }),
    },
    { principal: principal(aws, 3), job: payload('aws-created') },
    { principal: principal(box, 4), job: payload('box-quarantine') },
    {
      principal: principal(zendesk, 5),
      job: payload('cross-tenant-not-run', {
        id: 'zendesk.f07d3a5c9e1b4826a4d6c8e0b2f41937.2b9c6e14-5d80-4f37-a1c9-7e3f0d8b5a62',
        templateId: 'zendesk',
      }),
    },
    { principal: principal(cloudSync, 6), job: payload('cloud-sync-active') },
    { principal: principal('Fabrikam (cross-tenant)', 7), job: payload('cross-tenant-not-run') },
    { principal: principal('Box, the example of the documentation', 8), job: payload('reference-example') },
  ],
  steps: [
    {
      beat: 3,
      application: salesforce,
      does: { verb: 'quarantine', reason: 'EncounteredQuarantineException', error: salesforceCredentials },
      say: 'Salesforce refuses the expired password: the job goes into quarantine',
    },
    { beat: 6, application: salesforce, does: { verb: 'retry' }, say: 'the first retry fails too' },
    {
      beat: 8,
      application: aws,
      does: { verb: 'quarantine', reason: 'EncounteredQuarantineException', error: awsCredentials },
      say: 'started with a wrong URL: quarantine at the first cycle',
    },
    { beat: 9, application: salesforce, does: { verb: 'retry' }, say: 'the second retry fails' },
    {
      beat: 11,
      application: salesforce,
      does: { verb: 'lift' },
      say: 'with a new password a cycle succeeds: the quarantine is lifted',
    },
    {
      beat: 14,
      application: workday,
      does: { verb: 'throttle', retryAfterSeconds: 1 },
      say: 'Graph answers 429 for this job from now on',
    },
    {
      beat: 16,
      application: zendesk,
      does: { verb: 'quarantine', reason: 'EncounteredEscrowProportionThreshold' },
      say: 'too many users cannot be written: quarantine, and Graph names no error',
    },
    {
      beat: 20,
      application: aws,
      does: { verb: 'pause' },
      say: 'its admin pauses the job, still in quarantine: nothing is cleared',
    },
    { beat: 24, application: workday, does: { verb: 'serve' }, say: 'Graph serves this job again' },
    {
      beat: 26,
      application: cloudSync,
      does: { verb: 'quarantine', reason: 'TooManyDeletes' },
      say: 'someone moved an OU: more than 500 deletes, quarantine',
    },
    { beat: 28, application: zendesk, does: { verb: 'retry' }, say: 'a retry fails' },
    {
      beat: 32,
      application: box,
      does: { verb: 'remove' },
      say: 'the application, in quarantine since before we came, is deleted',
    },
    { beat: 36, application: aws, does: { verb: 'resume' }, say: 'the URL is corrected and the job started' },
    { beat: 38, application: aws, does: { verb: 'lift' }, say: 'its first good cycle' },
    { beat: 40, application: zendesk, does: { verb: 'lift' }, say: 'the users are fixed: lifted' },
    { beat: 44, application: cloudSync, does: { verb: 'lift' }, say: 'the deletes were allowed: lifted' },
    {
      beat: 47,
      application: salesforce,
      does: { verb: 'quarantine', reason: 'EncounteredQuarantineException', error: salesforceCredentials },
      say: 'the password again: a new series',
    },
    { beat: 52, application: salesforce, does: { verb: 'lift' }, say: 'and well again' },
    {
      beat: 60,
      application: salesforce,
      does: { verb: 'lift' },
      say: 'one more quiet cycle: the scenario ends',
    },
  ],
};

function principal(displayName: string, number: number): NewPrincipal {
  const tail = String(number).padStart(12, '0');
  return { id: `5e7a11ce-0000-4000-8000-${tail}`, appId: `a99011ce-0000-4000-8000-${tail}`, displayName };
}
