import { expect, test } from 'vitest';
import { publishError } from '../../src/bus/publish-error.ts';
import { jsonOfError } from '../../src/http/errors.ts';
import { causeOfError, Failures } from '../../src/poll/failures.ts';
import { refusedWriteError, storeError } from '../../src/table/store-errors.ts';
import { expectSafeTexts } from '../fuzz/expect-safe.ts';

const hostile = `\u0000\u001b[31mred\u0007\u009b1m\u0085\ud800<script>${'x'.repeat(100_000)}`;

/** As the SDKs throw them: the service's own words in the message, the code beside it. */
function thrown(name: string, more: object): Error {
  return Object.assign(new Error(hostile), { name, ...more });
}

const errors = [
  ['AuthenticationError', {}],
  ['RestError', { statusCode: 500, code: hostile }],
  ['RestError', { statusCode: 403, details: { odataError: { code: hostile, message: { value: hostile } } } }],
  ['RestError', { statusCode: 400 }],
  ['MessagingError', { code: 'UnauthorizedAccess' }],
  ['MessagingError', { code: 'GeneralError', retryable: true }],
  ['MessagingError', { code: hostile }],
  [hostile, {}],
] as const;

test.each(errors)('what a service says in its error is bounded and clean (%#)', (name, more) => {
  const error = thrown(name, more);
  for (const told of [
    storeError(error, 'T'),
    refusedWriteError(error, 'T'),
    publishError(error, 'E'),
    error,
  ]) {
    const failures = new Failures();
    failures.add({ what: 'event', name: hostile }, causeOfError(told));
    expectSafeTexts(failures.list(1), 'a failure');
    const lines: object[] = [];
    const log = { info: (line: object) => lines.push(line), error: (line: object) => lines.push(line) };
    const { body = '', headers } = jsonOfError(told, log);
    expectSafeTexts([JSON.parse(body), headers], 'the answer');
    expect(lines).toHaveLength(1);
    // Of what nobody expected the log has everything, stack included.
    if (told !== error && !('scope' in told)) expectSafeTexts(lines, 'the log');
  }
});
