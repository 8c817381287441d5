import { describe, expect, test } from 'vitest';
import { seenAt } from '../../../src/core/state.ts';
import type { Transition } from '../../../src/core/transition.ts';
import { episode1, episodesOf, History } from '../../support/history.ts';
import { healthyJob, pausedJob, quarantinedJob, series1, series2 } from '../../support/jobs.ts';
import { allWanted, noneWanted } from '../../support/wanted-events.ts';

const { minute, arrival } = History;
const first = { reason: 'EncounteredQuarantineException', errorCode: 'InvalidCredentials' };

/** The job in quarantine for a reason and an error code. */
const because = (reason: unknown, errorCode?: unknown, series = series1) =>
  quarantinedJob(series, { reason, error: errorCode === undefined ? null : { code: errorCode } });
const deletes = because('TooManyDeletes');
const blank = because('', ' ');

/** In quarantine since minute 0, for the first reason. */
function inQuarantine(wanted = allWanted): History {
  const job = new History(2 * 60_000, wanted);
  job.read(0, quarantinedJob());
  return job;
}

/** What happened, and since when the reason of then is known. */
const changes = (transitions: readonly Transition[]) =>
  transitions.map(({ kind }, n) => [kind, episodesOf(transitions)[n]?.reasons.at(-1)?.since]);

const reasons = (job: History) =>
  job.quarantine?.episode?.reasons.map(({ reason, errorCode, since }) => [reason || errorCode, since]);

describe('another reason', () => {
  test('that two runs saw is told as of its first sight', () => {
    const job = inQuarantine();
    expect(job.read(5, deletes)).toEqual([]);
    expect(job.quarantine?.doubt).toEqual({
      what: 'changed',
      since: arrival(5),
      seenAt: minute(5),
      reason: { reason: 'TooManyDeletes', errorCode: '' },
    });
    const [changed, ...others] = job.read(10, deletes);
    expect(others).toEqual([]);
    expect(changed).toMatchObject({
      kind: 'changed',
      detection: 'confirmed',
      previous: first,
      recordedAt: arrival(10),
      sequence: (job.transitions[0]?.sequence ?? 0) + 1,
      facts: { quarantine: { reason: 'TooManyDeletes' } },
      episode: { name: episode1, occurrence: 1, reasons: [first, { since: arrival(5) }] },
    });
    expect(job.quarantine).toMatchObject({ isOpen: true, doubt: undefined, sequence: changed?.sequence });
    expect(reasons(job)).toEqual([
      ['EncounteredQuarantineException', episode1],
      ['TooManyDeletes', arrival(5)],
    ]);
    expect(job.read(15, deletes)).toEqual([]);
    expect(job.unchanged).toBe(true);
  });

  test('is not believed before its doubt is old enough', () => {
    const job = new History(10 * 60_000, allWanted);
    job.read(0, quarantinedJob());
    job.read(5, deletes);
    expect(job.read(10, deletes)).toEqual([]);
    expect(changes(job.read(16, deletes))).toEqual([['changed', arrival(5)]]);
  });

  test('is another one too where the error code alone differs', () => {
    const job = inQuarantine();
    job.read(5, because(first.reason, 'Expired'));
    expect(job.read(10, because(first.reason, 'Expired'))).toMatchObject([{ kind: 'changed' }]);
  });

  test('may be an error code alone', () => {
    const job = inQuarantine();
    job.read(5, because('', 'Expired'));
    expect(changes(job.read(10, because('', 'Expired')))).toEqual([['changed', arrival(5)]]);
  });

  test('starts the doubt anew when it is not the one in doubt', () => {
    const job = inQuarantine();
    job.read(5, deletes);
    expect(job.read(10, because('Unknown'))).toEqual([]);
    expect(changes(job.read(15, because('Unknown')))).toEqual([['changed', arrival(10)]]);
  });

  test('is forgotten when the reason that is known comes back', () => {
    const job = inQuarantine();
    job.read(5, deletes);
    job.read(10, quarantinedJob());
    expect(job.quarantine?.doubt).toBeUndefined();
    expect(job.read(15, deletes)).toEqual([]);
    expect(changes(job.read(20, deletes))).toEqual([['changed', arrival(15)]]);
  });

  test('stays in doubt while none is given or nothing can be read', () => {
    const job = inQuarantine();
    job.read(5, deletes);
    job.read(10, blank);
    job.unreadable(15);
    job.read(20, blank);
    expect(changes(job.read(25, deletes))).toEqual([['changed', arrival(5)]]);
  });

  test('is in doubt anew when nobody watched in between', () => {
    const job = inQuarantine();
    job.read(5, deletes);
    job.unwatched(10);
    job.unwatched(15);
    expect(job.read(20, deletes)).toEqual([]);
    expect(changes(job.read(25, deletes))).toEqual([['changed', arrival(20)]]);
  });

  test('may be the first one back: each time counts', () => {
    const job = inQuarantine();
    for (const at of [5, 10]) job.read(at, deletes);
    for (const at of [15, 20]) job.read(at, quarantinedJob());
    expect(job.transitions.map(({ kind }) => kind)).toEqual(['began', 'changed', 'changed']);
    expect(reasons(job)?.map(([, since]) => since)).toEqual([episode1, arrival(5), arrival(15)]);
  });

  test('is told with a sequence of its own however the clock is set', () => {
    const job = inQuarantine();
    for (const at of [5, 10]) job.read(at, deletes);
    // The clock is set back, to the very instant of the first change.
    for (const at of [5, 10]) job.read(at, quarantinedJob());
    expect(job.transitions.map(({ kind }) => kind)).toEqual(['began', 'changed', 'changed']);
    expect(new Set(job.transitions.map(({ sequence }) => sequence)).size).toBe(3);
  });
});

