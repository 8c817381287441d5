import { describe, expect, test } from 'vitest';
import {
  type Claim,
  endClaim,
  mayClaim,
  takeClaim,
  withoutFutureTimes,
} from '../../../src/core/run-claim.ts';
import { emptyRun, noCursor, type RunRecord } from '../../../src/core/run-record.ts';
import { History } from '../../support/history.ts';

const { minute } = History;
const seconds = (at: number) => Date.parse(minute(at)) / 1000;
const epoch = seconds(-60);
const quietForMs = 15 * 60_000;

function claim(at: number, more: Partial<Claim> = {}): Claim {
  return { run: 'run-2', now: minute(at), until: minute(at + 0.5), quietForMs, ...more };
}

/** The row after a run of minute 0 that did everything. */
const row: RunRecord = {
  ...emptyRun,
  runs: 7,
  epoch,
  coveredSince: minute(0),
  firstStartedAt: minute(-60),
  lastStartedAt: minute(0),
  lastEndedAt: minute(1),
  lastOutcome: 'complete',
  scope: 'tenant',
  discoveredAt: minute(-30),
};

describe('a run may claim to be the only one', () => {
  const busy = { ...row, busyUntil: minute(10), busyWith: 'run-1' };

  test('where none does', () => {
    expect(mayClaim(row, claim(5))).toBe(true);
    expect(mayClaim(emptyRun, claim(5))).toBe(true);
  });

  test('where the claim of another one is over, not before', () => {
    expect(mayClaim(busy, claim(9.9))).toBe(false);
    expect(mayClaim(busy, claim(10))).toBe(true);
  });

  test('where the claim is its own', () => {
    expect(mayClaim(busy, claim(5, { run: 'run-1' }))).toBe(true);
  });

  test('where a claim lies so far ahead that a wrong clock wrote it', () => {
    expect(mayClaim({ ...busy, busyUntil: minute(15.5) }, claim(10))).toBe(false);
    expect(mayClaim({ ...busy, busyUntil: minute(16) }, claim(10))).toBe(true);
  });
});

describe('a claim', () => {
  test('counts the runs and keeps what the last ones did', () => {
    expect(takeClaim(row, claim(5), 7)).toEqual({
      ...row,
      runs: 8,
      busyUntil: minute(5.5),
      busyWith: 'run-2',
    });
  });

  test('begins no new epoch while runs follow each other, killed ones too', () => {
    expect(takeClaim(row, claim(16), 7).epoch).toBe(epoch);
    const killed = { ...row, busyUntil: minute(10.5), busyWith: 'run-1' };
    expect(takeClaim(killed, claim(25), 7).epoch).toBe(epoch);
  });

  test('begins a new epoch where there is no row: the table is new, or was lost', () => {
    expect(takeClaim(undefined, claim(5), 0)).toEqual({
      ...emptyRun,
      runs: 1,
      epoch: seconds(5),
      firstStartedAt: minute(5),
      busyUntil: minute(5.5),
      busyWith: 'run-2',
    });
  });

  test('of a table without a row knows nothing of earlier runs', () => {
    const { scope, cursor } = takeClaim(undefined, claim(5), 0);
    expect({ scope, cursor }).toEqual({ scope: '', cursor: { known: undefined, discovery: undefined } });
  });

  test('begins a new epoch where the row has none: what it was can no longer be read', () => {
    expect(takeClaim({ ...row, epoch: 0 }, claim(5), 7).epoch).toBe(seconds(5));
  });

  test('keeps the start of the first run, whatever became of the later ones', () => {
    const firstOf = (stored: RunRecord | undefined, at: number, written = 7) =>
      takeClaim(stored, claim(at), written).firstStartedAt;
    expect(firstOf(undefined, 5)).toBe(minute(5));
    // Followed by the next run, after a long pause, and where the table was set back.
    expect([firstOf(row, 5), firstOf(row, 24 * 60), firstOf(row, 5, 8)]).toEqual(Array(3).fill(minute(-60)));
    let stored: RunRecord | undefined;
    for (const at of [1, 6, 11]) stored = takeClaim(stored, claim(at), 0);
    expect(stored?.firstStartedAt).toBe(minute(1));
  });

  test('takes itself for the first run where the row does not know one, or one that lies ahead', () => {
    for (const firstStartedAt of [undefined, minute(24 * 60)])
      expect(takeClaim({ ...row, firstStartedAt }, claim(5), 7).firstStartedAt).toBe(minute(5));
  });

  test('begins a new epoch where the row is older than what this process has written: the table was set back', () => {
    const { runs, epoch } = takeClaim(row, claim(5), 8);
    expect({ runs, epoch }).toEqual({ runs: 9, epoch: seconds(5) });
  });

  test('counts on from what this process has written where the table was lost', () => {
    expect(takeClaim(undefined, claim(5), 12).runs).toBe(13);
  });

  test('begins a new epoch where no run has given a sign of life for long: the table may be one that was set back', () => {
    expect(takeClaim(row, claim(16), 0).epoch).toBe(epoch);
    expect(takeClaim(row, claim(16.1), 0).epoch).toBe(seconds(16.1));
    const killed = { ...row, busyUntil: minute(10.5), busyWith: 'run-1' };
    expect(takeClaim(killed, claim(25.6), 0).epoch).toBe(seconds(25.6));
  });

  test('begins an epoch above the one before, also where the clock was set back', () => {
    const ahead = { ...row, epoch: seconds(24 * 60) };
    expect(takeClaim(ahead, claim(60), 7).epoch).toBe(seconds(24 * 60) + 1);
    expect(takeClaim(ahead, claim(5), 7).epoch).toBe(seconds(24 * 60));
  });

  test('keeps no time that lies ahead', () => {
    const { lastStartedAt, discoveredAt } = takeClaim({ ...row, discoveredAt: minute(24 * 60) }, claim(5), 7);
    expect({ lastStartedAt, discoveredAt }).toEqual({ lastStartedAt: minute(0), discoveredAt: undefined });
  });
});

