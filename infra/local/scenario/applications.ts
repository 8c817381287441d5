import { payload } from '../graph/payloads.ts';
import type { NewPrincipal } from '../graph/tenant.ts';
import type { Application } from './scenario.ts';

export const salesforce = 'Salesforce Sandbox';
export const workday = 'Workday to Microsoft Entra ID';
export const aws = 'AWS Single-Account Access';
export const box = 'Box';
export const zendesk = 'Zendesk';
export const cloudSync = 'contoso.com (cloud sync)';

/** A tenant with a job of each kind that Microsoft has published; one of them, Box, is in quarantine from the beginning. */
export const applications: readonly Application[] = [
  {
    principal: principal(salesforce, 1),
    jobs: [
      payload('cloud-sync-active', {
        id: 'SfSandboxOutDelta.90a6c3e85b1d4f27a4e8d0f7b2c91364',
        templateId: 'SfSandboxOutDelta',
        schedule: { expiration: null, interval: 'PT20M', state: 'Active' },
        synchronizationJobSettings: [],
      }),
    ],
  },
  {
    principal: principal(workday, 2),
    jobs: [
      payload('cross-tenant-not-run', {
        id: 'Workday2AAD.4c8f1b6e2d7a49305f9e0c3b8a6d7142.8d5b2e90-3c7f-4a16-b2d8-0e9f6c4a7b31',
        templateId: 'Workday2AAD',
      }),
    ],
  },
  { principal: principal(aws, 3), jobs: [payload('aws-created')] },
  { principal: principal(box, 4), jobs: [payload('box-quarantine')] },
  {
    principal: principal(zendesk, 5),
    jobs: [
      payload('cross-tenant-not-run', {
        id: 'zendesk.f07d3a5c9e1b4826a4d6c8e0b2f41937.2b9c6e14-5d80-4f37-a1c9-7e3f0d8b5a62',
        templateId: 'zendesk',
      }),
    ],
  },
  { principal: principal(cloudSync, 6), jobs: [payload('cloud-sync-active')] },
  { principal: principal('Fabrikam (cross-tenant)', 7), jobs: [payload('cross-tenant-not-run')] },
  { principal: principal('Box, the example of the documentation', 8), jobs: [payload('reference-example')] },
];

function principal(displayName: string, number: number): NewPrincipal {
  const tail = String(number).padStart(12, '0');
  return { id: `5e7a11ce-0000-4000-8000-${tail}`, appId: `a99011ce-0000-4000-8000-${tail}`, displayName };
}
