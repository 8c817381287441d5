import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import {
  episode1,
  episode2,
  episodesOf,
  History,
  sequencesOf,
  withQuarantine,
} from '../../support/history.ts';
import {
  healthyJob,
  pausedJob,
  quarantine,
  quarantinedJob,
  seen,
  series1,
  series2,
} from '../../support/jobs.ts';
import { allWanted, noneWanted } from '../../support/wanted-events.ts';

const { minute, arrival } = History;

function healthy(): History {
  const job = new History();
  job.read(0, healthyJob());
  return job;
}

function inQuarantine(series: unknown = series1): History {
  const job = healthy();
  job.read(5, quarantinedJob(series));
  return job;
}

function recovered(series: unknown = series1): History {
  const job = inQuarantine(series);
  job.read(10, healthyJob());
  job.read(15, healthyJob());
  return job;
}

describe('a job that was never read', () => {
  test('is stored without an event when it is healthy', () => {
    const job = new History();
    expect(job.read(0, healthyJob())).toEqual([]);
    expect(job.state).toMatchObject({ isRemoved: false, statusCode: 'Active', changedAt: arrival(0) });
    expect(job.quarantine).toMatchObject({ isOpen: false, status: 'false' });
  });

  test('is told at first sight when it is in quarantine', () => {
    const [began] = new History().read(0, quarantinedJob());
    expect(began).toMatchObject({
      kind: 'began',
      detection: 'firstSight',
      facts: { evidence: 'status' },
      episode: { name: episode1, series: episode1, occurrence: 1 },
      recordedAt: arrival(0),
    });
  });

  test('is not stored when it is gone, unreadable or not watched', () => {
    for (const look of ['gone', 'unreadable', 'unwatched'] as const) {
      const job = new History();
      expect(job[look](0)).toEqual([]);
      expect(job.state).toBeUndefined();
    }
  });

  test('starts its sequence at the Unix seconds of the poll, so that it rises after a lost table', () => {
    const [began] = new History().read(0, quarantinedJob());
    expect(began?.sequence).toBe(Date.parse(minute(0)) / 1000 + 1);
  });
});

describe('a job without status', () => {
  const bare = { id: 'scim.1', templateId: null, schedule: null, status: null };

  test('is stored at first sight, and its begin is told by the next poll', () => {
    const job = new History();
    expect(job.read(0, bare)).toEqual([]);
    expect(job.state).toMatchObject({ statusCode: '', scheduleState: '' });
    expect(job.quarantine).toMatchObject({ isOpen: false, status: 'unknown' });
    expect(job.read(5, quarantinedJob())).toMatchObject([{ kind: 'began', detection: 'observed' }]);
  });

  test('that was in quarantine is suspended: it proves no recovery', () => {
    const job = inQuarantine();
    for (const at of [10, 15, 20]) expect(job.read(at, bare)).toEqual([]);
    expect(job.quarantine).toMatchObject({ isOpen: true, status: 'unknown', episode: { name: episode1 } });
  });
});

describe('a series that lies ahead', () => {
  const ahead = '2027-01-01T00:00:00Z';

  test('is taken for none, so that it holds back no begin until it has come', () => {
    const job = healthy();
    expect(job.read(5, quarantinedJob(ahead))).toMatchObject([
      { kind: 'began', episode: { name: arrival(5), series: undefined } },
    ]);
    job.read(10, healthyJob());
    job.read(15, healthyJob());
    expect(job.read(20, quarantinedJob(series1))).toMatchObject([
      { kind: 'began', detection: 'observed', episode: { name: episode1 } },
    ]);
  });

  test('ends no episode', () => {
    const job = inQuarantine();
    expect(job.read(10, quarantinedJob(ahead))).toEqual([]);
    expect(job.quarantine).toMatchObject({ latestSeries: episode1, episode: { series: episode1 } });
  });

  test('by no more than clocks may differ is one like any other', () => {
    const series = minute(10);
    expect(healthy().read(5, quarantinedJob(series))).toMatchObject([{ episode: { name: series, series } }]);
    const further = healthy().read(5, quarantinedJob(minute(11)));
    expect(further).toMatchObject([{ episode: { name: arrival(5), series: undefined } }]);
  });
});

