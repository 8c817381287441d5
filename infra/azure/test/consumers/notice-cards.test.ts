import { describe, expect, test } from 'vitest';
import { seenCard } from './adaptive-card.ts';
import { loadDefinition } from './load-definition.ts';
import { cardOf, messageOf, runNotice } from './run-notice.ts';
import { toldEvents } from './told-events.ts';
import type { Expression } from './workflow/parse-expression.ts';
import { expressionsIn } from './workflow/parse-template.ts';

const events = toldEvents();
const entries = Object.entries(events);

async function seen(name: string) {
  const event = events[name];
  if (!event) throw new Error(`no event ${name}`);
  return seenCard(await cardOf(event));
}

/** The members that an expression looks up in the event, such as `data.quarantine.reason`. */
function pathsIn(expression: Expression): string[] {
  if (expression.kind === 'literal') return [];
  if (expression.kind === 'call') return expression.args.flatMap(pathsIn);
  const path: string[] = [];
  let at: Expression = expression;
  while (at.kind === 'member' && at.key.kind === 'literal') {
    path.unshift(String(at.key.value));
    at = at.of;
  }
  const ofEvent = at.kind === 'call' && at.name === 'outputs';
  return ofEvent ? [path.join('.')] : pathsIn(at);
}

test('every member of the event that the workflow reads is one that the connector tells', async () => {
  const asked = new Set(expressionsIn((await loadDefinition('notice')).actions).flatMap(pathsIn));
  expect(asked).toContain('data.quarantine.error.message');
  const told = entries.map(([, { body }]) => JSON.parse(new TextDecoder().decode(body)));
  for (const path of asked) {
    const found = told.map((event) => path.split('.').reduce((value, name) => value?.[name], event));
    expect(
      found.some((value) => value !== undefined),
      path,
    ).toBe(true);
  }
});

test.each(entries)(
  'an event of every kind gives a card that Teams takes, within its 28 KB: %s',
  async (_, event) => {
    const card = await cardOf(event);
    expect(seenCard(card).title).toMatch(/^Salesforce: /);
    expect(seenCard(card).links['Open in the admin center']).toMatch(
      /^https:\/\/entra\.microsoft\.com\/#view/,
    );
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28 * 1024);
  },
);

describe('the card of a begin', () => {
  test('says why, since when and until when', async () => {
    expect(await seen('began')).toMatchObject({
      style: 'attention',
      title: 'Salesforce: provisioning is in quarantine',
      facts: {
        Reason: 'EncounteredQuarantineException',
        'Error code': 'InvalidCredentials',
        Since: '2026-03-01 08:00 UTC',
        'Switched off': 'about 2026-03-29 if it does not recover (an estimate)',
        Job: 'scim.1',
      },
      links: { Troubleshoot: 'https://learn.microsoft.com/troubleshoot' },
    });
    expect((await seen('began')).texts).toContain('Your credentials are invalid.');
  });

  test.each(['began without reason, error and series', 'began with an empty quarantine'])(
    'says what is not known: %s',
    async (name) => {
      const { facts, texts, links } = await seen(name);
      expect(facts).toMatchObject({
        Reason: 'not given',
        'Error code': 'not given',
        'Switched off': 'after about four weeks in quarantine',
      });
      expect(texts).toHaveLength(1);
      expect(Object.keys(links)).toEqual(['Open in the admin center']);
    },
  );

  test('is without the error text where the connector does not tell it', async () => {
    const { texts, facts } = await seen('began without the error text');
    expect(texts).toHaveLength(1);
    expect(facts['Error code']).toBe('InvalidCredentials');
  });
});

describe('the card of a clear', () => {
  test.each([
    ['recovered', 'good', 'The job runs again, without quarantine.', '8 d 16 h 5 min', '2026-03-10 00:05'],
    [
      'superseded',
      'warning',
      'A later quarantine took the place of this one: the job is still in quarantine.',
      '8 d 12 h 30 min',
      '2026-03-09 20:30',
    ],
    ['removed', 'good', 'The job is gone, and its quarantine with it.', '8 d 16 h 5 min', '2026-03-10 00:05'],
  ])('says how it ended and how long it took: %s', async (cause, style, text, duration, ended) => {
    expect(await seen(cause)).toMatchObject({
      style,
      title: 'Salesforce: the quarantine of provisioning has ended',
      texts: [text],
      facts: {
        Cause: cause,
        'In quarantine for': duration,
        Ended: `${ended} UTC at the latest`,
        'Reason it had': 'EncounteredQuarantineException',
      },
    });
  });
});

test('the card of another reason says the new one and the old one', async () => {
  expect(await seen('changed')).toMatchObject({
    style: 'warning',
    title: 'Salesforce: the quarantine goes on for another reason',
    facts: {
      'Reason now': 'EncounteredQuarantineException (InsufficientPermissions)',
      'Reason before': 'EncounteredQuarantineException (InvalidCredentials)',
      'First seen': '2026-03-10 00:05 UTC',
      Job: 'scim.1',
    },
  });
  expect((await seen('changed from no reason')).facts).toMatchObject({
    'Reason now': 'TooManyDeletes',
    'Reason before': 'not given',
  });
});

test('the card of a reminder says when the job may be switched off, and that this is an estimate', async () => {
  const { facts, texts, title, style } = await seen('expiring');
  expect({ title, style }).toEqual({
    style: 'attention',
    title: 'Salesforce: provisioning will soon be switched off',
  });
  expect(facts).toEqual({
    'Switched off': 'about 2026-03-29 if it does not recover (an estimate)',
    Reason: 'EncounteredQuarantineException',
    'Error code': 'InvalidCredentials',
    Job: 'scim.1',
  });
  expect(texts).toContain('Your credentials are invalid.');
});

test('an event of a type of tomorrow is told, rather than lost', async () => {
  const event = {
    type: 'entra.provisioning.paused',
    subject: 'Box',
    source: '/jobs/1',
    time: '2027-01-01T00:00:00Z',
  };
  const body = JSON.stringify({ ...event, data: { portalUrl: 'https://entra.example/1' } });
  const { calls, status } = await runNotice(messageOf(body));
  expect(status).toBe('Succeeded');
  expect(seenCard(calls[0]?.body)).toMatchObject({
    style: 'default',
    title: 'Box: entra.provisioning.paused',
  });
});

test('error texts are shown as they are: a link in them is no link in the card', async () => {
  const body = new TextDecoder()
    .decode(events.began?.body)
    .replace('Your credentials', '[click](https://evil.example)');
  const { calls } = await runNotice(messageOf(body));
  const posted = JSON.stringify(calls[0]?.body);
  expect(posted).toContain('{"type":"TextRun","text":"[click](https://evil.example) are invalid."');
});
