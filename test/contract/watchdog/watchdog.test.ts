import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError, TakenOverError } from '../../../src/core/errors.ts';
import type { Failure } from '../../../src/core/failure.ts';
import type { Log, PollReport } from '../../../src/poll/ports.ts';
import { callWatchdog } from '../../../src/watchdog.ts';
import { startWatchdog, type Watchdog } from '../../support/start-watchdog.ts';
import { counts } from '../../unit/http/stub-app.ts';

let watchdog: Watchdog;
let lines: object[];
const log: Log = { info: (line) => void lines.push(line), error: (line) => void lines.push(line) };

beforeEach(async () => {
  lines = [];
  watchdog = await startWatchdog();
});
afterEach(() => watchdog.close());

const address = (path = '/ping/s3cret') => `http://127.0.0.1:${watchdog.port}${path}`;
const failure = (cause: string): Failure => ({ about: 'service principals', cause, detail: 'x', count: 1 });

function ended(
  outcome: 'complete' | 'partial' | 'failed',
  ...causes: readonly string[]
): Extract<PollReport, { kind: 'ended' }> {
  const startedAt = '2026-03-10T00:00:00.000Z';
  return { kind: 'ended', outcome, covered: true, startedAt, counts, failures: causes.map(failure) };
}

/** A complete poll whose oldest unsent event has waited so many seconds. */
function mute(oldestWaitingSeconds: number, cause: string): PollReport {
  return { ...ended('complete', cause), counts: { ...counts, eventsWaiting: 2, oldestWaitingSeconds } };
}

const call = (polling: PollReport | Error, path?: string) =>
  callWatchdog(address(path), polling instanceof Error ? Promise.reject(polling) : Promise.resolve(polling), {
    log,
    staleAfterMs: 900_000,
  });

describe('what it is told', () => {
  test.each<[string, PollReport | Error, string, string]>([
    ['a complete poll', ended('complete'), '/ping/s3cret', 'complete'],
    [
      'a complete poll with failures that do not count',
      ended('complete', 'http503'),
      '/ping/s3cret',
      'complete',
    ],
    [
      'a partial poll',
      ended('partial', 'http403', 'timeout', 'http403'),
      '/ping/s3cret/fail',
      'partial: http403, timeout',
    ],
    ['events that wait, but not for long', mute(900, 'ServiceBusy'), '/ping/s3cret', 'complete'],
    [
      'events that nobody can be sent',
      mute(901, 'UnauthorizedAccess'),
      '/ping/s3cret/fail',
      'complete, events unsent: UnauthorizedAccess',
    ],
    [
      'an event that cannot be read, of whatever age',
      mute(0, 'damagedRow'),
      '/ping/s3cret/fail',
      'complete, events unsent: damagedRow',
    ],
    ['one that had no time for all', ended('partial'), '/ping/s3cret/fail', 'partial'],
    [
      'one that read nothing',
      ended('failed', 'TokenUnavailable'),
      '/ping/s3cret/fail',
      'failed: TokenUnavailable',
    ],
    [
      'one without a table',
      new StoreError('StorageUnavailable', 'secret words'),
      '/ping/s3cret/fail',
      'failed: StorageUnavailable',
    ],
    ['one that broke', new Error('secret words'), '/ping/s3cret/fail', 'failed'],
  ])('of %s', async (_what, polling, path, body) => {
    await call(polling);
    expect(watchdog.calls).toEqual([{ method: 'POST', path, body }]);
    expect(lines).toEqual([]);
  });

  test('nothing while another run works, nor of one that another has overtaken', async () => {
    await call({ kind: 'busy', busyUntil: '2026-03-10T00:00:00.000Z' });
    await call(new TakenOverError());
    expect(watchdog.calls).toEqual([]);
  });

  test('at an address with a query, and with a slash at its end', async () => {
    await call(ended('failed'), '/api/push/?token=s3cret');
    await call(ended('complete'), '/api/push/?token=s3cret');
    expect(watchdog.calls.map(({ path }) => path)).toEqual([
      '/api/push/fail?token=s3cret',
      '/api/push/?token=s3cret',
    ]);
  });
});

describe('where it does not take the call, one line says so, with its host alone', () => {
  const host = () => `127.0.0.1:${watchdog.port}`;

  test.each([404, 500, 302])('it answers %d', async (status) => {
    watchdog.answer = (response) => void response.writeHead(status, { location: '/elsewhere' }).end();
    await call(ended('complete'));
    expect(watchdog.calls).toHaveLength(1);
    expect(lines).toEqual([{ line: 'watchdogUncalled', host: host(), cause: `http${status}` }]);
  });

  test('it breaks the connection off', async () => {
    watchdog.answer = (response) => void response.destroy();
    await call(ended('complete'));
    expect(lines).toEqual([{ line: 'watchdogUncalled', host: host(), cause: 'ECONNRESET' }]);
  });

  test('it is not there', async () => {
    await watchdog.close();
    await call(ended('complete'));
    expect(lines).toEqual([{ line: 'watchdogUncalled', host: host(), cause: 'ECONNREFUSED' }]);
  });

  test('it never answers', async () => {
    watchdog.answer = () => {};
    await call(ended('complete'));
    expect(lines).toEqual([{ line: 'watchdogUncalled', host: host(), cause: 'timeout' }]);
  });
});
