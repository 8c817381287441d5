import { describe, expect, test } from 'vitest';
import { History } from '../../../../test/support/history.ts';
import {
  healthyJob,
  noInterval,
  pausedJob,
  quarantine,
  quarantinedJob,
  ranJob,
  series2,
} from '../../../../test/support/jobs.ts';
import { everyConditionWanted } from '../../../../test/support/wanted-events.ts';
import { stateOf, stubApp } from '../../../../test/unit/http/stub-app.ts';
import { seenCard } from './adaptive-card.ts';
import { runDigest } from './run-digest.ts';

const quarantined = (count: number) =>
  Array.from({ length: count }, (_, at) => stateOf(quarantinedJob(series2, {}, `scim.${at}`)));

/** A job that has been stopped for longer than it takes to prove. */
function stopped() {
  const history = new History(undefined, everyConditionWanted);
  history.read(-60, healthyJob());
  for (let minute = -55; minute <= 0; minute += 5) history.read(minute, pausedJob());
  if (!history.state) throw new Error('the polls left no state');
  return { ...history.state, jobId: 'scim.stopped' };
}

test('reads what is wrong, and what is not known, with the key from the vault, and posts one card', async () => {
  const app = stubApp([...quarantined(2), stopped(), stateOf(healthyJob('scim.h'))]);
  const { status, errors, calls, posted } = await runDigest(app);
  expect([...errors]).toEqual([]);
  expect(status).toBe('Succeeded');
  expect(calls.map(({ action }) => action)).toEqual(['Get_key', 'Get_page', 'Post_card']);
  expect(calls[0]?.uri).toBe('https://vault.example/secrets/function-key?api-version=7.4');
  expect(calls[1]).toMatchObject({
    uri: 'https://connector.example/api/jobs?state=quarantined,halted,overdue,failing,unknown&maxpagesize=200',
    headers: { 'x-functions-key': 'the-key' },
  });
  expect(seenCard(posted?.body)).toMatchObject({
    style: 'attention',
    title: '3 provisioning jobs need attention 2 in quarantine, 1 stopped',
    buttons: { 'Open the status page': 'https://connector.example/api/status' },
  });
});

test('says of each job in words what is wrong, since when, and what the connector says of it, with links', async () => {
  const { posted } = await runDigest(stubApp([...quarantined(1), stopped()]));
  const links = (id: string) =>
    expect.stringMatching(
      `^\\[Open provisioning in Entra\\]\\(https://entra\\.microsoft\\.com/#view/[^)]*\\) · \\[What to do, and history\\]\\(https://connector\\.example/api/jobs/11111111-1111-4111-8111-111111111111/${id}\\)$`,
    );
  expect(seenCard(posted?.body).lines).toEqual([
    [
      'Salesforce (to an application, scim)',
      'Quarantined since {{DATE(2026-03-09T20:30:00Z,SHORT)}} {{TIME(2026-03-09T20:30:00Z)}}',
      expect.stringMatching(/^The application no longer accepts the credentials of Entra/),
      links('scim\\.0'),
    ],
    [
      'Salesforce (to an application, scim)',
      'Stopped since {{DATE(2026-03-09T23:05:10Z,SHORT)}} {{TIME(2026-03-09T23:05:10Z)}}',
      'Somebody stopped provisioning. Nothing is lost: changes wait.',
      links('scim\\.stopped'),
    ],
  ]);
});

test('shows a reason that has no words as it is', async () => {
  const { posted } = await runDigest(
    stubApp([stateOf(quarantinedJob(series2, { reason: 'ReasonOfTomorrow' }))]),
  );
  expect(seenCard(posted?.body).lines[0]?.[1]).toMatch(/: ReasonOfTomorrow$/);
});

test('lists all that is wrong with one job in its line, and counts it once, by the worst', async () => {
  const both = healthyJob('scim.1', { code: 'Paused', quarantine: quarantine(series2) }, { state: 'Paused' });
  const { posted } = await runDigest(stubApp([stateOf(both)]));
  const { title, lines } = seenCard(posted?.body);
  expect(title).toBe('1 provisioning job needs attention 1 in quarantine');
  expect(lines[0]?.[1]).toMatch(/^Quarantined since .*; Stopped since .* \(seen once, not proven yet\)$/);
});

test('failing objects and late jobs alone are no emergency', async () => {
  const { posted } = await runDigest(
    stubApp([
      stateOf(ranJob({ failing: 40, entries: [1000], state: 'EntryLevelErrors', interval: noInterval })),
    ]),
  );
  const { style, title, lines } = seenCard(posted?.body);
  expect({ style, title }).toEqual({
    style: 'warning',
    title: '1 provisioning job needs attention 1 with failing objects',
  });
  expect(lines[0]?.[1]).toMatch(
    /^Objects failing since [^:]*:[^:]*:[^:]*:[^:]*:[^:]*\(seen once, not proven yet\)$/,
  );
  expect(lines[0]?.[2]).toMatch(/^40 objects fail/);
});

