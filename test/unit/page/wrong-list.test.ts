import { describe, expect, test } from 'vitest';
import type { JobSummary } from '../../../src/contract/answers/job.ts';
import { advice, open, overviewBody, overviewText, summary } from './hand-made.ts';
import { mainOf } from './page-text.ts';

const inQuarantine = (more: Partial<JobSummary> = {}) =>
  summary({
    state: 'quarantined',
    reason: 'EncounteredQuarantineException',
    errorCode: 'SalesforceInvalidCredentials',
    quarantine: { seriesCount: 6 },
    nextAttempt: '2026-03-10T18:00:00Z',
    conditions: [open('quarantine', 'EncounteredQuarantineException')],
    ...more,
  });

const topOf = async (jobs: readonly JobSummary[]) =>
  (mainOf({ body: await overviewBody(jobs) }).split('class="urgent"')[1] ?? '').split('id="jobs"')[0] ?? '';

describe('what is wrong now', () => {
  test('leads into the portal first, then to what to do on the page of the job', async () => {
    const links = [...(await topOf([inQuarantine()])).matchAll(/<a [^>]*href="([^"]*)"/g)].map(
      ([, href]) => href,
    );
    expect(links).toEqual([
      'jobs/11111111-1111-4111-8111-111111111111/scim.1',
      'https://entra.microsoft.com/#view/provisioning',
      'jobs/11111111-1111-4111-8111-111111111111/scim.1#condition-quarantine',
    ]);
  });

  test.each(['cloudSync', 'crossTenant'] as const)(
    'leads to the application where no link to the provisioning of the kind is known: %s',
    async (kind) => {
      const top = await topOf([inQuarantine({ kind })]);
      expect(top).toContain('href="https://entra.microsoft.com/#view/application"');
      expect(top).toContain('Open the application in Entra');
      expect(top).not.toContain('#view/provisioning');
    },
  );

  test('has no button where the address is none', async () => {
    expect(await topOf([inQuarantine({ portalUrl: 'javascript:alert(1)' })])).not.toContain(
      'Open provisioning',
    );
  });

  test('counts how often Entra has tried again', async () => {
    expect(await overviewText([inQuarantine()])).toContain(
      'Next attempt in 6 hours 10 Mar, 18:00 UTC 6 retries so far',
    );
    const first = await overviewText([inQuarantine({ quarantine: { seriesCount: 0 } })]);
    expect(first).not.toContain('so far');
  });

  test.each([
    ['credentials', 'The application no longer accepts the credentials that Entra has'],
    ['agentDown', 'The provisioning agent does not run, or cannot reach Azure'],
    ['exception', 'The application cannot be reached, or refuses the connection'],
  ])('says what the code of the error says more exactly than the reason: %s', async (id, words) => {
    const given = { ...advice('quarantine', 'EncounteredQuarantineException'), id };
    expect(await overviewText([inQuarantine({ advice: [given] })])).toContain(`Quarantined ${words}`);
  });

  test('does not say that Entra gives nothing where it gives the code of an error', async () => {
    const text = await overviewText([inQuarantine({ reason: null })]);
    expect(text).toContain('Entra gives no reason but the code of an error SalesforceInvalidCredentials');
  });

  test('gives the years that are not this one', async () => {
    const since = '2017-07-19T06:56:58.000Z';
    const conditions = [open('quarantine', 'Unknown', { since })];
    const text = await overviewText([
      inQuarantine({ conditions, expectedDisableAt: '2017-08-16T06:56:58.000Z' }),
    ]);
    expect(text).toContain('since 19 Jul 2017, 06:56 UTC');
    expect(text).toContain('due 16 Aug 2017, 06:56 UTC');
  });
});

describe('many jobs of one cause', () => {
  const group = Array.from({ length: 7 }, (_, index) =>
    inQuarantine({ jobId: `scim.${index}`, key: `scim.${index}`, displayName: `Site ${index}` }),
  ).map((job) => ({ job, episodes: [], hasNamesake: false, domain: undefined }));

  test('are one entry that says it once, and folds their names, each with its way into the portal', async () => {
    const body = await overviewBody([], { wrong: [{ jobs: group, count: 7 }] });
    const top = mainOf({ body }).split('id="jobs"')[0] ?? '';
    expect(top.match(/<article/g)).toHaveLength(1);
    expect(top).toContain('<h3>7 jobs, one cause</h3>');
    expect(top.match(/SalesforceInvalidCredentials<\/bdi>/g)).toHaveLength(1);
    const folded = top.split('<details class="storm"')[1] ?? '';
    expect(folded.match(/<a class="job"/g)).toHaveLength(7);
    expect(folded.match(/#view\/provisioning/g)).toHaveLength(7);
    expect(folded).not.toContain('of them</a>');
  });

  test('of which not all are named lead to all of them', async () => {
    const body = await overviewBody([], { wrong: [{ jobs: group, count: 300 }] });
    expect(body).toContain(
      '<a href="status?state=quarantined&amp;q=SalesforceInvalidCredentials#jobs">All 300 of them</a>',
    );
  });
});

test('jobs that share a name are set apart by their domains and by the end of their ids', async () => {
  const jobs = ['c4a7e91d3b5f4862a0d9f6e8b2c71350', 'c4a7e91d3b5f4862a0d9f6e8b2c71351'].map((end) => ({
    job: summary({ jobId: `AD2AAD.${end}` }),
    episodes: [],
    hasNamesake: true,
    domain: 'contoso.com',
  }));
  const body = await overviewBody([summary()], { jobs, found: 2 });
  expect(body).toContain('title="Job ID AD2AAD.c4a7e91d3b5f4862a0d9f6e8b2c71350"><bdi>…b2c71350</bdi>');
  expect(body).toContain('<bdi>…b2c71351</bdi>');
  expect(body).toContain('<span class="domain"><bdi>contoso.com</bdi></span>');
});

test('a chosen filter leaves out the list at the top, and puts why beside each job', async () => {
  const query = { state: 'quarantined', q: '', sort: 'state', days: 30, page: 1 } as const;
  const text = await overviewText([inQuarantine()], { query });
  expect(text).not.toContain('What is wrong now');
  expect(text.match(/The application cannot be reached/g)).toHaveLength(1);
});

test('when a job was read is said only where it differs from all others', async () => {
  const old = '2026-03-10T10:00:00.000Z';
  const text = await overviewText([summary(), summary({ observedAt: old, stale: true }), summary()]);
  expect(text.match(/checked 2 hours ago/g)).toHaveLength(1);
  expect(text).toContain('stale, checked 2 hours ago');
  expect(text.match(/hecked 60 seconds ago|hecked 1 minute ago/g)).toHaveLength(1);
});
