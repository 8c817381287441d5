import { describe, expect, test } from 'vitest';
import { serve } from '../../../../src/http/errors.ts';
import { getJobs } from '../../../../src/http/get-lists.ts';
import { healthyJob, quarantinedJob, series2 } from '../../../../test/support/jobs.ts';
import { bodyOf, get, keptLog, stateOf, stubApp } from '../../../../test/unit/http/stub-app.ts';
import { seenCard } from './adaptive-card.ts';
import { loadDefinition } from './load-definition.ts';
import type { Call } from './workflow/perform-action.ts';
import { runWorkflow } from './workflow/run-workflow.ts';

const parameters = {
  jobsUrl: 'https://connector.example/api/jobs',
  functionKeySecretUrl: 'https://vault.example/secrets/function-key',
  teamsWebhookUrl: 'https://teams.example/hook?sig=secret',
};

type App = ReturnType<typeof stubApp>;

interface Circumstances {
  readonly pageSize?: number;
  readonly postWhenEmpty?: boolean;
  /** Answers later pages instead of the connector. */
  readonly laterPage?: { readonly status: number; readonly body?: unknown };
}

/** Runs the digest against the connector's own answers. */
async function digest(app: App, { pageSize = 200, postWhenEmpty = true, laterPage }: Circumstances = {}) {
  const calls: Call[] = [];
  const { status } = await runWorkflow(await loadDefinition('digest'), {
    parameters: { ...parameters, postWhenEmpty },
    call: async (call) => {
      calls.push(call);
      if (call.action === 'Get_key') return { status: 200, body: { value: 'the-key' } };
      if (call.action === 'Post_card') return { status: 202 };
      if (laterPage && call.uri.includes('skiptoken')) return laterPage;
      const request = get(
        call.uri.replace(/^.*\/api\//, '').replace('maxpagesize=200', `maxpagesize=${pageSize}`),
      );
      const answer = await serve(request, keptLog(), () => getJobs(request, app));
      return { status: answer.status, body: bodyOf(answer) };
    },
  });
  const posted = calls.find(({ action }) => action === 'Post_card');
  return { status, calls, pages: calls.filter(({ action }) => action === 'Get_page'), posted };
}

const quarantined = (count: number) =>
  Array.from({ length: count }, (_, at) => stateOf(quarantinedJob(series2, {}, `scim.${at}`)));

test('reads the quarantined jobs with the key from the vault, and posts one card', async () => {
  const { status, calls, posted } = await digest(stubApp([...quarantined(2), stateOf(healthyJob('scim.h'))]));
  expect(status).toBe('Succeeded');
  expect(calls.map(({ action }) => action)).toEqual(['Get_key', 'Get_page', 'Post_card']);
  expect(calls[0]?.uri).toBe('https://vault.example/secrets/function-key?api-version=7.4');
  expect(calls[1]).toMatchObject({
    uri: 'https://connector.example/api/jobs?state=quarantined&maxpagesize=200',
    headers: { 'x-functions-key': 'the-key' },
  });
  expect(seenCard(posted?.body)).toMatchObject({
    style: 'attention',
    title: 'Provisioning jobs in quarantine: 2',
    facts: {
      Salesforce: 'EncounteredQuarantineException, since 2026-03-09 20:30, switched off about 2026-04-06',
    },
  });
});

test('follows nextLink to the last page', async () => {
  const { pages, posted } = await digest(stubApp(quarantined(5)), { pageSize: 2 });
  expect(pages).toHaveLength(3);
  for (const { headers } of pages) expect(headers['x-functions-key']).toBe('the-key');
  expect(seenCard(posted?.body).title).toBe('Provisioning jobs in quarantine: 5');
});

test('names 20 jobs and counts the others, so that Teams takes the card', async () => {
  const { posted } = await digest(stubApp(quarantined(23)), { pageSize: 10 });
  expect(seenCard(posted?.body).texts).toContain('and 3 more');
  expect(JSON.stringify(posted?.body).match(/"value":"Enc/g)).toHaveLength(20);
  expect(Buffer.byteLength(JSON.stringify(posted?.body))).toBeLessThan(28 * 1024);
});

test('names a job without a name by its id, and says what is not known of it', async () => {
  const [job] = quarantined(1);
  if (!job) throw new Error('no job');
  const bare = {
    ...job,
    application: { appId: '', displayName: '' },
    quarantine: undefined,
    episode: undefined,
  };
  const { posted } = await digest(stubApp([bare]));
  expect(seenCard(posted?.body).facts).toEqual({ 'scim.0': 'reason not given, since unknown' });
});

describe('no job in quarantine', () => {
  test('is told, so that silence means that something is broken', async () => {
    const { posted } = await digest(stubApp([stateOf(healthyJob())]));
    expect(seenCard(posted?.body)).toMatchObject({
      style: 'good',
      title: 'No provisioning job is in quarantine',
      facts: {},
    });
  });

  test('is not told where that is not wanted', async () => {
    const { status, posted } = await digest(stubApp([]), { postWhenEmpty: false });
    expect(status).toBe('Succeeded');
    expect(posted).toBeUndefined();
  });
});

test('says so where the connector calls its list stale', async () => {
  const app = stubApp([]);
  app.stub.run = undefined;
  const { posted } = await digest(app);
  expect(seenCard(posted?.body).texts.join()).toMatch(/out of date/);
});

test.each([
  { what: 'whose next page fails', laterPage: { status: 503 } },
  {
    what: 'that has no end',
    laterPage: {
      status: 200,
      body: { value: [], stale: false, nextLink: 'https://connector.example/?skiptoken=1' },
    },
  },
])('a list $what is not told as a whole one', async ({ laterPage }) => {
  const { status, posted, pages } = await digest(stubApp(quarantined(5)), { pageSize: 2, laterPage });
  expect(pages).toHaveLength(60);
  expect(status).toBe('Failed');
  expect(posted).toBeUndefined();
});