test('follows nextLink to the last page', async () => {
  const { pages, posted } = await runDigest(stubApp(quarantined(5)), { pageSize: 2 });
  expect(pages).toHaveLength(3);
  for (const { headers } of pages) expect(headers['x-functions-key']).toBe('the-key');
  expect(seenCard(posted?.body).title).toMatch(/^5 provisioning jobs/);
});

test('names 15 jobs and counts the others, so that Teams takes the card, however long their texts', async () => {
  const long = quarantined(23).map((job) => ({
    ...job,
    application: { ...job.application, displayName: 'Contoso '.repeat(32) },
  }));
  const { posted } = await runDigest(stubApp(long), { pageSize: 10 });
  expect(seenCard(posted?.body).texts).toContain('and 8 more');
  expect(seenCard(posted?.body).lines).toHaveLength(15);
  expect(Buffer.byteLength(JSON.stringify(posted?.body))).toBeLessThan(28 * 1024);
});

test('names a job without a name by its id', async () => {
  const bare = quarantined(1).map((job) => ({ ...job, application: { appId: '', displayName: '' } }));
  const { posted } = await runDigest(stubApp(bare));
  expect(seenCard(posted?.body).lines[0]?.[0]).toBe('scim.0 (to an application, scim)');
});

test('a name with a link in it is no link in the card', async () => {
  const displayName = '[click](https://evil.example)';
  const hostile = quarantined(1).map((job) => ({ ...job, application: { appId: '', displayName } }));
  const { posted } = await runDigest(stubApp(hostile));
  expect(JSON.stringify(posted?.body)).toContain(`{"type":"TextRun","text":"${displayName}"`);
  expect(JSON.stringify(posted?.body).match(/evil/g)).toHaveLength(1);
});

test('nor is a link in what else comes from Graph: a reason that has no words, a threshold that somebody has set', async () => {
  const link = '[click](https://evil.example)';
  const threshold = [{ name: 'QuarantineTooManyDeletesThreshold', value: link }];
  const { posted } = await runDigest(
    stubApp([
      stateOf(quarantinedJob(series2, { reason: link })),
      stateOf({
        ...quarantinedJob(series2, { reason: 'TooManyDeletes' }, 'scim.2'),
        synchronizationJobSettings: threshold,
      }),
    ]),
  );
  expect(JSON.stringify(posted?.body).match(/evil/g)).toHaveLength(2);
  expect(JSON.stringify(posted?.body)).not.toMatch(/\]\(https:\/\/evil/);
});

test('leads to no page of the connector where that is not wanted', async () => {
  const { posted } = await runDigest(stubApp(quarantined(1)), { linkToConnector: false });
  const { lines, buttons } = seenCard(posted?.body);
  expect(lines[0]?.at(-1)).toMatch(/^\[Open provisioning in Entra\]\([^)]*\)$/);
  expect(buttons).toEqual({});
});

describe('nothing wrong', () => {
  test('is said, so that silence means that something is broken', async () => {
    const { posted } = await runDigest(stubApp([stateOf(healthyJob())]));
    expect(seenCard(posted?.body)).toMatchObject({
      style: 'good',
      title: 'Nothing is wrong with provisioning',
      texts: [],
      lines: [],
    });
  });

  test('is not said where that is not wanted', async () => {
    const { status, posted } = await runDigest(stubApp([]), { postWhenEmpty: false });
    expect(status).toBe('Succeeded');
    expect(posted).toBeUndefined();
  });
});

describe('what is not known is said, wanted or not, and never passes for well:', () => {
  test('a list that is out of date', async () => {
    const app = stubApp([]);
    app.stub.run = undefined;
    const { posted } = await runDigest(app, { postWhenEmpty: false });
    const { style, title, texts } = seenCard(posted?.body);
    expect({ style, title }).toEqual({ style: 'warning', title: 'Not all of provisioning could be judged' });
    expect(texts.join()).toMatch(/out of date/);
  });

  test('jobs that cannot be judged', async () => {
    const history = new History();
    history.read(0, healthyJob());
    history.unreadable(5);
    if (!history.state) throw new Error('the polls left no state');
    const { posted } = await runDigest(stubApp([history.state]), { postWhenEmpty: false });
    const { style, title, texts, lines } = seenCard(posted?.body);
    expect({ style, title, lines }).toEqual({
      style: 'warning',
      title: 'Not all of provisioning could be judged',
      lines: [],
    });
    expect(texts).toContain(
      'Not known of 1 more job: it was not read lately, or in a state that says nothing.',
    );
  });

  test('applications that were never read', async () => {
    const app = stubApp([]);
    const run = app.stub.run;
    if (!run?.counts) throw new Error('there is a run');
    app.stub.run = { ...run, counts: { ...run.counts, principalsUnread: 2 } };
    const { posted } = await runDigest(app, { postWhenEmpty: false });
    expect(seenCard(posted?.body).texts).toContain(
      'Applications that could not be read, whose jobs may be missing here: 2.',
    );
  });
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
])('a list $what does not pass for a whole one', async ({ laterPage }) => {
  const { status, posted, pages } = await runDigest(stubApp(quarantined(5)), { pageSize: 2, laterPage });
  expect(pages).toHaveLength(60);
  expect(status).toBe('Failed');
  expect(posted).toBeUndefined();
});
