import { describe, expect, test } from 'vitest';
import { eventTypes } from '../../../../src/contract/events/event-names.ts';
import { seenCard } from './adaptive-card.ts';
import { eventText, everyEvent } from './every-event.ts';
import { loadDefinition } from './load-definition.ts';
import { quarantineEvents } from './quarantine-events.ts';
import { messageOf, runNotice } from './run-notice.ts';
import type { Expression } from './workflow/parse-expression.ts';
import { expressionsIn } from './workflow/parse-template.ts';

const decoder = new TextDecoder();
/** The events that the connector makes of jobs, and those of every condition as they are frozen. */
const events: Readonly<Record<string, string>> = {
  ...everyEvent(),
  ...Object.fromEntries(
    Object.entries(quarantineEvents()).map(([name, { body }]) => [name, decoder.decode(body)]),
  ),
};

/** What Teams gets for an event. */
async function posted(event: string, more: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
  const { calls, errors } = await runNotice(messageOf(event), more);
  expect([...errors]).toEqual([]);
  return calls.find(({ action }) => action === 'Post_card')?.body;
}

async function seen(name: string) {
  const event = events[name];
  if (event === undefined) throw new Error(`no event ${name}`);
  return seenCard(await posted(event));
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
  const [of] = at.kind === 'call' && at.name === 'outputs' ? at.args : [];
  if (of?.kind === 'literal' && of.value === 'Event') return [path.join('.')];
  return at.kind === 'member' ? [...pathsIn(at.of), ...pathsIn(at.key)] : pathsIn(at);
}

test('every member of the event that the workflow reads is one that the connector sends', async () => {
  const asked = new Set(expressionsIn((await loadDefinition('notice')).actions).flatMap(pathsIn));
  expect(asked).toContain('data.quarantine.error.message');
  expect(asked).toContain('data.lagSeconds');
  const sent = Object.values(events).map((event) => JSON.parse(event));
  for (const path of asked) {
    const found = sent.map((event) => path.split('.').reduce((value, name) => value?.[name], event));
    expect(
      found.some((value) => value !== undefined),
      path,
    ).toBe(true);
  }
});

test('there is an event of every type among those that are shown here', () => {
  expect(new Set(Object.values(events).map((event) => JSON.parse(event).type))).toEqual(new Set(eventTypes));
});

test.each(Object.entries(events))(
  'a card that Teams takes, within its 28 KB, in words: %s',
  async (_, event) => {
    const card = await posted(event);
    const { title, texts, facts, buttons } = seenCard(card);
    expect(title).toContain('Salesforce');
    expect(`${title} ${texts.join(' ')} ${Object.keys(facts).join(' ')}`).not.toMatch(
      // A place that was not filled, a code in the sentences, a GUID.
      /<\w+>|[{}]|entra\.provisioning|[a-z][A-Z]|[0-9a-f]{8}-[0-9a-f]{4}/,
    );
    expect(Object.values(facts).join(' ')).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
    expect(Object.keys(buttons)[0]).toBe('Open provisioning in Entra');
    expect(Object.values(buttons)[0]).toMatch(/^https:\/\/entra\.microsoft\.com\/#view/);
    expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28 * 1024);
  },
);

