import { expect, test } from 'vitest';
import type { JobSummary } from '../../../src/contract/answers/job.ts';
import type { ConditionRecords } from '../../../src/core/conditions/record.ts';
import { keyOf } from '../../../src/core/job-key.ts';
import { getJob } from '../../../src/http/get-job.ts';
import { getStatus } from '../../../src/http/get-status.ts';
import { healthyJob, quarantine } from '../../support/jobs.ts';
import { appOf, askApp } from '../../support/several-tenants.ts';
import { get, principal, request, runAt, stateOf, stubApp, unreadPrincipal } from '../http/stub-app.ts';
import { ended, jobBody, open, overviewBody, summary } from './hand-made.ts';
import { mainOf } from './page-text.ts';

/** Each bears what could break out of a place in which text stands. */
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></main><svg onload=alert(1)>',
  '&lt;script&gt;',
  '{{7*7}} <%= 7*7 %>',
  'javascript:alert(1)',
  '\u202Egnp.exe\u2066',
  `long ${'x'.repeat(2000)}`,
  'null \u0000 and \u001b[31m',
];

/** In every condition at once, with the text wherever what is remembered of one holds words of Entra's. */
function hostileConditions(conditions: ConditionRecords, text: string): ConditionRecords {
  const opened = { ...conditions.quarantine, facts: undefined };
  return {
    quarantine: { ...conditions.quarantine, status: 'unknown' },
    halt: { ...opened, facts: { reason: 'paused', quarantined: true } },
    overdue: {
      ...opened,
      facts: {
        reason: 'initialCycle',
        expectedBy: text,
        endedAt: undefined,
        steadyAt: text,
        progress: [{ name: text, completedUnits: 1, observedAt: text }],
      },
    },
    failures: { ...opened, facts: { count: 9, countRaw: 12, entries: 99, executionState: text } },
  };
}

function appWith(text: string) {
  const error = { code: text, message: text, tenantActionable: true };
  const raw = {
    ...healthyJob(text, {
      code: 'Quarantine',
      quarantine: quarantine('2026-03-01T08:00:00Z', { reason: text, nextAttempt: text, error }),
      troubleshootingUrl: text,
      lastExecution: { state: text, timeBegan: text, timeEnded: text, error: { code: text, message: text } },
      synchronizedEntryCountByType: [
        { key: text, value: 2 },
        { key: `${text} to user`, value: 1 },
      ],
    }),
    templateId: text,
    synchronizationJobSettings: [{ name: 'DomainFQDN', value: text }],
  };
  const id = text.slice(0, 200);
  const state = { ...stateOf({ ...raw, id }), application: { appId: text, displayName: text } };
  const unreadable = { since: '2026-03-10T00:00:00.000Z', cause: text, detail: text };
  const app = stubApp([
    {
      ...state,
      unreadable,
      scheduleState: text,
      interval: text,
      deleteThreshold: text,
      statusCode: text,
      conditions: hostileConditions(state.conditions, text),
    },
  ]);
  app.stub.episodes = ['quarantine', text].map((condition) =>
    ended(condition, {
      began: text,
      clearedBefore: text,
      published: false,
      reasons: [{ reason: text, errorCode: text, since: text }],
    }),
  );
  app.stub.bodies.set(id, raw);
  app.stub.unread = [unreadPrincipal(text, { cause: text, detail: text })];
  app.stub.run = { ...runAt(5), failures: [{ about: text, cause: text, detail: `${text}.`, count: 1 }] };
  return { app, id };
}

/** Every tag that a page may hold, by its name: an attribute of an event, a style or a foreign address is in none. */
const ownTags =
  /^<\/?(?:main|header|section|article|nav|form|label|input|select|option|button|table|thead|tbody|tr|th|td|h[1-4]|p|div|span|ul|ol|li|dl|dt|dd|a|bdi|code|blockquote|strong|b|time|details|summary|pre|svg|g|use|line|rect|text|title)(?:\s[^<>]*)?>$/;

