import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toMessage } from '../../../../src/bus/to-message.ts';
import { busRig } from '../../../local/test/bus/bus-rig.ts';
import { one } from '../../../local/test/bus/messages.ts';
import { seenCard } from './adaptive-card.ts';
import { eventText } from './every-event.ts';
import { loadDefinition } from './load-definition.ts';
import { quarantineEvents } from './quarantine-events.ts';
import { messageOf, runNotice, subscriptionName, topicName } from './run-notice.ts';
import { everyAction, readActions } from './workflow/definition.ts';
import { resolve } from './workflow/evaluate.ts';
import type { Call } from './workflow/perform-action.ts';

const rig = busRig();
const { began } = quarantineEvents();
if (!began) throw new Error('no event');

const messages = '/teams%252Fquarantine%2520events/subscriptions/work%20flows/messages';

async function topic() {
  const bus = await rig.emulator({
    topics: { events: { subscriptions: { workflows: { maxDeliveryCount: 2 } } } },
  });
  const client = rig.emulatorClient(bus.connectionString);
  const sender = client.createSender('events');
  if (began) await sender.sendMessages(toMessage(began));
  return client.createReceiver('events', 'workflows', { skipParsingBodyAsJson: true });
}

/** Settles a message as the connector would, by the action's path; Teams answers with this status. */
const connector =
  (receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage, teams = 202) =>
  async (call: Call) => {
    if (call.uri === `${messages}/complete`) await receiver.completeMessage(message);
    if (call.uri === `${messages}/abandon`) await receiver.abandonMessage(message);
    return call.action === 'Post_card' ? teams : 200;
  };

/** What the connector hands over for a message that it has locked. */
const triggerBody = (message: ServiceBusReceivedMessage) => messageOf(message.body, message.lockToken);

test('the trigger locks one message of a subscription without sessions, and one run works at a time', async () => {
  const { triggers } = await loadDefinition('notice');
  const [trigger, ...others] = Object.values(triggers);
  expect(others).toEqual([]);
  expect(trigger).toMatchObject({
    type: 'ApiConnection',
    recurrence: { frequency: 'Minute', interval: '{pollMinutes}' },
    runtimeConfiguration: { concurrency: { runs: 1, maximumWaitingRuns: 1 } },
  });
  const nothing = new Map<string, unknown>();
  const scene = { triggerBody: null, outputs: nothing, bodies: nothing, variables: nothing, items: nothing };
  const parameters = { topicName, subscriptionName, $connections: { servicebus: { connectionId: '/c' } } };
  expect(resolve(trigger?.inputs, { ...scene, parameters })).toEqual({
    host: { connection: { name: '/c' } },
    method: 'get',
    path: `${messages}/head/peek`,
    queries: { sessionId: 'None', subscriptionType: 'Main' },
  });
});

describe('a message of the bus', () => {
  test('is shown and completed', async () => {
    const receiver = await topic();
    const message = await one(receiver);
    const { calls, status } = await runNotice(triggerBody(message), {}, connector(receiver, message));

    expect(status).toBe('Succeeded');
    expect(calls.map(({ action }) => action)).toEqual(['Post_card', 'Complete']);
    expect(seenCard(calls[0]?.body).title).toBe('Provisioning to Salesforce is in quarantine');
    expect(calls[1]).toMatchObject({
      method: 'delete',
      uri: `${messages}/complete`,
      queries: { lockToken: message.lockToken, sessionId: '', subscriptionType: 'Main' },
    });
    expect(await receiver.peekMessages(1)).toEqual([]);
  });

  test('is abandoned where Teams refuses the card, and shown when it is given again', async () => {
    const receiver = await topic();
    const message = await one(receiver);
    const { calls, status } = await runNotice(triggerBody(message), {}, connector(receiver, message, 429));

    expect(status).toBe('Failed');
    expect(calls.map(({ action }) => action)).toEqual(['Post_card', 'Abandon']);
    expect(calls[1]).toMatchObject({
      method: 'post',
      uri: `${messages}/abandon`,
      queries: { lockToken: message.lockToken, sessionId: '', subscriptionType: 'Main' },
    });
    const again = await one(receiver);
    expect(again.deliveryCount).toBe(1);
    expect((await runNotice(triggerBody(again), {}, connector(receiver, again))).status).toBe('Succeeded');
    expect(await receiver.peekMessages(1)).toEqual([]);
  });

  test.each(['not JSON', '42', '{}', '{"type":"other","subject":"","source":"","time":"","data":{}}'])(
    'that is no event of the connector goes to the dead letters, and nothing is shown: %s',
    async (body) => {
      const { calls, status } = await runNotice(messageOf(body));
      expect(status).toBe('Failed');
      expect(calls).toEqual([
        expect.objectContaining({
          method: 'post',
          uri: `${messages}/deadletter`,
          queries: {
            lockToken: 'lock-1',
            sessionId: '',
            deadLetterReason: 'UnreadableEvent',
            deadLetterErrorDescription: 'The body is not a CloudEvent of this connector.',
          },
        }),
      ]);
    },
  );

  test('fails the run even where abandoning fails, since the lock runs out by itself', async () => {
    const { status, statuses } = await runNotice(messageOf(began.body), {}, () => 500);
    expect(status).toBe('Failed');
    expect(statuses.get('Fail')).toBe('Failed');
    expect(statuses.get('Complete')).toBe('Skipped');
  });
});