describe('the head and the first sentence of a card', () => {
  test.each([
    [
      'quarantine.began',
      'attention',
      'Provisioning of Salesforce is in quarantine',
      /tries again ever more rarely/,
    ],
    [
      'recovered',
      'good',
      'Provisioning to Salesforce is out of quarantine',
      /^It runs again, after 8 days in quarantine\.$/,
    ],
    [
      'superseded',
      'warning',
      'The quarantine of provisioning to Salesforce goes on in a new series',
      /still in quarantine/,
    ],
    [
      'removed',
      'emphasis',
      'Provisioning to Salesforce was removed while it was in quarantine',
      /^The job is gone/,
    ],
    [
      'changed',
      'warning',
      'Provisioning to Salesforce stays in quarantine, for another reason',
      /another reason now/,
    ],
    ['expiring', 'attention', 'Provisioning to Salesforce will soon be switched off', /about four weeks/],
    [
      'halt.began',
      'attention',
      'Provisioning to Salesforce was stopped',
      /^It does not run any more: joiners/,
    ],
    [
      'halt.began, disabledInQuarantine',
      'attention',
      'Provisioning to Salesforce was switched off by Microsoft Entra',
      /restarted\.$/,
    ],
    ['halt.cleared', 'good', 'Provisioning to Salesforce runs again', /^It was stopped for 3 hours\.$/],
    [
      'halt.cleared, removed',
      'emphasis',
      'Provisioning to Salesforce was removed while it was stopped',
      /3 hours/,
    ],
    [
      'overdue.began',
      'warning',
      'Provisioning to Salesforce is overdue',
      /^Its last run ended 2 hours ago, and it should run every 40 minutes\.$/,
    ],
    [
      'overdue.began, initialCycle',
      'warning',
      'Provisioning to Salesforce is overdue: its first cycle does not end',
      /should have been done 27 hours ago/,
    ],
    [
      'overdue.began, backlog',
      'warning',
      'Provisioning to Salesforce is overdue: it does not keep up',
      /caught up with all changes for 4 days\.$/,
    ],
    [
      'overdue.cleared, caughtUp',
      'good',
      'Provisioning to Salesforce is on time again',
      /^It was overdue for 40 minutes\.$/,
    ],
    [
      'overdue.cleared, halted',
      'warning',
      'Provisioning to Salesforce was overdue, and is stopped now',
      /does not run at all/,
    ],
    [
      'overdue.cleared, quarantined',
      'warning',
      'Provisioning to Salesforce was overdue, and is in quarantine now',
      /ever more rarely/,
    ],
    [
      'failures.began',
      'warning',
      '60 objects fail in provisioning to Salesforce',
      /last run: 1\.5 % of the 4,000 that are synchronized\.$/,
    ],
    [
      'failures.changed',
      'warning',
      '700 objects fail in provisioning to Salesforce now',
      /^There were 60 when/,
    ],
    [
      'failures.cleared',
      'good',
      'Few objects fail in provisioning to Salesforce any more',
      /failed for 28 hours/,
    ],
    ['job.removed', 'warning', 'Provisioning to Salesforce was removed', /leavers keep theirs/],
  ])('of %s', async (name, style, title, sentence) => {
    const { texts, ...card } = await seen(name);
    expect(card).toMatchObject({ style, title });
    expect(texts[0]).toMatch(sentence);
  });

  test('say that a stopped job is in quarantine too', async () => {
    const { texts } = seenCard(await posted(eventText('halt.began', { quarantined: true })));
    expect(texts[0]).toMatch(/^It does not run any more, and is in quarantine too: /);
  });

  test.each([
    ['hrInbound', 'Provisioning from Salesforce was stopped'],
    ['crossTenant', 'Provisioning to Salesforce was stopped'],
    ['cloudSync', 'Provisioning of Salesforce was stopped'],
    ['kindOfTomorrow', 'Provisioning of Salesforce was stopped'],
  ])('go by the kind of the job: %s', async (jobKind, title) => {
    expect(seenCard(await posted(eventText('halt.began', { jobKind }))).title).toBe(title);
  });

  test('name the tenant where there are several, whatever it is called', async () => {
    const ofFabrikam = eventText('halt.began', { tenantId: 'ABCDEF00-0000-4000-8000-000000000001' });
    const tenantNames = { 'abcdef00-0000-4000-8000-000000000001': "@{Fabrikam}'s" };
    expect(seenCard(await posted(ofFabrikam, { tenantNames })).title).toBe(
      "Provisioning to Salesforce of @{Fabrikam}'s was stopped",
    );
    expect(seenCard(await posted(eventText('halt.began'), { tenantNames })).title).toBe(
      'Provisioning to Salesforce was stopped',
    );
  });

  test('fall back to words for every reason where there are none for this one', async () => {
    const late = eventText('overdue.began', { reason: 'reasonOfTomorrow', adviceId: 'unknown' });
    const { title, texts } = seenCard(await posted(late));
    expect([title, texts[0]]).toEqual([
      'Provisioning to Salesforce is overdue',
      'It should have run, or caught up, 8 minutes ago.',
    ]);
  });
});