function expectHarmless(main: string): void {
  const tags = main.match(/<[^>]*>/g) ?? [];
  expect(tags.filter((tag) => !ownTags.test(tag.replace('/>', '>')))).toEqual([]);
  const names = tags.flatMap((tag) =>
    [...tag.replace(/"[^"]*"/g, '""').matchAll(/\s([^\s=>/]+)/g)].map(([, name]) => name),
  );
  expect(names.filter((name) => /^on|^style$|^src$/.test(name ?? ''))).toEqual([]);
  const links = [...main.matchAll(/\shref="([^"]*)"/g)].map(([, href]) => href ?? '');
  expect(
    links.filter((href) => !/^(?:https:\/\/|#|jobs\/|status|tenants$|\.\.\/|[\w.~%-]+[?/])/.test(href)),
  ).toEqual([]);
  expect(/\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u.exec(main.replaceAll('\n', ''))).toBeNull();
}

test.each(hostile)('%j stays text, wherever it comes from', async (text) => {
  const { app, id } = appWith(text);
  expectHarmless(mainOf(await getStatus(get(`status?q=${encodeURIComponent(text.slice(0, 200))}`), app)));
  expectHarmless(mainOf(await getStatus(get('status'), app)));
  const path = `jobs/${principal}/${encodeURIComponent(id)}`;
  const page = await getJob(request('GET', path, { accept: 'text/html' }), app);
  expect(page.status).toBe(200);
  expectHarmless(mainOf(page));
});

test.each(hostile)('%j stays text as the name of a tenant, and in what is wrong with it', async (text) => {
  const { app, id } = appWith(text);
  const named = { ...app, tenantName: text, poll: async () => ({ kind: 'busy', busyUntil: text }) as const };
  const several = appOf([named, { ...named, tenantId: principal }]);
  const path = `tenants/${principal}/jobs/${principal}/${keyOf(id)}`;
  for (const asked of ['tenants', 'status', `tenants/${principal}/status`, path]) {
    const answer = await askApp(several, { path: asked, headers: { accept: 'text/html' } });
    expect(answer.status).toBe(200);
    expectHarmless(mainOf(answer));
    expect(answer.body?.match(/<\/?title>/g)?.slice(0, 2)).toEqual(['<title>', '</title>']);
  }
  const search = `tenants?q=${encodeURIComponent(text.slice(0, 200))}`;
  expectHarmless(mainOf(await askApp(several, { path: search, headers: { accept: 'text/html' } })));
  const unknown = `tenants/${encodeURIComponent(text.slice(0, 50))}/status`;
  expectHarmless(mainOf(await askApp(several, { path: unknown, headers: { accept: 'text/html' } })));
});

test.each(hostile)('%j stays text in advice and in what answers say of a condition', async (text) => {
  const { conditions, advice } = {
    conditions: [open('halt', text, { since: text })],
    advice: [
      {
        condition: 'halt',
        id: text,
        summary: text,
        steps: [text],
        commands: [
          { title: text, shell: 'sh', text: `${text}\n${text}`, warning: text, deletes: false },
          { title: `delete ${text}`, shell: 'powershell', text, warning: text, deletes: true },
        ],
        links: [
          { title: text, url: text },
          { title: text, url: 'https://learn.microsoft.com/x' },
        ],
      },
    ],
  } as const satisfies Partial<JobSummary>;
  const urls = { portalUrl: text, applicationUrl: text };
  const job = summary({ state: 'halted', conditions, advice, interval: text, lastRunEndedAt: text, ...urls });
  expectHarmless(mainOf({ body: await jobBody(job, { recent: [ended(text)] }) }));
  expectHarmless(mainOf({ body: await overviewBody([job]) }));
});

test.each(hostile)('%j stays text among many of its kind, in what blinds, and in the title', async (text) => {
  const since = '2026-03-10T11:00:00.000Z';
  const unreadable = { since, cause: text, detail: text };
  const job = summary({
    displayName: text,
    jobId: text,
    state: 'quarantined',
    reason: text,
    errorCode: text,
    quarantine: { error: { message: text } },
    conditions: [open('quarantine', text)],
    unreadable,
  });
  const one = { job, episodes: [], hasNamesake: true, domain: text };
  const body = await overviewBody([job], {
    jobs: [one],
    wrong: [{ jobs: [one, one], count: 9 }],
    unreadable: [{ ...unreadable, count: 9, observedAt: since }],
  });
  expectHarmless(mainOf({ body }));
  const page = await jobBody(job);
  expectHarmless(mainOf({ body: page }));
  expect(page.match(/<\/?title>/g)?.slice(0, 2)).toEqual(['<title>', '</title>']);
  expect(page.split('</head>')[0]).not.toMatch(/<(?:img|svg)|<script/);
});

test('Graph names a page to look at: only one over https becomes a link', async () => {
  const hrefOf = async (troubleshootingUrl: string) => {
    const raw = healthyJob('scim.1', { troubleshootingUrl });
    const app = stubApp([stateOf(raw)]);
    app.stub.bodies.set('scim.1', raw);
    const page = await getJob(request('GET', `jobs/${principal}/scim.1`, { accept: 'text/html' }), app);
    return /href="([^"]*)"[^>]*>Entra’s troubleshooting page/.exec(page.body ?? '')?.[1];
  };
  expect(await hrefOf('https://portal.azure.com/#x')).toBe('https://portal.azure.com/#x');
  for (const url of [
    'javascript:alert(1)',
    'http://portal.azure.com',
    'data:text/html,x',
    'https://a:b@c',
    'nothing',
  ])
    expect([url, await hrefOf(url)]).toEqual([url, undefined]);
});
