import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type JobKind, jobKinds } from '../../../src/contract/events/job-kinds.ts';
import { jobKindOf, mayUseAgent } from '../../../src/core/job-kind.ts';

const payloads = new URL('../../../infra/local/graph/payloads/', import.meta.url);
const job = z.object({ id: z.string(), templateId: z.string() });

const published: Record<string, JobKind> = {
  'aws-created.json': 'outbound',
  'aws-not-configured.json': 'outbound',
  'aws-quarantine.json': 'outbound',
  'box-quarantine.json': 'outbound',
  'cloud-sync-active.json': 'cloudSync',
  'cloud-sync-created.json': 'cloudSync',
  'cross-tenant-not-run.json': 'crossTenant',
  'reference-example.json': 'outbound',
  'salesforce-status-empty.json': 'outbound',
};

test('every job that Microsoft published has a kind', () => {
  const found = readdirSync(payloads)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const { templateId } = job.parse(JSON.parse(readFileSync(new URL(name, payloads), 'utf8')));
      return [name, jobKindOf(templateId)];
    });
  expect(Object.fromEntries(found)).toEqual(published);
});

describe('the kind of a job', () => {
  test.each([
    ['API2AAD', 'apiInbound'],
    ['API2AD', 'apiInbound'],
    ['AD2AADPasswordHash', 'cloudSync'],
    ['AAD2ADGroupProvisioning', 'cloudSync'],
    ['Azure2Azure', 'crossTenant'],
    ['ecma', 'onPremises'],
    ['scimOnPremises', 'onPremises'],
    ['Workday2AAD', 'hrInbound'],
    ['WorkdayInbound', 'hrInbound'],
    ['SuccessFactors2AAD', 'hrInbound'],
    ['WorkdayWriteback', 'outbound'],
    ['scim', 'outbound'],
    ['zendesk', 'outbound'],
    ['SomethingOutDelta', 'outbound'],
  ] as const)('by the template %s is %s', (templateId, kind) => {
    expect(jobKindOf(templateId)).toBe(kind);
  });

  test('is the same in every case, and with blanks around the template', () => {
    expect(['AZURE2AZURE', 'azure2azure', ' Azure2Azure '].map(jobKindOf)).toEqual(
      Array(3).fill('crossTenant'),
    );
  });

  test.each(['', ' ', 'tomorrowsTemplate', '__proto__', 'constructor', 'toString', 'Ａzure2Azure'])(
    'by the template "%s", which nobody knows, is other',
    (templateId) => {
      expect(jobKindOf(templateId)).toBe('other');
    },
  );

  test('is not read out of what only begins like a template: that is the form of ids of jobs', () => {
    expect(jobKindOf('AD2AADProvisioning.fc96887f36da47508c935c28a0c0b6da')).toBe('other');
  });
});

test('an agent may stand before Active Directory and local applications, never before Entra alone', () => {
  const agents = jobKinds.filter((kind) => mayUseAgent(kind, ''));
  expect(agents).toEqual(['hrInbound', 'apiInbound', 'cloudSync', 'onPremises']);
  expect(mayUseAgent('apiInbound', 'API2AD')).toBe(true);
  expect(mayUseAgent('apiInbound', 'API2AAD')).toBe(false);
  expect(mayUseAgent('hrInbound', 'Workday2AAD')).toBe(false);
});