describe('a series a second later', () => {
  const cut = '2026-03-01T08:00:00.9999999Z';
  const rounded = '2026-03-01T08:00:01Z';
  const another = '2026-03-01T08:00:02Z';

  test('is the one of a replica that rounds where another cuts: it neither ends nor begins an episode', () => {
    const job = inQuarantine(cut);
    for (const at of [10, 15]) expect(job.read(at, quarantinedJob(rounded))).toEqual([]);
    expect(job.quarantine?.episode).toMatchObject({ name: episode1, series: episode1 });
    expect(job.read(20, quarantinedJob(another))).toMatchObject([{ kind: 'cleared' }, { kind: 'began' }]);
  });

  test('was told before, and needs two answers to begin again', () => {
    const job = recovered(cut);
    expect(job.read(20, quarantinedJob(rounded))).toEqual([]);
    expect(recovered(cut).read(20, quarantinedJob(another))).toMatchObject([{ kind: 'began' }]);
  });
});

describe('a healthy job', () => {
  test('that has not changed leaves nothing to write', () => {
    const job = healthy();
    job.read(5, healthyJob());
    expect(job.unchanged).toBe(true);
    expect(job.observedAt).toBe(minute(5));
  });

  test('whose members came in another order leaves nothing to write', () => {
    const job = healthy();
    job.read(5, Object.fromEntries(Object.entries(healthyJob()).reverse()));
    expect(job.unchanged).toBe(true);
  });

  test('that ran again is stored anew without an event', () => {
    const job = healthy();
    expect(job.read(5, healthyJob('scim.1', { lastExecution: { state: 'Succeeded' } }))).toEqual([]);
    expect(job.unchanged).toBe(false);
  });

  test('begins a quarantine at the first answer when its series is new', () => {
    expect(healthy().read(5, quarantinedJob())).toMatchObject([{ kind: 'began', detection: 'observed' }]);
  });

  test('begins a quarantine at the first answer when its series is unusable, named by the time of first sight', () => {
    for (const blank of ['', null, '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.9999999Z', 'soon', 7]) {
      expect(healthy().read(5, quarantinedJob(blank))).toMatchObject([
        {
          kind: 'began',
          episode: { name: arrival(5), series: undefined, occurrence: 1 },
        },
      ]);
    }
  });

  test('raises only a doubt when its quarantine has a series told before, and begins again when that is confirmed', () => {
    const job = recovered();
    expect(job.read(20, quarantinedJob())).toEqual([]);
    expect(job.quarantine).toMatchObject({ isOpen: false, doubt: { what: 'began', since: arrival(20) } });
    expect(job.read(25, quarantinedJob())).toMatchObject([
      { kind: 'began', detection: 'confirmed', episode: { name: episode1, occurrence: 2 } },
    ]);
  });

  test('drops the doubt of an old series when the next answer is healthy', () => {
    const job = recovered();
    job.read(20, quarantinedJob());
    expect(job.read(25, healthyJob())).toEqual([]);
    expect(job.quarantine).toMatchObject({ isOpen: false, status: 'false', doubt: undefined });
    expect(job.read(30, quarantinedJob())).toEqual([]);
  });

  test('begins with occurrence 1 again when a later series follows one that came back', () => {
    const job = recovered();
    job.read(20, quarantinedJob());
    job.read(25, quarantinedJob());
    job.read(30, healthyJob());
    job.read(35, healthyJob());
    expect(job.read(40, quarantinedJob(series2))).toMatchObject([
      { kind: 'began', episode: { name: episode2, occurrence: 1 } },
    ]);
  });

  test('never uses a name and occurrence twice, however often old series come back between new ones', () => {
    const job = recovered();
    for (const [minute, series] of [
      [20, series1],
      [40, series2],
      [60, series1],
      [80, series2],
    ] as const) {
      job.read(minute, quarantinedJob(series));
      job.read(minute + 5, quarantinedJob(series));
      job.read(minute + 10, healthyJob());
      job.read(minute + 15, healthyJob());
    }
    const began = episodesOf(job.transitions.filter(({ kind }) => kind === 'began'));
    expect(began.map(({ name }) => name)).toEqual([episode1, episode1, episode2, episode1, episode2]);
    expect(began.map(({ occurrence }) => occurrence)).toEqual([1, 2, 1, 3, 4]);
  });

  test('keeps its told series through a quarantine without one: the old series still needs two answers', () => {
    const job = recovered();
    job.read(20, quarantinedJob(''));
    job.read(25, healthyJob());
    job.read(30, healthyJob());
    expect(job.read(35, quarantinedJob())).toEqual([]);
  });

  test('begins with occurrence 1 when its first usable series follows a quarantine without one', () => {
    expect(recovered('').read(20, quarantinedJob())).toMatchObject([
      { kind: 'began', episode: { name: episode1, occurrence: 1 } },
    ]);
  });

  test('names its episode without the blanks that Graph may put around the series', () => {
    expect(inQuarantine(` ${series1} `).transitions).toMatchObject([{ episode: { name: episode1 } }]);
  });

  test('whose application was never told has blank names', () => {
    const job = new History();
    job.observe(0, Object.assign(seen(healthyJob(), arrival(0)), { application: undefined }));
    expect(job.state?.application).toEqual({ appId: '', displayName: '' });
  });

  test('that recovered before it is gone is not cleared a second time', () => {
    const job = recovered();
    expect(job.gone(20)).toEqual([]);
    expect(job.gone(25)).toEqual([]);
    expect(job.state?.isRemoved).toBe(true);
  });

  test('that is gone is removed without an event once that is confirmed', () => {
    const job = healthy();
    expect(job.gone(5)).toEqual([]);
    expect(job.state).toMatchObject({ isRemoved: false, absence: {} });
    expect(job.gone(10)).toEqual([]);
    expect(job.state).toMatchObject({ isRemoved: true, absence: undefined });
  });

  test('that is only missing in lists is never removed, however often', () => {
    const job = healthy();
    for (const at of [5, 10, 15]) expect(job.gone(at, false)).toEqual([]);
    expect(job.state).toMatchObject({ isRemoved: false, absence: { since: arrival(5) } });
    job.gone(20);
    expect(job.state?.isRemoved).toBe(true);
  });

  test('that is not known by its id is not removed before a second run has seen it missing', () => {
    const job = new History(10 * 60_000);
    job.read(0, healthyJob());
    job.gone(5);
    job.gone(10);
    expect(job.state).toMatchObject({ isRemoved: false, absence: {} });
  });

  test('whose row was written by a clock that ran ahead is written again once it is read', () => {
    const job = new History();
    job.read(24 * 60, healthyJob());
    job.coveredSince = undefined;
    job.unreadable(5);
    expect(job.observedAt).toBe(minute(24 * 60));
    job.read(10, healthyJob());
    expect(job.observedAt).toBe(minute(10));
    job.read(15, healthyJob());
    expect(job.unchanged).toBe(true);

    const untouched = new History();
    untouched.read(24 * 60, healthyJob());
    untouched.coveredSince = undefined;
    untouched.read(5, healthyJob());
    expect(untouched.unchanged).toBe(false);
    expect(untouched.observedAt).toBe(minute(5));
  });

  test('that was gone once and is back was never removed', () => {
    const job = healthy();
    job.gone(5);
    job.read(10, healthyJob());
    expect(job.gone(15)).toEqual([]);
    expect(job.state?.isRemoved).toBe(false);
  });

  test('that is paused stays healthy', () => {
    const job = healthy();
    expect(job.read(5, pausedJob())).toEqual([]);
    expect(job.quarantine).toMatchObject({ isOpen: false, status: 'false' });
    expect(job.state?.statusCode).toBe('Paused');
  });
});

