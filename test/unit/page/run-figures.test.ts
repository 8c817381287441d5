import { describe, expect, test } from 'vitest';
import type { JobSummary } from '../../../src/contract/answers/job.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { jobPage } from '../../../src/page/job-page.ts';
import { jobHistory, open, summary } from './hand-made.ts';
import { textOf } from './page-text.ts';

const run = {
  state: 'EntryLevelErrors',
  timeBegan: '2026-03-10T11:45:00Z',
  timeEnded: '2026-03-10T11:48:00Z',
  countImported: 1204,
  countExported: 17,
  countEscrowed: 15,
  countEntitledForProvisioning: 1200,
};
const counts = [
  { key: 'group to Group', value: 33 },
  { key: 'User to urn:ietf:params:scim:schemas:core:2.0:User', value: 1204 },
];

async function textWith(status: JsonObject, job: Partial<JobSummary> = {}, more: JsonObject = {}) {
  const history = jobHistory(summary(job));
  const body = { status, ...more };
  return textOf({ body: await jobPage({ ...history, job: { ...history.job, job: body } }, 'n0nce') });
}

describe('the page of a job', () => {
  test('says how the last run ended, what it did, and when the next one should end', async () => {
    const text = await textWith({
      lastExecution: run,
      lastSuccessfulExecution: { timeEnded: '2026-03-09T12:00:00Z' },
      countSuccessiveCompleteFailures: 3,
    });
    expect(text).toContain('Last run 12 minutes ago 10 Mar, 11:48 UTC , with failing objects');
    expect(text).toContain('Runs every 40 minutes next in 28 minutes');
    expect(text).toContain('Imported 1,204 read from the source In scope 1,200');
    expect(text).toContain('Exported 17 written to the target Failed 15 objects in error');
    expect(text).toContain('Took 3 minutes');
    expect(text).toContain('Last without an error 24 hours ago 9 Mar, 12:00 UTC');
    expect(text).toContain('Failed as a whole 3 in a row');
  });

  test('counts whom it concerns, the most first', async () => {
    const text = await textWith({ synchronizedEntryCountByType: counts });
    expect(text).toContain('Synchronizes 1,204 users 33 groups');
    const odd = [{ key: 'urn:a to urn:b', value: 5 }];
    expect(await textWith({ synchronizedEntryCountByType: odd })).toContain(
      'Synchronizes 5 of urn:a to urn:b',
    );
    expect(await textWith({})).toContain('Synchronizes not counted');
  });

  test('says what went wrong in the last run, unless the quarantine says it', async () => {
    const failed = {
      lastExecution: { ...run, state: 'Failed', error: { code: 'Some', message: 'went wrong' } },
    };
    expect(await textWith(failed)).toContain('Some went wrong');
    const quarantined = { state: 'quarantined', conditions: [open('quarantine', 'Unknown')] } as const;
    expect(await textWith(failed, quarantined)).not.toContain('Some went wrong');
  });

  test.each([
    ['is in quarantine', { state: 'quarantined', conditions: [open('quarantine', 'Unknown')] }],
    ['is stopped', { state: 'halted', conditions: [open('halt', 'paused')] }],
    ['is not known', { state: 'unknown' }],
  ] as const)('announces no next run of a job that %s', async (_, job) => {
    expect(await textWith({ lastExecution: run }, job)).toMatch(/Runs every 40 minutes Synchronizes/);
  });

  test('says when a run that should have been was due', async () => {
    const job = { lastRunEndedAt: '2026-03-10T09:00:00.000Z' };
    expect(await textWith({ lastExecution: run }, job)).toContain('next due 2 hours ago');
  });

  test('gives no end of a run that is under way, and no figures of none', async () => {
    const never = { ...run, state: 'InProgress', timeEnded: '0001-01-01T00:00:00Z' };
    expect(await textWith({ lastExecution: never })).toContain('Ended not yet Result under way');
    expect(await textWith({})).toContain('Graph says nothing about a run.');
  });

  test('names the domain and the end of the id, which tell jobs of one application apart', async () => {
    const settings = { synchronizationJobSettings: [{ name: 'DomainFQDN', value: 'contoso.com' }] };
    const text = await textWith({}, { jobId: 'AD2AAD.c4a7e91d3b5f4862a0d9f6e8b2c71350' }, settings);
    expect(text).toContain('Salesforce scim contoso.com …b2c71350');
  });

  test('names ids as the portal does, each with a button to copy it', async () => {
    const text = await textWith({});
    expect(text).toContain(
      'Job ID scim.1 Copy Object ID 11111111-1111-4111-8111-111111111111 Copy Application ID app-1 Copy',
    );
  });
});
