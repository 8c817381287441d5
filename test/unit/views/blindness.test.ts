import { expect, test } from 'vitest';
import type { Failure } from '../../../src/core/failure.ts';
import { blindnessOf, isExplained } from '../../../src/views/blindness.ts';
import type { UnreadableGroup } from '../../../src/views/glance.ts';
import { summary, overview as whole } from '../page/hand-made.ts';

const usual = whole(Array.from({ length: 24 }, () => summary()));

type Checks = typeof usual.health.checks;

function health(coverage: Partial<Checks['coverage']>, lastRun: Partial<Checks['lastRun']> = {}) {
  const { checks } = usual.health;
  return {
    ...usual.health,
    checks: {
      ...checks,
      coverage: { ...checks.coverage, ...coverage },
      lastRun: { ...checks.lastRun, ...lastRun },
    },
  };
}

function group(cause: string, count: number): UnreadableGroup {
  return {
    cause,
    detail: `because ${cause}`,
    count,
    since: '2026-03-10T11:00:00.000Z',
    observedAt: '2026-03-10T10:55:00.000Z',
  };
}

const failed = (cause: string, count = 1): Failure => ({
  about: 'it',
  cause,
  detail: `because ${cause}`,
  count,
});

test('a connector that reads everything is not blind, and nor is one to which one or two jobs are closed', () => {
  expect(blindnessOf(usual)).toBeUndefined();
  expect(blindnessOf({ ...usual, unreadable: [group('http403', 2)] })).toBeUndefined();
});

test.each([
  ['http401', 'refused', true],
  ['http403', 'refused', true],
  ['http429', 'throttled', false],
  ['http503', 'away', false],
  ['timeout', 'away', false],
  ['network', 'away', false],
  ['TokenUnavailable', 'noToken', true],
  ['TokenRefused', 'notAdmitted', true],
  ['malformed', 'other', false],
])('what keeps a run from reading anything is its cause: %s', (cause, word, isLasting) => {
  const failures = [failed('else'), failed(cause, 5)];
  const given = { ...usual, health: health({}, { outcome: 'failed', failures }) };
  expect(blindnessOf(given)).toMatchObject({
    cause: word,
    isLasting,
    detail: `because ${cause}`,
    jobs: undefined,
  });
});

test('many jobs that cannot be read for one cause are one thing, and the same beside each job is explained by it', () => {
  const blindness = blindnessOf({ ...usual, unreadable: [group('http403', 3), group('timeout', 1)] });
  expect(blindness).toMatchObject({ cause: 'refused', jobs: 3, since: '2026-03-10T11:00:00.000Z' });
  expect([isExplained('http403', blindness), isExplained('timeout', blindness)]).toEqual([true, false]);
});

test('the only job of a tenant is all of it', () => {
  const one = whole([summary()]);
  expect(blindnessOf({ ...one, unreadable: [group('http403', 1)] })).toMatchObject({ jobs: 1 });
});

test('jobs that vanished together are said by a check of their own, and beside none of them', () => {
  expect(blindnessOf({ ...usual, unreadable: [group('massRemoval', 20)] })).toBeUndefined();
  expect(isExplained('massRemoval', undefined)).toBe(true);
});

test('a last run that was well and is long ago means that nothing runs any more', () => {
  const startedAt = '2026-03-10T08:00:00.000Z';
  const given = {
    ...usual,
    health: health({ status: 'fail' }, { outcome: 'complete', failures: [], startedAt }),
  };
  expect(blindnessOf(given)).toMatchObject({ cause: 'timer', isLasting: true, since: startedAt, detail: '' });
});

test('before the first run has ended nothing is known, and nobody has to act unless that lasts', () => {
  const of = (status: 'warn' | 'fail') =>
    blindnessOf({
      ...usual,
      observedAt: null,
      health: health({ status, at: null }, { outcome: null, failures: [] }),
    });
  expect(of('warn')).toMatchObject({ cause: 'never', isLasting: false, observedAt: undefined });
  expect(of('fail')).toMatchObject({ cause: 'never', isLasting: true });
});

test('a run that did not get to everything says so itself', () => {
  const given = {
    ...usual,
    health: health({ status: 'warn' }, { outcome: 'partial', failures: [], message: 'It goes on.' }),
  };
  expect(blindnessOf(given)).toMatchObject({ cause: 'other', detail: 'It goes on.' });
});