describe('a removed job', () => {
  const removed = () => {
    const job = recovered();
    job.gone(20);
    job.gone(25);
    return job;
  };

  test('stays removed while it is gone, with nothing to write', () => {
    const job = removed();
    expect(job.gone(30)).toEqual([]);
    expect(job.unchanged).toBe(true);
  });

  test('is healthy again when it is read so', () => {
    const job = removed();
    expect(job.read(30, healthyJob())).toEqual([]);
    expect(job.state?.isRemoved).toBe(false);
  });

  test('begins a quarantine, and its occurrences and sequence go on where they were', () => {
    const job = removed();
    const before = job.quarantine?.sequence ?? 0;
    expect(job.read(30, quarantinedJob(''))).toMatchObject([
      { kind: 'began', sequence: before + 1, episode: { occurrence: 2 } },
    ]);
  });

  test('needs two answers for a series told before', () => {
    const job = removed();
    expect(job.read(30, quarantinedJob())).toEqual([]);
    expect(job.read(35, quarantinedJob())).toMatchObject([{ kind: 'began', detection: 'confirmed' }]);
  });

  test('whose old series is answered now and then begins again once two answers showed it', () => {
    const job = removed();
    expect(job.read(30, quarantinedJob())).toEqual([]);
    job.unreadable(35);
    expect(job.quarantine).toMatchObject({
      isOpen: false,
      doubt: { what: 'began', since: arrival(30), seenAt: minute(35) },
    });
    expect(job.read(40, quarantinedJob())).toMatchObject([{ kind: 'began', detection: 'confirmed' }]);
  });

  test('that is back in an old quarantine and missing again is in no doubt about it any more', () => {
    const job = removed();
    job.read(30, quarantinedJob());
    job.gone(35, false);
    expect(job.quarantine).toMatchObject({ isOpen: false, doubt: undefined });
    expect(job.read(40, quarantinedJob())).toEqual([]);
  });

  test('has nothing that could be unreadable or unwatched', () => {
    const job = removed();
    job.unreadable(30);
    job.unwatched(35);
    expect(job.state).toMatchObject({ isRemoved: true, unreadable: undefined, unwatchedSince: undefined });
  });
});