describe('a time that lies ahead by more than clocks may differ', () => {
  const ahead = minute(24 * 60);

  test.each(['coveredSince', 'firstStartedAt', 'lastStartedAt', 'lastEndedAt', 'discoveredAt'] as const)(
    'is dropped: %s',
    (name) => {
      expect(withoutFutureTimes({ ...row, [name]: ahead }, minute(5))).toEqual({ ...row, [name]: undefined });
      const within = { ...row, [name]: minute(10) };
      expect(withoutFutureTimes(within, minute(5))).toEqual(within);
    },
  );

  test('takes a round along', () => {
    const round = { since: minute(0), from: 'a' };
    expect(withoutFutureTimes({ ...row, round }, minute(5)).round).toEqual(round);
    expect(
      withoutFutureTimes({ ...row, round: { ...round, since: ahead } }, minute(5)).round,
    ).toBeUndefined();
  });

  test('takes a discovery along, but not the place among the known ones', () => {
    const discovery = { startedAt: minute(0), next: 'm' };
    const cursor = { known: 'c', discovery };
    expect(withoutFutureTimes({ ...row, cursor }, minute(5)).cursor).toEqual(cursor);
    expect(
      withoutFutureTimes(
        { ...row, cursor: { known: 'c', discovery: { ...discovery, startedAt: ahead } } },
        minute(5),
      ).cursor,
    ).toEqual({
      ...noCursor,
      known: 'c',
    });
  });
});

describe('the end of a run', () => {
  const own: RunRecord = { ...row, runs: 8, busyUntil: minute(6), busyWith: 'run-2' };

  test('writes what it did, gives the claim up, and leaves what is not its own', () => {
    const record: RunRecord = {
      ...row,
      runs: 0,
      epoch: 0,
      coveredSince: minute(5),
      firstStartedAt: minute(5),
      discoveredAt: minute(5),
      lastStartedAt: minute(5),
      lastEndedAt: minute(6),
      busyUntil: minute(99),
      busyWith: 'run-9',
    };
    expect(endClaim(own, record)).toEqual({
      ...record,
      runs: 8,
      epoch,
      firstStartedAt: minute(-60),
      busyUntil: undefined,
      busyWith: undefined,
    });
  });

  test('moves the times of covering runs and of discoveries only forward', () => {
    const late = { ...row, coveredSince: minute(-10), discoveredAt: undefined };
    expect(endClaim(own, late)).toMatchObject({ coveredSince: minute(0), discoveredAt: minute(-30) });
    const first = { ...own, coveredSince: undefined, discoveredAt: undefined };
    expect(endClaim(first, late)).toMatchObject({ coveredSince: minute(-10), discoveredAt: undefined });
  });

  test('does not count the discovery of something else: what is watched now may not have been swept', () => {
    const other = { ...row, scope: 'a list' };
    expect(endClaim(own, { ...other, discoveredAt: undefined })).toMatchObject({
      scope: 'a list',
      discoveredAt: undefined,
    });
    expect(endClaim(own, { ...other, discoveredAt: minute(-40) })).toMatchObject({
      discoveredAt: minute(-40),
    });
    expect(endClaim(own, { ...other, discoveredAt: minute(5) })).toMatchObject({ discoveredAt: minute(5) });
  });

  test('keeps the later discovery of the same', () => {
    const discoveredAt = (at: number | undefined) =>
      endClaim(own, { ...row, discoveredAt: at === undefined ? undefined : minute(at) }).discoveredAt;
    expect([discoveredAt(-40), discoveredAt(undefined), discoveredAt(5)]).toEqual([
      minute(-30),
      minute(-30),
      minute(5),
    ]);
  });
});