describe('the advice of a card', () => {
  test('says what is the matter and what to do first', async () => {
    const { texts } = await seen('quarantine.began.with-advice');
    expect(texts).toContain(
      'The application no longer accepts the credentials of Entra: a token expired, a password changed, or a consent was withdrawn.',
    );
    expect(texts).toContain('**First:** Renew the token, the password or the consent in the application.');
  });

  test('goes where jobs of this kind are found in the portal', async () => {
    const { texts } = seenCard(await posted(eventText('failures.began', { jobKind: 'crossTenant' })));
    expect(texts.join()).toContain('**First:** External Identities > Cross-tenant synchronization');
  });

  test('says of uploads that wait, and why', async () => {
    const { texts } = await seen('halt.began of uploads');
    expect(texts[1]).toBe(
      'Uploads are accepted (202) and not processed while it stands. Somebody stopped provisioning. Nothing is lost: changes wait.',
    );
  });

  test.each([{ adviceId: undefined }, { adviceId: 'adviceOfTomorrow' }])(
    'is left out where it is not known: %j',
    async (data) => {
      const { texts } = seenCard(await posted(eventText('halt.began', data)));
      expect(texts).toHaveLength(2);
    },
  );

  test('is not in a card of an end', async () => {
    expect((await seen('halt.cleared')).texts.join()).not.toContain('First:');
  });
});