describe('a quarantined job', () => {
  test('tells nothing when a retry moves its dates and its count', () => {
    const job = inQuarantine();
    const retry = {
      currentBegan: '2026-03-02T08:00:00Z',
      nextAttempt: '2026-03-03T08:00:00Z',
      seriesCount: 5,
    };
    expect(job.read(10, quarantinedJob(series1, retry))).toEqual([]);
    expect(job.quarantine?.facts?.quarantine).toMatchObject(retry);
  });

  test('tells nothing when a replica writes its series with other digits', () => {
    const job = inQuarantine();
    expect(job.read(10, quarantinedJob('2026-03-01T08:00:00Z'))).toEqual([]);
    expect(job.quarantine?.episode?.name).toBe(episode1);
  });

  test('tells nothing when its series is earlier or blank, and keeps the one it had', () => {
    const job = inQuarantine(series2);
    expect(job.read(10, quarantinedJob(series1))).toEqual([]);
    expect(job.read(15, quarantinedJob(''))).toEqual([]);
    expect(job.quarantine?.episode).toMatchObject({ name: episode2, series: episode2 });
  });

  test('adopts its first usable series without an event and keeps its name', () => {
    const job = inQuarantine('');
    expect(job.read(10, quarantinedJob(series1))).toEqual([]);
    expect(job.quarantine?.episode).toMatchObject({ name: arrival(5), series: episode1 });
    expect(job.read(15, quarantinedJob(series2))).toMatchObject([{ kind: 'cleared' }, { kind: 'began' }]);
  });

  test('with a later series was cleared and began anew, in that order and without a gap', () => {
    const job = inQuarantine();
    const told = job.read(10, quarantinedJob(series2, { reason: 'TooManyDeletes' }));
    expect(told).toMatchObject([
      {
        kind: 'cleared',
        cause: 'superseded',
        detection: 'inferred',
        episode: { name: episode1, occurrence: 1 },
        facts: { quarantine: { reason: 'EncounteredQuarantineException' } },
        clearedBefore: episode2,
      },
      {
        kind: 'began',
        detection: 'observed',
        episode: { name: episode2, occurrence: 1 },
        facts: { quarantine: { reason: 'TooManyDeletes' } },
      },
    ]);
    expect((told[1]?.sequence ?? 0) - (told[0]?.sequence ?? 0)).toBe(1);
  });

  test('clears by a later series at the first answer without the old one, and never before it was last seen', () => {
    const job = inQuarantine();
    job.read(10, healthyJob());
    const [cleared] = job.read(15, quarantinedJob('2026-03-10T00:13:00Z'));
    expect(cleared).toMatchObject({
      cause: 'superseded',
      clearedAfter: minute(5),
      clearedBefore: arrival(10),
    });
  });

  test('clears when it is read twice, running and without quarantine', () => {
    const job = inQuarantine();
    job.read(10, quarantinedJob());
    expect(job.read(15, healthyJob())).toEqual([]);
    expect(job.quarantine).toMatchObject({
      isOpen: true,
      status: 'false',
      doubt: { what: 'cleared', since: arrival(15) },
    });
    expect(job.read(20, healthyJob())).toMatchObject([
      {
        kind: 'cleared',
        cause: 'recovered',
        detection: 'confirmed',
        episode: { name: episode1, occurrence: 1 },
        facts: { quarantine: { seriesBegan: series1 } },
        statusCode: 'Active',
        clearedAfter: minute(10),
        clearedBefore: arrival(15),
        recordedAt: arrival(20),
      },
    ]);
    expect(job.quarantine).toMatchObject({ isOpen: false, doubt: undefined, facts: undefined });
  });

  test('clears in the same way when Graph gives no schedule, or writes the codes in small letters', () => {
    for (const answer of [
      { ...healthyJob(), schedule: null },
      healthyJob('scim.1', { code: 'active' }, { state: 'ACTIVE' }),
    ]) {
      const job = inQuarantine();
      expect(job.read(10, answer)).toEqual([]);
      expect(job.read(15, answer)).toMatchObject([{ kind: 'cleared', cause: 'recovered' }]);
    }
  });

  test('clears as NotRun too: it waits for its first cycle', () => {
    const job = inQuarantine();
    job.read(10, healthyJob('scim.1', { code: 'NotRun' }));
    expect(job.read(15, healthyJob('scim.1', { code: 'NotRun' }))).toMatchObject([{ cause: 'recovered' }]);
  });

  test('does not clear by a second answer that came too early', () => {
    const job = new History(10 * 60_000);
    job.read(0, quarantinedJob());
    job.read(5, healthyJob());
    expect(job.read(10, healthyJob())).toEqual([]);
    expect(job.quarantine?.doubt).toEqual({ what: 'cleared', since: arrival(5), seenAt: minute(10) });
    expect(job.read(15, healthyJob())).toEqual([]);
    expect(job.read(16, healthyJob())).toMatchObject([{ kind: 'cleared', clearedBefore: arrival(5) }]);
  });

  test('does not clear by the answer of the run that raised the doubt, however short the wait', () => {
    const job = new History(0);
    job.read(0, quarantinedJob());
    job.read(5, healthyJob());
    expect(job.read(5, healthyJob())).toEqual([]);
    // A run that starts in the very instant of that answer may have been answered by the same replica.
    expect(job.read(5 + 1 / 6, healthyJob())).toEqual([]);
    expect(job.read(6, healthyJob())).toMatchObject([{ kind: 'cleared' }]);
  });

  test('clears by an answer of the very instant of its doubt, where the clock was set back within the run', () => {
    const job = inQuarantine();
    job.read(10, healthyJob());
    expect(job.observe(15, seen(healthyJob(), arrival(10)))).toMatchObject([{ kind: 'cleared' }]);
  });

  test('of whose episode nothing is known is kept without an event, and does not end the run', () => {
    const job = inQuarantine();
    if (job.state) job.state = withQuarantine(job.state, { episode: undefined });
    for (const series of [series1, series2, null]) expect(job.read(10, quarantinedJob(series))).toEqual([]);
    expect(job.quarantine).toMatchObject({ isOpen: true, episode: undefined });
  });

  test('starts its doubt anew when the clock was set back', () => {
    const job = inQuarantine();
    job.read(100, healthyJob());
    expect(job.read(20, healthyJob())).toEqual([]);
    expect(job.quarantine?.doubt?.since).toBe(arrival(20));
    expect(job.read(25, healthyJob())).toMatchObject([{ kind: 'cleared' }]);
  });

  test('drops the doubt when the quarantine is seen again', () => {
    const job = inQuarantine();
    job.read(10, healthyJob());
    job.read(15, quarantinedJob());
    expect(job.read(20, healthyJob())).toEqual([]);
    expect(job.transitions).toHaveLength(1);
    const [cleared] = job.read(25, healthyJob());
    expect(cleared).toMatchObject({ clearedAfter: minute(15), clearedBefore: arrival(20) });
  });

  test('never clears by a pause, a disabled schedule, a code that is not configured, not known or not given, or no status', () => {
    const notRunning = [
      pausedJob(),
      healthyJob('scim.1', {}, { state: 'Disabled' }),
      healthyJob('scim.1', { code: 'NotConfigured' }),
      healthyJob('scim.1', { code: 'Hibernating' }),
      healthyJob('scim.1', { code: null }),
      { ...healthyJob(), status: null },
    ];
    for (const answer of notRunning) {
      const job = inQuarantine();
      for (const at of [10, 15, 20]) expect(job.read(at, answer)).toEqual([]);
      expect(job.quarantine).toMatchObject({
        isOpen: true,
        status: 'unknown',
        facts: { quarantine: { seriesBegan: series1 } },
      });
    }
  });

  test('clears after a pause within the bounds of when it was last seen and first read healthy', () => {
    const job = inQuarantine();
    job.read(10, pausedJob());
    job.read(15, pausedJob());
    job.read(20, healthyJob());
    const [cleared] = job.read(25, healthyJob());
    expect(cleared).toMatchObject({
      cause: 'recovered',
      clearedAfter: minute(5),
      clearedBefore: arrival(20),
    });
  });

  test('does not count a pause as the confirmation of a recovery', () => {
    const job = inQuarantine();
    job.read(10, healthyJob());
    job.read(15, pausedJob());
    expect(job.read(20, healthyJob())).toEqual([]);
  });

  test('clears as removed once that is confirmed, with the last quarantine seen', () => {
    const job = inQuarantine();
    expect(job.gone(10)).toEqual([]);
    expect(job.gone(15)).toMatchObject([
      {
        kind: 'cleared',
        cause: 'removed',
        facts: { quarantine: { seriesBegan: series1 } },
        clearedAfter: minute(5),
        clearedBefore: arrival(10),
      },
    ]);
    expect(job.state?.isRemoved).toBe(true);
  });

  test('clears as removed only where its id is not known either', () => {
    const job = inQuarantine();
    for (const at of [10, 15]) expect(job.gone(at, false)).toEqual([]);
    expect(job.gone(20)).toMatchObject([{ kind: 'cleared', cause: 'removed', clearedBefore: arrival(10) }]);
  });

  test('is not both half recovered and half removed', () => {
    const job = inQuarantine();
    job.read(10, healthyJob());
    expect(job.gone(15)).toEqual([]);
    expect(job.read(20, healthyJob())).toEqual([]);
    expect(job.transitions).toHaveLength(1);
  });

  test('counts as the reference example does: paused, blanks, and a count of two', () => {
    const job = new History();
    const example = healthyJob(
      'scim.1',
      {
        code: 'Paused',
        quarantine: quarantine('', { currentBegan: '', nextAttempt: '', reason: '', seriesCount: 2 }),
      },
      { state: 'Disabled' },
    );
    expect(job.read(0, example)).toMatchObject([{ kind: 'began', facts: { evidence: 'object' } }]);
  });
});