const mailed = z.looseObject({ content: z.object({ plainText: z.string(), html: z.string() }) });

describe('mail', () => {
  const mail = {
    postToTeams: false,
    sendMail: true,
    mailEndpoint: 'https://mail.example',
    mailSender: 'DoNotReply@mail.example',
    mailReceivers: ['a@example.com', 'b@example.com'],
  };

  const content = async (event: string) => {
    const { calls } = await runNotice(messageOf(event), mail);
    return mailed.parse(calls[0]?.body).content;
  };

  test('goes to every receiver, with the facts of the card as lines', async () => {
    const { calls } = await runNotice(messageOf(began.body), mail);
    expect(calls.map(({ action }) => action)).toEqual(['Send_mail', 'Complete']);
    const [sent] = calls;
    expect(sent?.uri).toBe('https://mail.example/emails:send?api-version=2023-03-31');
    expect(sent?.body).toMatchObject({
      senderAddress: 'DoNotReply@mail.example',
      recipients: { to: [{ address: 'a@example.com' }, { address: 'b@example.com' }] },
      content: {
        subject: 'Provisioning to Salesforce is in quarantine',
        plainText: expect.stringContaining('\nError code: InvalidCredentials\nSince: 2026-03-01 08:00 UTC\n'),
        html: expect.stringContaining('>2026-03-01 08:00 UTC</td>'),
      },
    });
  });

  test('in plain text has the sentences, the facts and the addresses in paragraphs, times in UTC', async () => {
    const { plainText } = await content(eventText('overdue.began', { interval: 'PT20M' }));
    expect(plainText.split('\n')).toEqual([
      'Its last run ended 2 hours ago, and it should run every 20 minutes.',
      '',
      'Provisioning stands still in the whole tenant: many jobs are late at once.',
      '',
      expect.stringMatching(/^First: It is not only this one/),
      '',
      'Last run ended: 2026-12-03 10:40 UTC',
      'Since: 2026-12-03 13:25 UTC, at the latest',
      'Job: to an application (scim)',
      '',
      expect.stringMatching(/^Open provisioning in Entra: https:\/\/entra\.microsoft\.com\//),
      expect.stringMatching(/^What to do, and history: https:\/\/contoso-provisioning/),
    ]);
  });

  test('in HTML says the same, and nothing of a text is markup', async () => {
    const error = { code: '<b>', message: '<script>alert("1")</script> & more' };
    const { html } = await content(eventText('quarantine.began', { quarantine: { reason: '', error } }));
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more');
    expect(html).toContain('>&lt;b&gt;</td>');
    expect(html).toContain('border-left:6px solid #b3261e">Provisioning of Salesforce is in quarantine</h1>');
    expect(html.match(/<a href="https:[^"]*">[^<]*<\/a>/g)).toHaveLength(2);
    expect(html).not.toMatch(/<p>(<b>First:<\/b> )?<\/p>/);
  });

  test('that is refused abandons the message though Teams has the card', async () => {
    const both = { ...mail, postToTeams: true };
    const { calls } = await runNotice(messageOf(began.body), both, ({ action }) =>
      action === 'Send_mail' ? 429 : 202,
    );
    expect(calls.map(({ action }) => action)).toEqual(['Post_card', 'Send_mail', 'Abandon']);
  });
});

test('a message is given back after a wait only, since it comes again at once', async () => {
  const { actions } = await loadDefinition('notice');
  const { Refusals, If_refused: refused } = readActions(actions);
  expect(Refusals?.runAfter).toEqual({ Send: ['Failed', 'TimedOut'] });
  const { Wait, Abandon } = readActions(refused?.type === 'If' ? refused.else.actions : {});
  expect(Wait?.type).toBe('Wait');
  expect(Abandon?.runAfter).toEqual({ Wait: ['Succeeded'] });
});

test('what is sent, its retries included, ends before a lock of five minutes does', async () => {
  const sendings = everyAction((await loadDefinition('notice')).actions).flatMap(([, each]) =>
    each.type === 'Http' ? [each.inputs.retryPolicy] : [],
  );
  expect(sendings).toHaveLength(2);
  for (const policy of sendings) {
    // Without a policy Logic Apps retries four times. A request of a Consumption workflow is given up after two minutes.
    const { count, interval } = policy?.type === 'fixed' ? policy : { count: 4, interval: 'PT7S' };
    const seconds = Number(/^PT(\d+)S$/.exec(interval)?.[1]);
    expect((count + 1) * 120 + count * seconds).toBeLessThan(5 * 60);
  }
});
