import type { ServiceBusMessage } from '@azure/service-bus';
import { expect, test } from 'vitest';
import { runnable } from '../../../../../test/support/run-script.ts';
import { eventText } from '../every-event.ts';
import { eventOfBegin, eventOfEnd } from '../quarantine-events.ts';
import { subscriberRig } from './subscriber-rig.ts';

const rig = subscriberRig();
const app = '11111111-1111-4111-8111-111111111111';
const began = eventOfBegin({}, app);
const cleared = eventOfEnd(app);

/** A message of the job, whatever is in its body. */
const messageOf = (messageId: string, body: string): ServiceBusMessage => ({
  messageId,
  sessionId: began.sessionId,
  body: Buffer.from(body),
});

const deadLetters = (client: Awaited<ReturnType<typeof rig.topic>>['client']) =>
  client.createReceiver('events', 'mine', { subQueueType: 'deadLetter' }).peekMessages(9);

test('it shows each event once, in order, and a repeat that comes after a later event is left alone', async () => {
  const topic = await rig.topic();
  await topic.send(began, cleared, began);
  const subscriber = topic.start();
  await subscriber.until(1, 'repeat');
  expect(await subscriber.until(2, 'event')).toMatchObject([
    { type: began.type, id: began.id, sequence: '1773100801', subject: 'Salesforce' },
    { type: cleared.type, id: cleared.id, sequence: '1773100802', cause: 'recovered' },
  ]);
  expect(await deadLetters(topic.client)).toEqual([]);
});

test('events of two conditions of a job are two, though each counts by itself and both have the same sequence', async () => {
  const topic = await rig.topic();
  const sequence = '1773100801';
  const bodies = ['halt.began', 'overdue.cleared'].map((name) => eventText(name, {}, { sequence }));
  await topic.send(
    ...bodies.map((body, at) => messageOf(`message ${at}`, body)),
    messageOf('again', bodies[0] ?? ''),
  );
  const subscriber = topic.start();
  await subscriber.until(1, 'repeat');
  expect(await subscriber.until(2, 'event')).toMatchObject([
    { type: 'entra.provisioning.halt.began', sequence, reason: 'paused' },
    { type: 'entra.provisioning.overdue.cleared', sequence, cause: 'caughtUp' },
  ]);
});

test('killed after an event was handled and before its message was completed, it leaves the repeat alone', async () => {
  const topic = await rig.topic();
  await topic.send(began);
  const first = topic.start(
    {},
    await runnable('infra/azure/test/consumers/subscriber/hang-before-completing.ts'),
  );
  await first.until(1, 'remembered');
  first.kill('SIGKILL');
  expect(await first.ended).toBe('SIGKILL');

  await topic.send(cleared);
  const second = topic.start();
  expect(await second.until(2, 'repeat', 'handled')).toMatchObject([
    { line: 'repeat', messageId: began.id },
    { line: 'handled', messageId: cleared.id },
  ]);
  expect(second.lines.filter(({ line }) => line === 'event')).toMatchObject([{ id: cleared.id }]);
});

test('what is no event goes to the dead letters with the reason, and what comes after it is read', async () => {
  const topic = await rig.topic();
  await topic.send(
    messageOf('text', 'not JSON'),
    messageOf('half', '{"specversion":"1.0","id":"x","data":[]}'),
    { ...messageOf('encoded', ''), body: 'a text of another sender' },
    messageOf(
      'tomorrow',
      eventText('halt.began', {}, { dataschema: 'urn:entra:provisioning:halt:began:v2' }),
    ),
    began,
  );
  await topic.start().until(1, 'event');
  expect(await deadLetters(topic.client)).toMatchObject([
    {
      messageId: 'text',
      deadLetterReason: 'UnreadableEvent',
      deadLetterErrorDescription: 'The body is not JSON in UTF-8.',
    },
    {
      messageId: 'half',
      deadLetterErrorDescription:
        'The body is not a CloudEvent of the connector. Wrong: source, type, time, sequence, dataschema, data.',
    },
    { messageId: 'encoded' },
    {
      messageId: 'tomorrow',
      deadLetterErrorDescription:
        'The data is of urn:entra:provisioning:halt:began:v2, which is not known here.',
    },
  ]);
});

test('asked to end it finishes, counts, and leaves with code 0: an event of a type that it does not know is among the counts', async () => {
  const topic = await rig.topic();
  const unknown = eventText('halt.began', {}, { type: 'entra.provisioning.tomorrow.began' });
  await topic.send(began, messageOf('unknown', unknown), cleared);
  const subscriber = topic.start();
  await subscriber.until(2, 'handled');
  subscriber.kill('SIGTERM');
  expect(await subscriber.ended).toBe(0);
  expect(subscriber.lines.at(-1)).toEqual({ line: 'ended', counts: { handled: 2, unknownType: 1 } });
  expect(await deadLetters(topic.client)).toEqual([]);
});

test.each([
  [{ SERVICEBUS_NAMESPACE: '' }, 'SERVICEBUS_NAMESPACE is missing: set it to the host name of the namespace'],
  [
    { SERVICEBUS_NAMESPACE: 'Endpoint=sb://contoso/', SESSIONS: 'many', RETRY_DELAY_MS: '-1' },
    'SERVICEBUS_NAMESPACE is "Endpoint=sb://contoso/": set it to a host name alone',
    'SESSIONS is "many": set it to a whole number from 1 to 1000.',
    'RETRY_DELAY_MS is "-1": set it to a whole number from 0 to 60000.',
  ],
])('wrong settings end it with code 1, and each mistake is named: %j', async (settings, ...mistakes) => {
  const subscriber = (await rig.topic()).start(settings);
  expect(await subscriber.ended).toBe(1);
  expect(subscriber.lines).toHaveLength(mistakes.length);
  for (const [at, mistake] of mistakes.entries()) expect(subscriber.lines[at]?.text).toContain(mistake);
});

test.each([
  [
    { SERVICEBUS_NAMESPACE: 'contoso.invalid', SERVICEBUS_ENDPOINT: '' },
    'There is no host contoso.invalid that this machine could find: set SERVICEBUS_NAMESPACE',
  ],
  [{ SUBSCRIPTION: 'nobodys' }, 'has no subscription nobodys of a topic events: set TOPIC and SUBSCRIPTION'],
  [{ SUBSCRIPTION: 'plain' }, 'The subscription plain is without sessions: make one that requires them'],
  [{ SERVICEBUS_ENDPOINT: 'sb://127.0.0.1:9' }, 'cannot be reached: look whether its network rules'],
])('where it can read nothing it says once what is wrong and what to do: %j', async (settings, sentence) => {
  const subscriber = (await rig.topic()).start({ ...settings, SESSIONS: '1' });
  const [trouble] = await subscriber.until(1, 'trouble');
  expect(trouble).toMatchObject({
    times: 1,
    what: expect.stringContaining(sentence),
    why: expect.any(String),
  });
  subscriber.kill('SIGTERM');
  expect(await subscriber.ended).toBe(0);
  expect(subscriber.lines.filter(({ line }) => line === 'trouble')).toHaveLength(1);
});