describe('an answer that could not be read', () => {
  test('only marks the job, and its observation stays where it was', () => {
    const job = inQuarantine();
    job.read(10, quarantinedJob());
    expect(job.unreadable(15)).toEqual([]);
    expect(job.quarantine?.isOpen).toBe(true);
    expect(job.state?.unreadable).toMatchObject({ since: arrival(15), cause: 'http503' });
    expect(job.observedAt).toBe(minute(10));
    job.unreadable(20);
    expect(job.unchanged).toBe(true);
    expect(job.observedAt).toBe(minute(10));
  });

  test('keeps since when, while its cause changes', () => {
    const job = healthy();
    job.unreadable(5);
    job.unreadable(10, 'http403');
    expect(job.state?.unreadable).toMatchObject({ since: arrival(5), cause: 'http403' });
  });

  test('neither confirms nor drops a doubt', () => {
    const job = inQuarantine();
    job.read(10, healthyJob());
    for (const at of [15, 20, 25]) expect(job.unreadable(at)).toEqual([]);
    expect(job.read(30, healthyJob())).toMatchObject([
      { kind: 'cleared', clearedAfter: minute(5), clearedBefore: arrival(10) },
    ]);
  });

  test('in turn with readable ones, for ever, neither hides a recovery nor a quarantine', () => {
    for (const cause of ['http503', 'massRemoval']) {
      const job = inQuarantine();
      job.read(10, healthyJob());
      job.unreadable(15, cause);
      job.unreadable(20, cause);
      expect(job.quarantine?.doubt).toEqual({ what: 'cleared', since: arrival(10), seenAt: minute(20) });
      expect(job.read(25, healthyJob())).toMatchObject([{ kind: 'cleared', clearedBefore: arrival(10) }]);
    }
    const back = recovered();
    back.read(20, quarantinedJob());
    back.unreadable(25);
    expect(back.read(30, quarantinedJob())).toMatchObject([{ kind: 'began', detection: 'confirmed' }]);
  });

  test('in any number clears nothing', () => {
    const job = inQuarantine();
    for (let at = 10; at < 100; at += 5) expect(job.unreadable(at)).toEqual([]);
    expect(job.quarantine?.isOpen).toBe(true);
  });

  test('is forgotten by the next answer that can be read', () => {
    const job = healthy();
    job.unreadable(5);
    job.read(10, healthyJob());
    expect(job.state?.unreadable).toBeUndefined();
  });

  test('is forgotten too when the job is missing, before that is proven', () => {
    const job = healthy();
    job.unreadable(5);
    job.gone(10);
    expect(job.state).toMatchObject({ isRemoved: false, unreadable: undefined, absence: {} });
  });

  test('for a mass removal counts from when it vanished, not from an outage before', () => {
    const job = healthy();
    job.unreadable(5);
    job.unreadable(10, 'massRemoval');
    expect(job.state?.unreadable).toMatchObject({ since: arrival(10), cause: 'massRemoval' });
  });

  test('for a mass removal is started anew where its time lies ahead: nobody waits until it has come', () => {
    const job = healthy();
    job.unreadable(24 * 60, 'massRemoval');
    job.unreadable(5, 'massRemoval');
    expect(job.state?.unreadable?.since).toBe(arrival(5));
  });

  test('is never unreadable since a time that lies ahead', () => {
    const job = healthy();
    job.unreadable(24 * 60);
    job.unreadable(5, 'http403');
    expect(job.state?.unreadable?.since).toBe(arrival(5));
  });

  test('for a mass removal is not started again by an outage, not even by one of the same instant', () => {
    const job = healthy();
    job.unreadable(5, 'massRemoval');
    for (const at of [5, 10]) {
      job.unreadable(at);
      expect(job.state?.unreadable).toMatchObject({ since: arrival(5), cause: 'massRemoval' });
    }
  });
});

