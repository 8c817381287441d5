import { HTTP } from 'cloudevents';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventText, everyEvent } from './every-event.ts';
import { loadDefinition } from './load-definition.ts';
import { messageOf } from './run-notice.ts';
import type { Call } from './workflow/perform-action.ts';
import { runWorkflow } from './workflow/run-workflow.ts';

const parameters = {
  $connections: { servicebus: { connectionId: '/connections/servicebus' } },
  topicName: 'provisioning-quarantine',
  subscriptionName: 'on-call-hook',
  secretUrl: 'https://vault.example/secrets/key',
  webhookUrl: 'https://receiver.example/events',
};
const binary = z.object({ $content: z.string() });

async function run(body: string | Uint8Array, status = 202) {
  const calls: Call[] = [];
  const result = await runWorkflow(await loadDefinition('webhook'), {
    parameters,
    triggerBody: messageOf(body),
    call: async (call) => {
      calls.push(call);
      if (call.action === 'Read_secret') return { status: 200, body: { value: 'Bearer secret' } };
      return { status: call.action === 'Post_event' ? status : 200 };
    },
  });
  return { ...result, calls, posted: calls.find(({ action }) => action === 'Post_event') };
}

/** The bytes that were posted. */
const bytesOf = (call: Call | undefined) => Buffer.from(binary.parse(call?.body).$content, 'base64');

test.each(Object.entries(everyEvent()))('%s arrives as it was sent, byte by byte', async (_, event) => {
  const { posted, status } = await run(event);
  expect(status).toBe('Succeeded');
  expect(bytesOf(posted).equals(Buffer.from(event))).toBe(true);
});

test('is a CloudEvent in structured mode by the official SDK, with the secret in its header', async () => {
  const { posted } = await run(eventText('quarantine.began'));
  expect(posted).toMatchObject({ method: 'POST', uri: 'https://receiver.example/events' });
  // The deployment fills in the name of the header.
  expect(posted?.headers['{headerName}']).toBe('Bearer secret');
  const headers = { 'content-type': posted?.headers['Content-Type'] ?? '' };
  const event = HTTP.toEvent({ headers, body: bytesOf(posted).toString() });
  expect(event).toMatchObject({ type: 'entra.provisioning.quarantine.began', specversion: '1.0' });
});

test('bytes that another program would write otherwise stay as they are', async () => {
  const odd = Buffer.from(
    eventText('quarantine.began').replace('"Salesforce"', '"\\u0041\u00e9\ud83d\ude00  "'),
  );
  expect(bytesOf((await run(odd)).posted).equals(odd)).toBe(true);
});

describe('an answer', () => {
  test.each([
    [200, 'Complete', 'Succeeded'],
    [204, 'Complete', 'Succeeded'],
    [401, 'Abandon', 'Failed'],
    [410, 'Abandon', 'Failed'],
    [429, 'Abandon', 'Failed'],
    [500, 'Abandon', 'Failed'],
    [400, 'Dead_letter_refused', 'Failed'],
    [415, 'Dead_letter_refused', 'Failed'],
  ] as const)('%i ends with %s', async (answer, action, outcome) => {
    const { calls, status } = await run(eventText('quarantine.began'), answer);
    expect([calls.at(-1)?.action, status]).toEqual([action, outcome]);
  });
});

test('what is no event goes to the dead letters, and nobody else gets it', async () => {
  expect((await run('{}')).calls.map(({ action }) => action)).toEqual(['Dead_letter']);
});
