import { entraTime } from '../graph/entra-time.ts';
import { lift, quarantine, retry, type SynchronizationJob } from '../graph/job.ts';
import { payload } from '../graph/payloads.ts';
import type { NewPrincipal } from '../graph/tenant.ts';
import type { Application } from './scenario.ts';

export const salesforce = 'Salesforce Sandbox';
export const workday = 'Workday to Microsoft Entra ID';
export const aws = 'AWS Single-Account Access';
export const box = 'Box';
export const zendesk = 'Zendesk';
export const cloudSync = 'contoso.com (cloud sync)';
export const fabrikam = 'Fabrikam (cross-tenant)';

const now = Date.now();
const hour = 60 * 60_000;
const day = 24 * hour;

/** Every so often most jobs run: a second stands for the quarter of an hour and more of a real tenant. */
const interval = 'PT1S';

/**
 * A tenant with a job of each kind that Microsoft has published, at the moment when this is loaded. Most run on their interval, and have
 * run until now; Box is in quarantine since three days ago, AWS was never started, and Fabrikam waits for its first cycle.
 */
export const applications: readonly Application[] = [
  {
    principal: principal(salesforce, 1),
    jobs: [
      onTime(
        payload('cloud-sync-active', {
          id: 'SfSandboxOutDelta.90a6c3e85b1d4f27a4e8d0f7b2c91364',
          templateId: 'SfSandboxOutDelta',
          synchronizationJobSettings: [],
        }),
      ),
    ],
  },
  {
    principal: principal(workday, 2),
    jobs: [
      onTime(
        payload('cross-tenant-not-run', {
          id: 'Workday2AAD.4c8f1b6e2d7a49305f9e0c3b8a6d7142.8d5b2e90-3c7f-4a16-b2d8-0e9f6c4a7b31',
          templateId: 'Workday2AAD',
        }),
      ),
    ],
  },
  { principal: principal(aws, 3), jobs: [often(payload('aws-created'))] },
  { principal: principal(box, 4), jobs: [quarantinedFor(3 * day, payload('box-quarantine'))] },
  {
    principal: principal(zendesk, 5),
    jobs: [
      onTime(
        payload('cross-tenant-not-run', {
          id: 'zendesk.f07d3a5c9e1b4826a4d6c8e0b2f41937.2b9c6e14-5d80-4f37-a1c9-7e3f0d8b5a62',
          templateId: 'zendesk',
        }),
      ),
    ],
  },
  { principal: principal(cloudSync, 6), jobs: [onTime(payload('cloud-sync-active'))] },
  { principal: principal(fabrikam, 7), jobs: [payload('cross-tenant-not-run')] },
];

/** The job as one whose last cycle succeeded at `at`, which is just now unless given; its first did thirty days ago. */
export function onTime(job: SynchronizationJob, at = now): SynchronizationJob {
  const first = entraTime(new Date(now - 30 * day));
  const steady = { ...job, status: { ...job.status, steadyStateFirstAchievedTime: first } };
  return lift(often(steady), new Date(at));
}

/** The job as one that went into quarantine so long ago, and was retried in vain a few hours ago. */
export function quarantinedFor(milliseconds: number, job: SynchronizationJob): SynchronizationJob {
  const error = job.status?.lastExecution?.error;
  const cause = { reason: 'EncounteredQuarantineException', ...(error && { error }) };
  const began = quarantine(often(job), { ...cause, at: new Date(now - milliseconds) });
  return retry(began, new Date(now - 5 * hour));
}

/** The job with the interval of those that run. */
export function often(job: SynchronizationJob): SynchronizationJob {
  return { ...job, schedule: { ...job.schedule, interval } };
}

export function principal(displayName: string, number: number): NewPrincipal {
  const tail = String(number).padStart(12, '0');
  return { id: `5e7a11ce-0000-4000-8000-${tail}`, appId: `a99011ce-0000-4000-8000-${tail}`, displayName };
}
