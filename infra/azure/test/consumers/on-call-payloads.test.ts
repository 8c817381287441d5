import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { adviceIds } from '../../../../src/core/advice/advice.ts';
import severities from '../../consumers/severities.json' with { type: 'json' };
import { eventText, everyEvent } from './every-event.ts';
import { onCallConsumers } from './load-definition.ts';
import { type OnCallOptions, OnCallWorld, secret } from './on-call-world.ts';
import { quarantineEvents } from './quarantine-events.ts';
import type { Call } from './workflow/perform-action.ts';

const decoder = new TextDecoder();
/** The events that the connector makes of jobs, and those of every condition as they are frozen. */
const events: Readonly<Record<string, string>> = {
  ...everyEvent(),
  ...Object.fromEntries(
    Object.entries(quarantineEvents()).map(([name, { body }]) => [name, decoder.decode(body)]),
  ),
};

const own = ['Read_secret', 'Read_handled', 'Note_handled'];

/** What the receiver was asked for an event. */
async function asked(
  name: (typeof onCallConsumers)[number],
  event: string,
  options: OnCallOptions = {},
): Promise<readonly Call[]> {
  const [run] = await new OnCallWorld(name, options).handle(event);
  expect([...(run?.errors ?? [])]).toEqual([]);
  expect(run?.status).toBe('Succeeded');
  return run?.calls.filter(({ action, uri }) => !own.includes(action) && uri.startsWith('https:')) ?? [];
}

const texts = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(texts)
      : [];

