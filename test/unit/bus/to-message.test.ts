import { expect, it } from 'vitest';
import { toMessage } from '../../../src/bus/to-message.ts';

const event = {
  id: 'event-1',
  type: 'entra.provisioning.quarantine.began',
  sessionId: 'session-1',
  correlationId: 'episode-1',
  contentType: 'application/cloudevents+json; charset=utf-8',
  applicationProperties: { cloudEvents_specversion: '1.0', reason: 'X' },
  body: new TextEncoder().encode('{"data":"ü😀"}'),
};

it('puts an event into a message, its type as the subject', () => {
  expect(toMessage(event)).toEqual({
    messageId: 'event-1',
    subject: 'entra.provisioning.quarantine.began',
    sessionId: 'session-1',
    correlationId: 'episode-1',
    contentType: 'application/cloudevents+json; charset=utf-8',
    applicationProperties: { cloudEvents_specversion: '1.0', reason: 'X' },
    body: Buffer.from('{"data":"ü😀"}'),
  });
});

it('gives the body as a Buffer, the one kind that is sent as it is', () => {
  expect(Buffer.isBuffer(toMessage(event).body)).toBe(true);
});

it('gives the bytes of the event alone when they are a part of something larger', () => {
  const part = new TextEncoder().encode('before{"a":1}after').subarray(6, 13);
  expect(String(toMessage({ ...event, body: part }).body)).toBe('{"a":1}');
});