describe('a job that is no longer watched', () => {
  test('is marked without an event, and is no longer unreadable', () => {
    const job = inQuarantine();
    job.unreadable(10);
    expect(job.unwatched(15)).toEqual([]);
    expect(job.quarantine?.isOpen).toBe(true);
    expect(job.state).toMatchObject({ unwatchedSince: arrival(15), unreadable: undefined });
    job.unwatched(20);
    expect(job.unchanged).toBe(true);
    expect(job.observedAt).toBe(minute(5));
  });

  test('still owes its clear when it is watched again', () => {
    const job = inQuarantine();
    job.unwatched(10);
    job.read(100, healthyJob());
    const [cleared] = job.read(105, healthyJob());
    expect(cleared).toMatchObject({
      cause: 'recovered',
      clearedAfter: minute(5),
      clearedBefore: arrival(100),
    });
  });
});

describe('runs that overlap', () => {
  /** The state after `raw` was read by a run that started before another one asked for everything, and wrote later. */
  function readLate(job: History, at: number, raw: JsonObject, coveredSince: string): void {
    job.observe(at, seen(raw, arrival(at)));
    job.coveredSince = coveredSince;
  }

  test('a recovery that was read before a later run saw the quarantine counts for nothing', () => {
    const job = inQuarantine();
    readLate(job, 10, healthyJob(), minute(11));
    expect(job.read(15, healthyJob())).toEqual([]);
    expect(job.quarantine?.doubt).toEqual({ what: 'cleared', since: arrival(15), seenAt: minute(15) });
    expect(job.read(20, healthyJob())).toMatchObject([
      { kind: 'cleared', clearedBefore: arrival(15), recordedAt: arrival(20) },
    ]);
  });

  test('an unreadable answer does not bring such a doubt back', () => {
    const job = inQuarantine();
    readLate(job, 10, healthyJob(), minute(11));
    job.unreadable(15);
    expect(job.quarantine).toMatchObject({ isOpen: true, doubt: undefined });
    expect(job.read(20, healthyJob())).toEqual([]);
  });

  test('neither does an absence, an old series or another reason', () => {
    const gone = inQuarantine();
    gone.gone(10);
    gone.coveredSince = minute(11);
    expect(gone.gone(15)).toEqual([]);
    expect(gone.gone(20)).toMatchObject([{ kind: 'cleared', cause: 'removed' }]);

    const back = recovered();
    readLate(back, 20, quarantinedJob(), minute(21));
    expect(back.read(25, quarantinedJob())).toEqual([]);
    expect(back.read(30, quarantinedJob())).toMatchObject([{ kind: 'began' }]);

    const other = quarantinedJob(series1, { reason: 'TooManyDeletes' });
    const changed = new History(2 * 60_000, allWanted);
    changed.read(5, quarantinedJob());
    readLate(changed, 10, other, minute(11));
    expect(changed.read(15, other)).toEqual([]);
    expect(changed.read(20, other)).toMatchObject([{ kind: 'changed' }]);
  });

  test('a doubt that each run has seen is believed, also where no run comes to everything', () => {
    const job = inQuarantine();
    readLate(job, 10, healthyJob(), minute(5));
    expect(job.read(15, healthyJob())).toMatchObject([{ kind: 'cleared', clearedBefore: arrival(10) }]);
  });

  test('polls closer than the wait for a confirmation come to one all the same', () => {
    const job = inQuarantine();
    const polls = Array.from({ length: 6 }, (_, n) => 10 + n / 2);
    const told = polls.map((at) => job.read(at, healthyJob()).length);
    expect(told).toEqual([0, 0, 0, 0, 0, 1]);
    expect(job.transitions.at(-1)).toMatchObject({ kind: 'cleared', clearedBefore: arrival(10) });
  });

  test('a doubt is never older than the run that raised it', () => {
    const job = inQuarantine();
    // The clock was set back by two minutes between the start of the run and its answer.
    job.observe(10, seen(healthyJob(), minute(8)));
    expect(job.quarantine?.doubt?.since).toBe(minute(10));
  });
});