describe.each(onCallConsumers)('%s', (name) => {
  test.each(Object.entries(events))('takes, in words: %s', async (_, event) => {
    const calls = await asked(name, event);
    expect(calls.length).toBeGreaterThan(0);
    for (const text of calls.flatMap(({ body }) => texts(body)))
      expect(text).not.toMatch(/<\w+>|@\{|\{\w+\}|undefined|\[object/);
  });

  test('takes the longest event there can be, cut to what fits', async () => {
    const long = eventText(
      'quarantine.began',
      {
        quarantine: { reason: 'R'.repeat(256), error: { code: 'C'.repeat(256), message: 'm'.repeat(2048) } },
      },
      { subject: 'S'.repeat(256) },
    );
    expect((await asked(name, long)).length).toBeGreaterThan(0);
  });

  test('takes texts of others as they are', async () => {
    const odd = eventText('quarantine.began', {}, { subject: '"},{"x":1} @{parameters(\'secretUrl\')} \n' });
    expect(JSON.stringify(await asked(name, odd))).toContain('@{parameters(');
  });

  test('lets an event of a type of tomorrow alone, and does not count it as handled', async () => {
    const world = new OnCallWorld(name);
    const [run] = await world.handle(
      eventText('halt.began', {}, { type: 'entra.provisioning.halt.tomorrow' }),
    );
    expect(run?.status).toBe('Succeeded');
    expect([...world.handled]).toEqual([]);
    expect(world.receiver.incidents).toEqual([]);
    expect(world.subscription.waiting).toEqual([]);
  });

  test('opens an incident for a condition of tomorrow', async () => {
    const world = new OnCallWorld(name);
    await world.handle(eventText('halt.began', {}, { type: 'entra.provisioning.somethingOfTomorrow.began' }));
    expect(world.open).toEqual([expect.stringMatching(/-somethingO$/)]);
  });

  test('keys by job and condition, within the 100 characters that the narrowest of the receivers takes', async () => {
    const keyOf = async (event: string) => {
      const world = new OnCallWorld(name);
      await world.handle(event);
      return world.open[0] ?? '';
    };
    const key = await keyOf(eventText('quarantine.began'));
    expect(key).toMatch(/^entra-provisioning-2ed9f347-[\w-]+-quarantine$/);
    expect(key.length).toBeLessThanOrEqual(100);
    expect(await keyOf(eventText('quarantine.began', { episode: 'another', occurrence: 2 }))).toBe(key);
    expect(await keyOf(eventText('halt.began'))).not.toBe(key);
    expect(await keyOf(eventText('quarantine.began', { jobId: 'another' }))).not.toBe(key);
  });

  test('keys a message without a session by the names of its job', async () => {
    const world = new OnCallWorld(name);
    world.subscription.send(eventText('quarantine.began', { jobId: `a/b's: #?${'x'.repeat(600)}` }), '');
    await world.work();
    expect(world.open).toEqual([expect.stringMatching(/^entra-provisioning-8aaf3c1e-[\w.-]+-quarantine$/)]);
    expect(world.open[0]?.length).toBeLessThanOrEqual(100);
  });
});

const severityOf = async (event: string) => {
  const [call] = await asked('pagerduty', event);
  return z.object({ payload: z.object({ severity: z.string() }) }).parse(call?.body).payload.severity;
};

describe('the severity', () => {
  test.each([
    ['quarantine.began', {}, 'error'],
    ['quarantine.expiring', {}, 'critical'],
    ['halt.began', { adviceId: 'haltPaused' }, 'error'],
    ['halt.began', { adviceId: 'haltAfterQuarantine' }, 'critical'],
    ['overdue.began', { adviceId: 'lateNotRunning' }, 'warning'],
    ['overdue.began', { adviceId: 'lateMass' }, 'critical'],
    ['failures.began', { adviceId: 'failingObjects' }, 'warning'],
    ['failures.began', { adviceId: 'failingMany' }, 'error'],
    ['job.removed', {}, 'warning'],
  ])('of %s with %j is %s', async (event, data, severity) => {
    expect(await severityOf(eventText(event, data))).toBe(severity);
  });
});

test('every name of an advice among the severities is one that the connector has', () => {
  const kinds = ['began', 'changed', 'expiring', 'cleared', 'removed'];
  for (const key of Object.keys(severities)) {
    const [, detail] = key.split('.');
    if (detail !== undefined) expect([...kinds, ...adviceIds], key).toContain(detail);
  }
});

const began = eventText('quarantine.began.with-advice');
const cleared = eventText('quarantine.cleared.with-advice');

test('PagerDuty gets a title, what to do and links', async () => {
  const [trigger] = await asked('pagerduty', began);
  expect(trigger).toMatchObject({
    method: 'POST',
    body: {
      routing_key: secret,
      event_action: 'trigger',
      client_url: expect.stringMatching(/^https:\/\/entra\.microsoft\.com\//),
      payload: {
        summary: 'Provisioning to Salesforce is in quarantine',
        source: expect.stringMatching(/^\/tenants\//),
        timestamp: '2026-11-24T08:20:53.000Z',
        component: 'Salesforce',
        group: 'outbound',
        class: 'quarantine',
        custom_details: {
          why: expect.stringMatching(/^The application no longer accepts/),
          first: 'Renew the token, the password or the consent in the application.',
          facts: expect.arrayContaining(['Error code: InvalidCredentials', 'Since: 2026-11-24 08:20 UTC']),
          error: 'Your credentials are invalid.',
        },
      },
      links: [
        { text: 'Open provisioning in Entra', href: expect.stringMatching(/^https:\/\/entra/) },
        { text: 'What to do, and history', href: expect.stringMatching(/\/api\/jobs\//) },
        { text: 'Microsoft on this status', href: 'https://learn.microsoft.com/troubleshoot' },
      ],
    },
  });
  const [resolve] = await asked('pagerduty', cleared);
  expect(resolve?.body).toEqual({
    routing_key: secret,
    event_action: 'resolve',
    dedup_key: expect.stringMatching(/-quarantine$/),
  });
});

test('ServiceNow gets an incident that its own rules assign, as the user of the deployment', async () => {
  const calls = await asked('servicenow', began);
  expect(calls.map(({ action }) => action)).toEqual(['Find_incident', 'Create_incident']);
  for (const { authentication } of calls)
    expect(authentication).toEqual({ type: 'Basic', username: 'provisioning', password: secret });
  expect(calls[1]?.body).toMatchObject({
    short_description: 'Provisioning to Salesforce is in quarantine',
    description: expect.stringMatching(/\nFirst: Renew the token.*\nOpen provisioning in Entra: https:/s),
    impact: '2',
    urgency: '2',
    assignment_group: '',
    correlation_display: 'Entra provisioning',
  });
});

test('Jira Service Management gets an alert, and a note of what comes after its begin', async () => {
  const [create, ...more] = await asked('jira-service-management', began);
  expect(more).toEqual([]);
  expect(create?.headers.Authorization).toBe(`GenieKey ${secret}`);
  expect(create?.body).toMatchObject({
    message: 'Provisioning to Salesforce is in quarantine',
    priority: 'P2',
    entity: 'Salesforce',
    tags: ['entra-provisioning', 'quarantine'],
    details: { errorCode: 'InvalidCredentials' },
  });
  const expiring = await asked('jira-service-management', eventText('quarantine.expiring'));
  expect(expiring.map(({ action }) => action)).toEqual(['Create_alert', 'Add_note']);
});

test('the page of the connector is not linked where that is not wanted', async () => {
  for (const name of onCallConsumers) {
    const withLink = JSON.stringify(await asked(name, began));
    expect(withLink).toContain('/api/jobs/');
    const without = JSON.stringify(await asked(name, began, { linkToConnector: false }));
    expect(without).not.toContain('/api/jobs/');
  }
});

test('nothing of others is HTML in the work notes of ServiceNow, which take for it what stands between two marks', async () => {
  const html = '[code]<a href="https://evil.example">Approve</a>[/code]';
  const event = eventText(
    'quarantine.expiring',
    { jobId: 'scim.1', quarantine: { reason: 'R', error: { code: 'C', message: html } } },
    { subject: html, sequence: '0000000002' },
  );
  const world = new OnCallWorld('servicenow');
  await world.handle(eventText('quarantine.began', { jobId: 'scim.1' }, { sequence: '0000000001' }));
  const [run] = await world.handle(event);
  const update = run?.calls.find(({ action }) => action === 'Update_incident');
  const { work_notes: notes } = z.object({ work_notes: z.string() }).parse(update?.body);
  expect(notes.match(/evil/g)).toHaveLength(2);
  expect(notes).not.toMatch(/\[\/?code\]/i);
});