describe('the facts of a card', () => {
  test('say why, since when and until when, times for the reader to see in their own zone', async () => {
    expect((await seen('began')).facts).toEqual({
      Reason: 'Microsoft Entra cannot work with the source or the target',
      'Error code': 'InvalidCredentials',
      Since: '{{DATE(2026-03-01T08:00:00Z,SHORT)}} {{TIME(2026-03-01T08:00:00Z)}}',
      'Switched off': 'about {{DATE(2026-03-29T08:00:00Z,SHORT)}}, if it does not recover (an estimate)',
      Job: 'to an application (scim)',
    });
    expect((await seen('began')).texts).toContain('Your credentials are invalid.');
  });

  test.each(['began without reason, error and series', 'began with an empty quarantine'])(
    'say what is not known: %s',
    async (name) => {
      const { facts } = await seen(name);
      expect(facts).toMatchObject({
        Reason: 'not given',
        'Switched off': 'after about four weeks in quarantine',
      });
      expect(facts).not.toHaveProperty('Error code');
    },
  );

  test('show a reason without words as it is', async () => {
    const quarantine = { reason: 'ReasonOfTomorrow', error: null };
    expect(seenCard(await posted(eventText('quarantine.began', { quarantine }))).facts.Reason).toBe(
      'ReasonOfTomorrow',
    );
    const halt = eventText('halt.began', { reason: 'reasonOfTomorrow', adviceId: 'adviceOfTomorrow' });
    expect(seenCard(await posted(halt)).facts.Reason).toBe('reasonOfTomorrow');
  });

  test('are without the error text where the connector does not send it', async () => {
    const { texts, facts } = await seen('began without the error text');
    expect(texts.join()).not.toContain('Your credentials are invalid.');
    expect(facts['Error code']).toBe('InvalidCredentials');
  });

  test('of an end say how long it took and why it had been', async () => {
    expect((await seen('superseded')).facts).toEqual({
      'Reason it had': 'Microsoft Entra cannot work with the source or the target',
      'Error code': 'InvalidCredentials',
      Lasted: '8 d 12 h',
      Ended: '{{DATE(2026-03-09T20:30:00Z,SHORT)}} {{TIME(2026-03-09T20:30:00Z)}}, at the latest',
      Job: 'to an application (scim)',
    });
    expect((await seen('overdue.cleared')).facts).toMatchObject({ Lasted: '0 h 40 min' });
  });

  test('of another reason say the new one and the old one', async () => {
    expect((await seen('changed')).facts).toMatchObject({
      'Reason now': 'Microsoft Entra cannot work with the source or the target',
      'Error code': 'InsufficientPermissions',
      'Reason before': 'Microsoft Entra cannot work with the source or the target (InvalidCredentials)',
      'First seen': '{{DATE(2026-03-10T00:05:10Z,SHORT)}} {{TIME(2026-03-10T00:05:10Z)}}',
    });
    expect((await seen('changed from no reason')).facts).toMatchObject({
      'Reason now': 'More deletions at once than the job allows',
      'Reason before': 'not given',
    });
  });

  test('of failing objects say how many of how many', async () => {
    expect((await seen('failures.changed')).facts).toMatchObject({
      'Failing objects': '700 of 4,000 (17.5 %)',
    });
    const withoutEntries = eventText('failures.began', { share: undefined, entries: 0 });
    const { facts, texts } = seenCard(await posted(withoutEntries));
    expect(facts['Failing objects']).toBe('60');
    expect(texts[0]).toBe('Microsoft Entra could not provision them in the last run.');
  });

  test('of a job that is gone say since when', async () => {
    expect((await seen('job.removed')).facts['Gone since']).toMatch(
      /^\{\{DATE\(2026-12-07T10:05:00Z.*at the latest$/,
    );
  });
});

describe('the buttons of a card', () => {
  test('stand side by side: the portal, the page of the job, and what Microsoft says of it', async () => {
    const { buttons } = await seen('began');
    expect(Object.keys(buttons)).toEqual([
      'Open provisioning in Entra',
      'What to do, and history',
      'Microsoft on this status',
    ]);
    expect(buttons['What to do, and history']).toMatch(/^https:\/\/connector\.example\/api\/jobs\/11111111-/);
    expect(buttons['Microsoft on this status']).toBe('https://learn.microsoft.com/troubleshoot');
    const card = JSON.stringify(await posted(events.began ?? ''));
    expect(card.match(/"ActionSet"/g)).toHaveLength(1);
  });

  test('lead to no page of the connector where it is not known, or not wanted', async () => {
    const unknown = seenCard(await posted(eventText('halt.began', { snapshotUrl: undefined })));
    expect(Object.keys(unknown.buttons)).toEqual(['Open provisioning in Entra']);
    const unwanted = seenCard(await posted(eventText('halt.began'), { linkToConnector: false }));
    expect(Object.keys(unwanted.buttons)).toEqual(['Open provisioning in Entra']);
  });

  test('lead nowhere but to web pages, whatever Graph gave', async () => {
    const event = eventText('quarantine.began', { troubleshootingUrl: 'javascript:alert(1)' });
    expect(Object.keys(seenCard(await posted(event)).buttons)).not.toContain('Microsoft on this status');
  });
});

test('an event of a type of tomorrow is shown, rather than lost', async () => {
  const event = {
    type: 'entra.provisioning.tomorrow.began',
    subject: 'Box',
    source: '/jobs/1',
    time: '2027-01-01T00:00:00Z',
  };
  const body = JSON.stringify({ ...event, id: '1', data: { portalUrl: 'https://entra.example/1' } });
  const { calls, status } = await runNotice(messageOf(body));
  expect(status).toBe('Succeeded');
  expect(seenCard(calls[0]?.body)).toMatchObject({
    style: 'default',
    title: 'Box: entra.provisioning.tomorrow.began',
  });
});

test('texts of others are shown as they are: a link in them is no link in the card, and a place is no place', async () => {
  const body = (events.began ?? '')
    .replace('Your credentials', '[click](https://evil.example)')
    .replace('"subject":"Salesforce"', '"subject":"[Sales](https://evil.example) <lasted>"');
  const { calls } = await runNotice(messageOf(body));
  const card = JSON.stringify(calls[0]?.body);
  expect(card).toContain('{"type":"TextRun","text":"[click](https://evil.example) are invalid."');
  expect(card).toContain(
    '{"type":"TextRun","text":"Provisioning to [Sales](https://evil.example) <lasted> is in quarantine"',
  );
  expect(card.match(/evil/g)).toHaveLength(3);
});

test('nor is a link in a code of Graph, which stands among the facts, where a card reads Markdown', async () => {
  const link = '[click](https://evil.example)';
  const event = eventText('quarantine.began', {
    templateId: link,
    quarantine: { reason: link, error: { code: link } },
  });
  const card = JSON.stringify(await posted(event));
  expect(card.match(/evil/g)).toHaveLength(3);
  expect(card).not.toMatch(/\]\(https:\/\/evil/);
});