test('no reason at all takes nothing back, and leaves the one that is known', () => {
  const job = inQuarantine();
  for (const at of [5, 10, 15]) expect(job.read(at, blank)).toEqual([]);
  expect(job.quarantine?.doubt).toBeUndefined();
  expect(reasons(job)).toEqual([['EncounteredQuarantineException', episode1]]);
});

test('the first reason of an episode that began without one is told as a change from none', () => {
  const job = new History(2 * 60_000, allWanted);
  job.read(0, blank);
  expect(reasons(job)).toEqual([]);
  job.read(5, deletes);
  expect(job.read(10, deletes)).toMatchObject([{ kind: 'changed', previous: undefined }]);
});

test('a doubt about the reason does not hide that the quarantine was seen', () => {
  const job = inQuarantine();
  job.read(5, deletes);
  const { state } = job;
  expect(state && seenAt(state, state.conditions.quarantine, minute(20))).toBe(minute(20));
});

test('a recovery in doubt takes the place of a reason in doubt, and the other way round', () => {
  const job = inQuarantine();
  job.read(5, deletes);
  job.read(10, healthyJob());
  expect(job.quarantine?.doubt?.what).toBe('cleared');
  expect(job.read(15, deletes)).toEqual([]);
  expect(job.quarantine?.doubt).toMatchObject({ what: 'changed', since: arrival(15) });
  job.read(20, pausedJob());
  expect(job.quarantine?.doubt).toBeUndefined();
});

test('a later series begins with its own reason, and its clear tells those before', () => {
  const job = inQuarantine();
  for (const at of [5, 10]) job.read(at, deletes);
  const [cleared, next] = job.read(15, because('Unknown', undefined, series2));
  expect(cleared).toMatchObject({
    kind: 'cleared',
    episode: { reasons: [first, { reason: 'TooManyDeletes' }] },
  });
  expect(next).toMatchObject({ kind: 'began', episode: { reasons: [{ reason: 'Unknown' }] } });
  expect(job.read(20, because('Unknown', undefined, series2))).toEqual([]);
});

test('the latest twenty are kept', () => {
  const job = inQuarantine();
  for (let n = 1; n <= 30; n++) for (const at of [10 * n, 10 * n + 5]) job.read(at, because(`Reason${n}`));
  expect(job.transitions).toHaveLength(31);
  expect(reasons(job)?.map(([reason]) => reason)).toEqual(
    Array.from({ length: 20 }, (_, n) => `Reason${n + 11}`),
  );
});

describe('when changes are not asked for', () => {
  test('the reasons are learnt all the same, and the sequence has no gap', () => {
    const job = inQuarantine(noneWanted);
    job.read(5, deletes);
    expect(job.read(10, deletes)).toEqual([]);
    expect(job.unchanged).toBe(false);
    expect(reasons(job)?.map(([reason]) => reason)).toEqual([first.reason, 'TooManyDeletes']);
    job.read(15, healthyJob());
    const [cleared] = job.read(20, healthyJob());
    expect(cleared?.sequence).toBe((job.transitions[0]?.sequence ?? 0) + 1);
    expect(cleared).toMatchObject({ episode: { reasons: [first, { reason: 'TooManyDeletes' }] } });
  });
});