describe('sequences', () => {
  const runOf = (job: History) => sequencesOf(job.transitions);
  const epoch = (at: number) => Date.parse(minute(at)) / 1000;

  test('have no gap within an epoch', () => {
    const job = recovered();
    job.read(20, quarantinedJob(series2));
    job.read(25, quarantinedJob('2026-03-10T00:13:00Z'));
    const [first = 0] = runOf(job);
    expect(runOf(job)).toEqual([0, 1, 2, 3, 4].map((n) => first + n));
  });

  test('go on at the epoch when a new one begins, whatever is told then', () => {
    const day = 24 * 60;
    const other = quarantinedJob(series1, { reason: 'TooManyDeletes' });
    const job = new History(2 * 60_000, allWanted);
    job.read(0, quarantinedJob());
    job.read(5, other);
    const later = (at: number, raw: JsonObject) =>
      job
        .observe(at, seen(raw, arrival(at)), { epoch: epoch(at) })
        .map(({ kind, sequence }) => `${kind} ${Number(sequence) - epoch(at)}`);
    expect(later(10, other)).toEqual(['changed 0']);
    expect(later(13 * day, other)).toEqual(['expiring 0']);
    job.read(13 * day + 5, healthyJob());
    expect(later(13 * day + 10, healthyJob())).toEqual(['cleared 0']);
    expect(later(13 * day + 15, quarantinedJob(minute(13 * day + 15)))).toEqual(['began 0']);
    expect(later(13 * day + 20, quarantinedJob(minute(13 * day + 20)))).toEqual(['cleared 0', 'began 1']);
  });

  test('are not used twice after the table was set back', () => {
    const job = healthy();
    const before = job.state;
    job.read(5, quarantinedJob());
    job.read(10, healthyJob());
    job.read(15, healthyJob());
    const used = runOf(job);
    const restored = new History(2 * 60_000, noneWanted, { epoch: epoch(60) });
    restored.state = before;
    restored.read(60, quarantinedJob(series2));
    restored.read(65, healthyJob());
    restored.read(70, healthyJob());
    expect(runOf(restored)).toHaveLength(2);
    expect(Math.min(...runOf(restored))).toBeGreaterThan(Math.max(...used));
  });

  test('of a job whose row was deleted go on behind those that it had', () => {
    const job = recovered();
    const again = new History();
    again.read(60, quarantinedJob());
    expect(Math.min(...runOf(again))).toBeGreaterThan(Math.max(...runOf(job)));
  });

  test('of a new job are not below the epoch, which may lie ahead of a clock that was set back', () => {
    const job = new History(2 * 60_000, noneWanted, { epoch: epoch(500) });
    const [began] = job.read(0, quarantinedJob());
    expect(began?.sequence).toBe(epoch(500));
  });
});
