import { expect, it } from 'vitest';
import { publishError } from '../../../src/bus/publish-error.ts';
import { PublishError } from '../../../src/core/errors.ts';

/** An error as the SDK throws it. */
function sdkError(name: string, members: { code?: unknown; retryable?: boolean } = {}): Error {
  return Object.assign(new Error('the words of the SDK'), { name, ...members });
}

it.each([
  ['MessagingEntityNotFound', 'EVENT_ENTITY'],
  ['MessagingEntityDisabled', 'enable it'],
  ['UnauthorizedAccess', 'Azure Service Bus Data Sender'],
  ['QuotaExceeded', "'the-topic'"],
  ['ServiceCommunicationProblem', 'network'],
  ['ServiceTimeout', 'in time'],
  ['ServiceBusy', 'busy'],
])('takes %s for trouble of the entity, and says what to do', (code, advice) => {
  const error = publishError(sdkError('ServiceBusError', { code }), 'the-topic');
  expect(error).toBeInstanceOf(PublishError);
  expect(error).toMatchObject({ scope: 'entity', code });
  expect(error.message).toContain(advice);
  expect(error.message).toContain('the words of the SDK');
});

it.each(['CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'])(
  'takes %s for a missing token',
  (name) => {
    const error = publishError(sdkError(name), 'the-topic');
    expect(error).toMatchObject({ scope: 'entity', code: 'TokenUnavailable' });
    expect(error.message).toContain('ServiceBus__clientId');
  },
);

it.each([
  ['a code of the network', sdkError('Error', { code: 'ECONNREFUSED' })],
  ['a name that is not found', sdkError('GeneralError', { code: 'ENOTFOUND' })],
  [
    'a network code in the text alone',
    Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5671'), { name: 'GeneralError' }),
  ],
  [
    'several errors at once',
    new AggregateError([new Error('a'), sdkError('Error', { code: 'ECONNREFUSED' })]),
  ],
  [
    'what may be tried again, whatever its code',
    sdkError('MessagingError', { code: 'New', retryable: true }),
  ],
])('takes %s for trouble of the connection', (_, thrown) => {
  const error = publishError(thrown, 't');
  expect(error).toMatchObject({ scope: 'entity', code: 'ServiceCommunicationProblem' });
  expect(error.message).toContain('network');
});

it.each([
  [sdkError('ServiceBusError', { code: 'MessageSizeExceeded', retryable: false }), 'MessageSizeExceeded'],
  [sdkError('ServiceBusError', { code: 'MessageSizeExceeded', retryable: true }), 'MessageSizeExceeded'],
  [sdkError('TypeError'), 'TypeError'],
  [sdkError('RangeError', { retryable: true }), 'RangeError'],
  [sdkError('Odd', { code: 7 }), 'Odd'],
  [sdkError('Odd', { retryable: false }), 'Odd'],
  ['a text', 'unexpected'],
])('takes everything else for trouble of the message alone', (thrown, code) => {
  const error = publishError(thrown, 't');
  expect(error).toMatchObject({ scope: 'message', code });
  expect(error.message).not.toBe('');
});

it('takes the errors of several attempts for the last of them', () => {
  const attempts = ['ServiceBusy', 'ServiceTimeout', 'UnauthorizedAccess'].map((code) =>
    sdkError('ServiceBusError', { code, retryable: true }),
  );
  const error = publishError(new AggregateError(attempts), 'the-topic');
  expect(error).toMatchObject({ scope: 'entity', code: 'UnauthorizedAccess' });
  expect(error.message).toContain('Azure Service Bus Data Sender');
});

it('keeps the error of the SDK as its cause', () => {
  const cause = sdkError('ServiceBusError', { code: 'ServiceBusy' });
  expect(publishError(cause, 't').cause).toBe(cause);
});

it('names an error without words, and takes several errors of which none is left for the network', () => {
  const silent = publishError(Object.assign(new Error(''), { name: 'NetworkingError' }), 't');
  expect(silent.message).toContain('(NetworkingError)');
  const spoken = publishError(sdkError('NetworkingError'), 't');
  expect(spoken.message).toContain('(the words of the SDK)');
  expect(publishError(new AggregateError([]), 't')).toMatchObject({ scope: 'entity' });
});

it.each([
  [
    'The received message (delivery-id:7, size:262279 bytes) exceeds the limit (262144 bytes) currently allowed on the link. TrackingId:91b3cd8b-4a52-4d1f-8a6b-0f3f7d6f1c2e_B11, SystemTracker:NoSystemTracker, Timestamp:2026-03-10T04:19:23',
    'The received message exceeds the limit (262144 bytes) currently allowed on the link.',
  ],
  [
    'The service was unable to process the request; please retry the operation. Reference:ab4341ef-ee3e-4015-960f-1c99b1bbbd89, TrackingId:3374c6ae0000930c009bb77a5f69fca9_G9_B2, SystemTracker:contoso:Topic:events, Timestamp:2026-03-10T13:31:57',
    'The service was unable to process the request; please retry the operation.',
  ],
  ['The link was refused.', 'The link was refused.'],
])('says the same of all messages that are refused alike: %s', (said, detail) => {
  const refused = Object.assign(new Error(said), { name: 'MessagingError', code: 'InvalidOperationError' });
  expect(publishError(refused, 't')).toMatchObject({ scope: 'message', message: detail, cause: refused });
});

it('says the same of each sign-in that failed alike', () => {
  const said =
    'AADSTS700016: There is no such application. Trace ID: 3f1d0a52 Correlation ID: 77aa0c1e Timestamp: 2026-03-10 04:19:23Z';
  const refused = Object.assign(new Error(said), { name: 'AuthenticationError' });
  expect(publishError(refused, 't').message).toMatch(/There is no such application\.$/);
});
