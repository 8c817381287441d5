import { expect, it } from 'vitest';
import { missingEvents } from '../../start/missing-events.ts';
import type { ReceivedMessage } from '../../subscriber/received-message.ts';

const message = (about: string, kind: string, data: object): ReceivedMessage => ({
  at: '2026-03-10T00:00:00.000Z',
  subscription: 'workflows',
  messageId: 'm',
  sessionId: 's',
  subject: `entra.provisioning.${about}.${kind}`,
  correlationId: undefined,
  contentType: undefined,
  applicationProperties: { cloudEvents_subject: 'Box' },
  body: { data },
  deliveryCount: 0,
});
const asked = new Set(['quarantine', 'halt', 'jobs']);

it('What a scenario has to send is missed unless it came, with its reason or cause, for that application', () => {
  const messages = [
    message('halt', 'began', { reason: 'paused' }),
    message('halt', 'cleared', { reason: 'paused', cause: 'resumed' }),
    message('job', 'removed', {}),
  ];
  const sent = ['halt began paused', 'halt began', 'halt cleared resumed', 'job removed'];
  expect(missingEvents(messages, { Box: sent }, asked)).toEqual([]);
  expect(missingEvents(messages, { Zendesk: sent.slice(0, 1) }, asked)).toEqual([
    "Zendesk: never 'halt began paused'",
  ]);
  expect(missingEvents(messages, { Box: ['halt began disabled', 'halt cleared removed'] }, asked)).toEqual([
    "Box: never 'halt began disabled'",
    "Box: never 'halt cleared removed'",
  ]);
});

it('What was not asked for is not missed', () => {
  const sends = { Box: ['quarantine began', 'overdue began notRunning', 'job removed'] };
  expect(missingEvents([], sends, new Set(['quarantine']))).toEqual(["Box: never 'quarantine began'"]);
});
